"""Calls about sources outside, and the reports that they send."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from services.alerts import schemas
from services.alerts.handlers import outside, reading
from services.alerts.mail import read_mail
from services.contracts.alerts import intake_shapes as shapes
from services.contracts.alerts.fields import Listing
from services.contracts.errors import InputInvalid
from services.kit import wire
from services.kit.api import Request, Work, command, query
from services.kit.serving import Loop
from services.kit.vault import Vault, vault_of

Plain = dict[str, Any]
FETCH_EVERY = 60.0
MAIL = "message/rfc822"


class PostmanLoop(Loop):
    """Reads the mailbox for reports now and then, where one is set."""

    def _round(self) -> None:
        self._say_begun()
        while not self._stopping:
            self.work()
            self._pause(FETCH_EVERY)


class IntakeCalls:
    """What sources outside ask, and who sets them (article 15)."""

    runtime: Any

    @property
    def _vault(self) -> Vault:
        return vault_of(self.runtime.settings.secret)

    @query
    def list_sources(self, work: Work, request: Request) -> Plain:
        return reading.page_sources(work, request.load_query(Listing()), schemas.dump_source)

    @command
    def make_source(self, work: Work, request: Request) -> Plain:
        found, secret = outside.make_source(work, request.load(shapes.SourceOrder()), self._vault)
        work.session.flush()
        return schemas.dump_new_source(found, secret)

    @command
    def end_source(self, work: Work, request: Request) -> Plain:
        found = outside.end_source(work, request.path["id"])
        work.session.flush()
        return schemas.dump_source(found)

    @command(public=True)
    def take_report(self, work: Work, request: Request) -> Plain:
        signed, media_type = _signed(request.body)
        source = outside.admit(work, request.path["id"], signed, self._vault)
        found = outside.take_report(work, source, _told(signed.body, media_type))
        work.session.flush()
        return {"incident_id": found.id, "state": found.state}


def _signed(body: Any) -> tuple[outside.Signed, str]:
    given = body if isinstance(body, dict) else {}
    try:
        content = base64.b64decode(str(given.get("base64", "")), validate=True)
    except (binascii.Error, ValueError):
        content = b""
    told = {name: str(given.get(name, "")) for name in ("timestamp", "signature")}
    return outside.Signed(body=content, **told), str(given.get("media_type", ""))


def _told(body: bytes, media_type: str) -> outside.Told:
    """What a report says, by its kind. Raises `InputInvalid` where it cannot be read."""
    if media_type == MAIL:
        return read_mail(body)
    try:
        plain = wire.decode(body)
    except wire.UNREADABLE as error:
        raise InputInvalid({"_": ["不是有效的 JSON。 Not valid JSON."]}, code="malformed_json") from error
    return outside.Told(**shapes.OutsideReport().load(plain))
