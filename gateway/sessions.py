"""Who sends a request: a bearer of a token, or a browser with the session cookie; and the tokens against forged forms.

The session cookie holds the signed identity itself. A cookie travels by itself, so an unsafe call that relies on it must
also carry the session's form token: in a form's field, or in ``X-CSRF-Token``. Before anyone has signed in, the sign-in form
is bound to a visitor's cookie in the same way.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask import Request
from werkzeug.wrappers import Response

from gateway import limits
from gateway.access.admission import ACCESS_TOKEN
from gateway.front import Desk
from services.contracts.errors import NotAuthenticated, NotPermitted
from services.kit.identity import Identity
from services.kit.ids import new_trace

SESSION = "xinmei_session"
FORM_TOKEN = "csrf_token"
VISITOR = "xinmei_visitor"
FORM_HEADER = "X-CSRF-Token"
SAFE = ("GET", "HEAD", "OPTIONS")
BEARER = "bearer "


@dataclass(frozen=True)
class Caller:
    """A verified identity, the token that proves it to the services, and the one that was shown at the door."""

    identity: Identity
    token: str
    by_cookie: bool
    shown: str


class ForgedForm(NotPermitted):
    """The form token is missing or belongs to another session."""

    code = "csrf"
    zh = "页面已失效或来源不明,没有作任何更改。请返回、刷新页面后重新提交。"
    en = "The page has expired or comes from elsewhere; nothing was changed. Go back, reload and send again."


def find_caller(desk: Desk, request: Request) -> Caller | None:
    """Who asks, or None where nobody says so. Raises `NotAuthenticated` for a bearer token that does not verify, `TooMany`."""
    header = request.headers.get("Authorization", "")
    if header:
        return _bearer(desk, request, header)
    token = request.cookies.get(SESSION, "")
    if not token:
        return None
    try:
        return _admitted(desk, request, token, by_cookie=True)
    except NotAuthenticated:
        return None


def _bearer(desk: Desk, request: Request, header: str) -> Caller:
    if not header.lower().startswith(BEARER):
        raise NotAuthenticated()
    token = header[len(BEARER) :].strip()
    return _admitted(desk, request, token, by_cookie=False)


def _admitted(desk: Desk, request: Request, token: str, *, by_cookie: bool) -> Caller:
    """The caller of a token. An access token is no cookie: only programs send it, and only so many that are unknown."""
    if token.startswith(ACCESS_TOKEN):
        if by_cookie:
            raise NotAuthenticated()
        if not desk.admission.knows(token):
            desk.limiter.take(f"unknown:{request.remote_addr}", limits.UNKNOWN)
    known = desk.admission.admit(token)
    return Caller(known.identity, known.proof, by_cookie=by_cookie, shown=token)


def require_caller(desk: Desk, request: Request) -> Caller:
    """Who asks. Raises `NotAuthenticated` where nobody is signed in, `ForgedForm` where a cookie alone would change something."""
    caller = find_caller(desk, request)
    if caller is None:
        raise NotAuthenticated()
    if caller.by_cookie and request.method not in SAFE:
        check_form_token(desk, caller.identity.session, request.headers.get(FORM_HEADER, ""))
    return caller


def form_token(desk: Desk, session: str) -> str:
    """The token that every form of this session carries."""
    return desk.keys.form_token(session)


def check_form_token(desk: Desk, session: str, given: str) -> None:
    """Raise `ForgedForm` where `given` is not the session's token."""
    if not session or not desk.keys.form_token_fits(session, given):
        raise ForgedForm()


def visitor_of(request: Request) -> str:
    """The name under which a browser that is not signed in fills in forms; empty before the first page."""
    name = request.cookies.get(VISITOR, "")
    return f"visitor:{name}" if name else ""


def new_visitor() -> str:
    return new_trace()


def open_session(desk: Desk, response: Response, token: str) -> None:
    """Set the cookies of a fresh session; what the browser had before is gone."""
    identity = desk.admission.begin(token)
    settings = desk.platform.settings
    lasts = int(timedelta(hours=settings.session_hours).total_seconds())
    response.set_cookie(
        SESSION, token, max_age=lasts, httponly=True, samesite="Lax", secure=settings.cookie_secure, path="/"
    )
    response.set_cookie(
        FORM_TOKEN,
        form_token(desk, identity.session),
        max_age=lasts,
        samesite="Strict",
        secure=settings.cookie_secure,
        path="/",
    )
    response.delete_cookie(VISITOR, path="/")


def end_session(desk: Desk, caller: Caller | None) -> None:
    """Have the registry end the session, so that its token opens nothing any more. Raises `Unavailable`."""
    if caller is not None:
        desk.remote.call("registry", "sign_out", token=caller.token)
        desk.admission.question(session=caller.identity.session)


def close_session(response: Response) -> None:
    for name in (SESSION, FORM_TOKEN, VISITOR):
        response.delete_cookie(name, path="/")
