"""Coming and going: the sign-in page, which leads each person to their own board, and signing out."""

from __future__ import annotations

from flask import Flask, request
from werkzeug.wrappers import Response as AnyResponse

from gateway import limits, sessions
from gateway.api.views import where_from
from gateway.front import Desk
from gateway.pages import signing_in
from gateway.pages.doors import again, home_of, local_path, session_name
from gateway.pages.rendering import caller_of, go, page
from services.contracts.errors import InputInvalid, NotAuthenticated, NotPermitted, TooMany, Unavailable
from services.kit.wire import Request


def install(app: Flask, desk: Desk) -> None:
    """Add ``/``, ``/login`` and ``/logout``."""

    def start() -> AnyResponse:
        caller = caller_of(desk)
        after = local_path(request.args.get("next", ""))
        if caller is not None:
            return go(after or home_of(caller.identity))
        return page("sign_in.html", username="", after=after, error=None, providers=desk.providers.known())

    def login() -> AnyResponse:
        sessions.check_form_token(desk, session_name(desk), request.form.get(sessions.FORM_TOKEN, ""))
        try:
            desk.limiter.take(f"sign_in:{request.remote_addr}", limits.SIGN_IN)
            asked = Request(body=_credentials(), query=where_from(request))
            answer = desk.remote.call("registry", "sign_in", asked)
        except NotAuthenticated as error:
            after = local_path(request.form.get("after", ""))
            return signing_in.ask_for_code(error, after) if error.code == "code_needed" else again(desk, error)
        except (InputInvalid, NotPermitted, TooMany, Unavailable) as error:
            return again(desk, error)
        return signing_in.let_in(desk, answer, request.form.get("after", ""))

    def logout() -> AnyResponse:
        sessions.check_form_token(desk, session_name(desk), request.form.get(sessions.FORM_TOKEN, ""))
        sessions.end_session(desk, caller_of(desk))
        response = go("/")
        sessions.close_session(response)
        return response

    app.add_url_rule("/", "start", start)
    app.add_url_rule("/login", "login_page", start, methods=["GET"])
    app.add_url_rule("/login", "login", login, methods=["POST"])
    app.add_url_rule("/logout", "logout", logout, methods=["POST"])


def _credentials() -> dict[str, str]:
    return {"username": request.form.get("username", ""), "password": request.form.get("password", "")}
