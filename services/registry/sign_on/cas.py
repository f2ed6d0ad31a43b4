"""CAS 3.0: the browser brings a ticket, and the server says directly for whom it was made."""

from __future__ import annotations

from urllib.parse import urlencode
from xml.etree import ElementTree

import structlog

from services.kit.settings import Settings
from services.registry.domain.sign_on import Profile, as_profile
from services.registry.sign_on.asking import ask
from services.registry.sign_on.providers import ProviderRefused, Sent

_CAS = "{http://www.yale.edu/tp/cas}"
NAMES = ("name", "cn", "displayName", "xm", "user")

log = structlog.get_logger(__name__)


class Cas:
    """One CAS server. The state travels in the service's address, for CAS has none of its own."""

    id = "cas"

    def __init__(self, settings: Settings) -> None:
        self.name = settings.cas_name
        self._server = settings.cas_url.rstrip("/")
        self._username = settings.cas_username_attribute or "user"
        self._return = f"{settings.base_url}/sign-on/cas/return"

    def address(self, sent: Sent) -> str:
        return f"{self._server}/login?{urlencode({'service': self._service(sent)})}"

    def profile(self, sent: Sent, answer: str) -> Profile:
        query = urlencode({"service": self._service(sent), "ticket": answer})
        told = ask("GET", f"{self._server}/p3/serviceValidate?{query}")
        claims = read_validation(told.content) if told.status_code == 200 else None
        found = as_profile(claims, self._username, NAMES) if claims else None
        if found is None:
            log.warning("ticket_refused", status=told.status_code)
            raise ProviderRefused()
        return found

    def _service(self, sent: Sent) -> str:
        return f"{self._return}?{urlencode({'state': sent.state})}"


def read_validation(body: bytes) -> dict[str, list[str]] | None:
    """User and attributes in a validation's answer, each a list; None where it is a refusal, or no answer of CAS."""
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body or b"\0" in body:  # the last: UTF-16, in which neither would be seen
        return None
    try:
        root = ElementTree.fromstring(body)  # noqa: S314  no entities get this far
    except ElementTree.ParseError:
        return None
    success = root.find(f"{_CAS}authenticationSuccess")
    user = success.findtext(f"{_CAS}user", "").strip() if success is not None else ""
    if success is None or not user:
        return None
    found: dict[str, list[str]] = {}
    for attribute in success.iterfind(f"{_CAS}attributes/*"):
        found.setdefault(attribute.tag.removeprefix(_CAS), []).append((attribute.text or "").strip())
    return {**found, "user": [user]}
