"""The ways in beside a password alone: the second step with a code, and single sign-on at the campus's own provider."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Flask, request
from werkzeug.wrappers import Response as AnyResponse

from gateway import limits, sessions
from gateway.access.errors import SignOnUnfinished
from gateway.api.views import where_from
from gateway.front import Desk
from gateway.pages.doors import again, home_of, local_path, session_name
from gateway.pages.rendering import caller_of, go, page
from services.contracts.errors import InputInvalid, NotAuthenticated, NotFound, TooMany, Unavailable
from services.kit.wire import Request

BINDING = "xinmei_sign_on"
BINDING_LASTS = 600
RETURNS = {"oidc": "code", "cas": "ticket"}
"""What each kind of provider calls that which it sends back."""


def let_in(desk: Desk, answer: dict[str, Any], after: str) -> AnyResponse:
    """Begin a session, and lead on: to a path of ours, or to one's own board."""
    identity = desk.admission.begin(answer["token"])
    response = go(local_path(after) or home_of(identity))
    sessions.open_session(desk, response, answer["token"])
    return response


def ask_for_code(error: NotAuthenticated, after: str) -> AnyResponse:
    """The second step. The challenge stands in the form, the password nowhere."""
    challenge = str(error.details.get("challenge", ""))
    wrong = error if error.code == "wrong_code" else None
    return page("sign_in_code.html", 401 if wrong else 200, challenge=challenge, after=after, error=wrong)


class WaysIn:
    """The second step with a code, and the way to a provider of the campus and back."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def code(self) -> AnyResponse:
        desk = self._desk
        sessions.check_form_token(desk, session_name(desk), request.form.get(sessions.FORM_TOKEN, ""))
        after = local_path(request.form.get("after", ""))
        body = {"challenge": request.form.get("challenge", ""), "code": request.form.get("code", "")}
        try:
            desk.limiter.take(f"sign_in:{request.remote_addr}", limits.SIGN_IN)
            answer = desk.remote.call("registry", "sign_in_code", Request(body=body, query=where_from(request)))
        except NotAuthenticated as error:
            return ask_for_code(error, after) if error.code == "wrong_code" else again(desk, error)
        except InputInvalid:
            return ask_for_code(NotAuthenticated(code="wrong_code", challenge=body["challenge"]), after)
        except (TooMany, Unavailable) as error:
            return again(desk, error)
        return let_in(desk, answer, after)

    def begin(self, provider: str) -> AnyResponse:
        desk, binding = self._desk, secrets.token_urlsafe(24)
        desk.limiter.take(f"sign_in:{request.remote_addr}", limits.SIGN_IN)
        body = {"provider": provider, "after": local_path(request.args.get("next", "")), "binding": binding}
        answer = desk.remote.call("registry", "begin_sign_on", Request(body=body))
        response = go(answer["address"])
        secure = desk.platform.settings.cookie_secure
        response.set_cookie(
            BINDING, binding, max_age=BINDING_LASTS, httponly=True, samesite="Lax", secure=secure, path="/sign-on"
        )
        return response

    def back(self, provider: str) -> AnyResponse:
        if provider not in RETURNS:
            raise NotFound()
        body = {
            "provider": provider,
            "state": request.args.get("state", ""),
            "binding": request.cookies.get(BINDING, ""),
            "answer": request.args.get(RETURNS[provider], ""),
        }
        response = _finish(self._desk, body)
        response.delete_cookie(BINDING, path="/sign-on")
        return response


def install(app: Flask, desk: Desk) -> None:
    """Add ``/login/code`` and ``/sign-on/…``."""
    ways = WaysIn(desk)
    app.add_url_rule("/login/code", "login_code", ways.code, methods=["POST"])
    app.add_url_rule("/sign-on/<provider>", "sign_on", ways.begin)
    app.add_url_rule("/sign-on/<provider>/return", "sign_on_return", ways.back)


def _finish(desk: Desk, body: dict[str, str]) -> AnyResponse:
    try:
        desk.limiter.take(f"sign_in:{request.remote_addr}", limits.SIGN_IN)
        answer = desk.remote.call("registry", "finish_sign_on", Request(body=body, query=where_from(request)))
    except InputInvalid:
        if caller_of(desk) is not None:
            return go("/")
        return again(desk, SignOnUnfinished())
    return let_in(desk, answer, answer["after"])
