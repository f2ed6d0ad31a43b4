"""What every way in shares: where somebody goes from there, and the sign-in page once more when it did not work."""

from __future__ import annotations

from flask import Response, request

from gateway import sessions
from gateway.front import Desk
from gateway.pages.rendering import caller_of, page
from services.contracts.errors import XinmeiError
from services.contracts.vocabulary import PROPAGANDA
from services.kit.identity import Identity

LONGEST = 200


def home_of(identity: Identity) -> str:
    """The board that is a person's own."""
    if identity.has(*PROPAGANDA, "auditor"):
        return "/boards/department"
    if identity.has("admin"):
        return "/settings"
    if identity.has("duty"):
        return "/boards/duty"
    if identity.has("association", "trainer") or identity.roles in ((), ("student",)):
        return "/boards/association"
    return f"/boards/unit/{identity.unit_id}" if identity.unit_id else "/boards/association"


def local_path(given: str) -> str:
    """`given` where it is a path of ours, else nothing: no address of another site is ever followed."""
    safe = given.startswith("/") and not given.startswith(("//", "/\\")) and len(given) <= LONGEST
    return given if safe and given.isascii() and given.isprintable() and "\\" not in given else ""


def session_name(desk: Desk) -> str:
    caller = caller_of(desk)
    return caller.identity.session if caller is not None else sessions.visitor_of(request)


def again(desk: Desk, error: XinmeiError) -> Response:
    """The same page, with what went wrong; the name typed is kept, the password is not."""
    after = local_path(request.form.get("after", ""))
    username = request.form.get("username", "")[:LONGEST]
    return page(
        "sign_in.html", error.status, username=username, after=after, error=error, providers=desk.providers.known()
    )
