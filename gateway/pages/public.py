"""What anyone may check, and is told nothing personal: whether an account is registered, whether a certificate is genuine."""

from __future__ import annotations

from flask import Flask, Response, request

from gateway import limits
from gateway.front import Desk
from gateway.pages.rendering import page
from services.contracts.errors import InputInvalid, NotFound, XinmeiError
from services.kit.wire import Request

ASKED = ("channel", "handle", "url")


def install(app: Flask, desk: Desk) -> None:
    """Add ``/verify`` and ``/certificates/…``."""

    def verify() -> Response:
        asked = {name: request.args.get(name, "").strip() for name in ASKED}
        if not asked["handle"] and not asked["url"]:
            return page("verify.html", asked=asked, found=None, error=None)
        desk.limiter.take(f"public:{request.remote_addr}", limits.PUBLIC)
        query = {"url": asked["url"]} if asked["url"] else {"channel": asked["channel"], "handle": asked["handle"]}
        found, error = _ask(desk, query)
        return page("verify.html", error.status if error else 200, asked=asked, found=found, error=error)

    def certificate(number: str) -> Response:
        desk.limiter.take(f"public:{request.remote_addr}", limits.PUBLIC)
        found = desk.remote.call("training", "check_certificate", Request(path={"number": number}))
        return page("certificate.html", found=found)

    app.add_url_rule("/verify", "verify", verify)
    app.add_url_rule("/certificates/<number>", "certificate", certificate)


def _ask(desk: Desk, query: dict[str, str]) -> tuple[dict[str, object] | None, XinmeiError | None]:
    try:
        found: dict[str, object] = desk.remote.call("registry", "verify", Request(query=query))
    except NotFound:
        return {"registered": False}, None
    except InputInvalid as error:
        return None, error
    return found, None
