"""Coming and going: the sign-in page, which leads each person to their own board, and signing out."""

from __future__ import annotations

from flask import Flask, Response, request
from werkzeug.wrappers import Response as AnyResponse

from gateway import limits, sessions
from gateway.front import Desk
from gateway.pages.rendering import caller_of, go, page
from services.contracts.errors import InputInvalid, NotAuthenticated, NotPermitted, TooMany, Unavailable, XinmeiError
from services.contracts.vocabulary import PROPAGANDA
from services.kit.identity import Identity
from services.kit.wire import Request

LONGEST = 200


def home_of(identity: Identity) -> str:
    """The board that is a person's own."""
    if identity.has(*PROPAGANDA, "auditor"):
        return "/boards/department"
    if identity.has("admin"):
        return "/accounts"
    if identity.has("duty"):
        return "/boards/duty"
    if identity.has("association", "trainer") or identity.roles in ((), ("student",)):
        return "/boards/association"
    return f"/boards/unit/{identity.unit_id}" if identity.unit_id else "/boards/association"


def local_path(given: str) -> str:
    """`given` where it is a path of ours, else nothing: no address of another site is ever followed."""
    safe = given.startswith("/") and not given.startswith(("//", "/\\")) and len(given) <= LONGEST
    return given if safe and given.isascii() and given.isprintable() and "\\" not in given else ""


def install(app: Flask, desk: Desk) -> None:
    """Add ``/``, ``/login`` and ``/logout``."""

    def start() -> AnyResponse:
        caller = caller_of(desk)
        after = local_path(request.args.get("next", ""))
        if caller is not None:
            return go(after or home_of(caller.identity))
        return page("sign_in.html", username="", after=after, error=None)

    def login() -> AnyResponse:
        sessions.check_form_token(desk, _session_name(desk), request.form.get(sessions.FORM_TOKEN, ""))
        try:
            desk.limiter.take(f"sign_in:{request.remote_addr}", limits.SIGN_IN)
            answer = desk.remote.call("registry", "sign_in", Request(body=_credentials()))
        except (InputInvalid, NotAuthenticated, NotPermitted, TooMany, Unavailable) as error:
            return _again(error)
        identity = desk.admission.begin(answer["token"])
        response = go(local_path(request.form.get("after", "")) or home_of(identity))
        sessions.open_session(desk, response, answer["token"])
        return response

    def logout() -> AnyResponse:
        sessions.check_form_token(desk, _session_name(desk), request.form.get(sessions.FORM_TOKEN, ""))
        sessions.end_session(desk, caller_of(desk))
        response = go("/")
        sessions.close_session(response)
        return response

    app.add_url_rule("/", "start", start)
    app.add_url_rule("/login", "login", login, methods=["POST"])
    app.add_url_rule("/logout", "logout", logout, methods=["POST"])


def _session_name(desk: Desk) -> str:
    caller = caller_of(desk)
    return caller.identity.session if caller is not None else sessions.visitor_of(request)


def _credentials() -> dict[str, str]:
    return {"username": request.form.get("username", ""), "password": request.form.get("password", "")}


def _again(error: XinmeiError) -> Response:
    """The same page, with what went wrong; the name typed is kept, the password is not."""
    after = local_path(request.form.get("after", ""))
    username = request.form.get("username", "")[:LONGEST]
    return page("sign_in.html", error.status, username=username, after=after, error=error)
