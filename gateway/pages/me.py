"""One's own access: password, second factor, access tokens, and where one is signed in; and the tokens of other systems."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import segno
from flask import Flask, Response, request
from werkzeug.wrappers import Response as AnyResponse

from gateway import sessions
from gateway.access.errors import passwords_differ
from gateway.front import Desk
from gateway.pages.actions import WORDS_OF_ERRORS, require
from gateway.pages.rendering import go, leave_notice, page
from services.contracts.errors import InputInvalid, NotFound, XinmeiError
from services.contracts.registry.access_shapes import SCOPES
from services.kit.clock import CAMPUS_ZONE
from services.kit.wire import Request

SERVICE_ROLES = ("officer", "duty", "trainer", "association", "auditor")
MONTHS = timedelta(days=90)
DONE = {
    "password": "密码已更改,其他登录均已退出。",
    "factor_off": "两步验证已停用。",
    "token_off": "访问令牌已撤销。",
    "session_off": "该处登录已退出。",
}


class Failed(Exception):
    """A form was refused: which, and why; the page is shown again with it."""

    def __init__(self, form: str, error: XinmeiError) -> None:
        self.form, self.error = form, error
        super().__init__(form)


def install(app: Flask, desk: Desk) -> None:
    """Add ``/me`` and ``/service-tokens`` with their forms."""
    app.add_url_rule("/me", "me", lambda: _show(desk))
    app.add_url_rule("/service-tokens", "service_tokens", lambda: _show_service(desk))
    for path, act in FORMS.items():
        app.add_url_rule(path, f"me:{path}", _form(desk, act), methods=["POST"])


def _form(desk: Desk, act: Any) -> Any:
    def view(**path: str) -> AnyResponse:
        caller = require(desk)
        given = request.form.get(sessions.FORM_TOKEN, "")
        sessions.check_form_token(desk, caller.identity.session, given)
        try:
            answer: AnyResponse = act(desk, caller, **path)
        except Failed as failed:
            service = request.path.startswith("/service-tokens")
            return _show_service(desk, failed) if service else _show(desk, failed)
        desk.admission.question(person_id=caller.identity.id)
        return answer

    return view


def _call(desk: Desk, form: str, operation: str, path: dict[str, str] | None = None, body: Any = None) -> Any:
    """What the registry answers. Raises `Failed` where the form can be sent again."""
    try:
        asked = Request(path=path or {}, body=body)
        return desk.remote.call("registry", operation, asked, token=require(desk).token)
    except XinmeiError as error:
        if error.status in WORDS_OF_ERRORS:
            raise Failed(form, error) from error
        raise


def _ask(desk: Desk, operation: str, **query: str) -> Any:
    return desk.remote.call("registry", operation, Request(query=query), token=require(desk).token)


def _show(desk: Desk, failed: Failed | None = None) -> Response:
    require(desk)
    now = desk.clock.now()
    tokens = [one for one in _ask(desk, "list_tokens", limit="200")["items"] if _holds(one, now)]
    return page(
        "me.html",
        failed.error.status if failed else 200,
        who=_ask(desk, "me"),
        factor=_ask(desk, "show_second_factor"),
        tokens=tokens,
        sessions=_ask(desk, "list_sessions")["items"],
        failed=failed,
        errors=_errors(failed),
        **_choices(now),
    )


def _show_service(desk: Desk, failed: Failed | None = None) -> Response:
    caller = require(desk)
    now = desk.clock.now()
    return page(
        "service_tokens.html",
        failed.error.status if failed else 200,
        tokens=_ask(desk, "list_service_tokens", limit="200")["items"],
        may_make=caller.identity.has("admin"),
        roles=SERVICE_ROLES,
        failed=failed,
        errors=_errors(failed),
        **_choices(now),
    )


def _choices(now: datetime) -> dict[str, Any]:
    today = now.astimezone(CAMPUS_ZONE).date()
    return {
        "scopes": SCOPES,
        "first_day": (today + timedelta(days=1)).isoformat(),
        "last_day": (today + timedelta(days=365)).isoformat(),
        "usual_day": (today + MONTHS).isoformat(),
        "given": request.form,
        "chosen": request.form.getlist("scopes"),
    }


def _errors(failed: Failed | None) -> dict[str, list[str]]:
    return failed.error.errors if failed is not None and isinstance(failed.error, InputInvalid) else {}


def _holds(token: dict[str, Any], now: datetime) -> bool:
    return token["ended_at"] is None and datetime.fromisoformat(token["expires_at"]) > now


def _token_fields() -> dict[str, Any]:
    """What the form says of a token: it ends with the day that was chosen."""
    day = request.form.get("until", "")
    try:
        ends = datetime.combine(datetime.fromisoformat(day).date(), time(23, 59), CAMPUS_ZONE).isoformat()
    except ValueError:
        ends = day
    return {"name": request.form.get("name", ""), "scopes": request.form.getlist("scopes"), "expires_at": ends}


def _password(desk: Desk, caller: sessions.Caller) -> AnyResponse:
    names = ("old_password", "new_password")
    body = {name: request.form.get(name, "") for name in names}
    if request.form.get("again", "") != body["new_password"]:
        raise Failed("password", passwords_differ())
    _call(desk, "password", "change_password", body=body)
    return leave_notice(go("/me"), DONE["password"])


def _begin_factor(desk: Desk, caller: sessions.Caller) -> AnyResponse:
    body = {"password": request.form.get("password", "")}
    begun = _call(desk, "factor", "begin_second_factor", body=body)
    return _factor_page(begun["secret"], begun["address"], None)


def _factor_page(secret: str, address: str, error: XinmeiError | None) -> Response:
    picture = segno.make(address, error="m").svg_data_uri(scale=5, border=3, dark="#000", light="#fff")
    status = error.status if error else 200
    return page("me_factor.html", status, secret=secret, address=address, picture=picture, error=error)


def _confirm_factor(desk: Desk, caller: sessions.Caller) -> AnyResponse:
    try:
        answer = _call(desk, "factor", "confirm_second_factor", body={"code": request.form.get("code", "")})
    except Failed as failed:
        address = request.form.get("address", "")
        if not isinstance(failed.error, InputInvalid) or not address.startswith("otpauth://totp/"):
            raise
        return _factor_page(request.form.get("secret", "")[:64], address[:500], failed.error)
    return page("me_codes.html", codes=answer["recovery_codes"])


def _renew_codes(desk: Desk, caller: sessions.Caller) -> AnyResponse:
    body = {"password": request.form.get("password", "")}
    answer = _call(desk, "codes", "renew_recovery_codes", body=body)
    return page("me_codes.html", codes=answer["recovery_codes"])


def _end_factor(desk: Desk, caller: sessions.Caller) -> AnyResponse:
    _call(desk, "factor_off", "end_second_factor", body={"password": request.form.get("password", "")})
    return leave_notice(go("/me"), DONE["factor_off"])


def _make_token(desk: Desk, caller: sessions.Caller) -> AnyResponse:
    made = _call(desk, "token", "make_token", body=_token_fields())
    return page("me_token.html", made=made, back="/me")


def _end_token(desk: Desk, caller: sessions.Caller, id: str) -> AnyResponse:
    _call(desk, "token", "end_token", {"id": id})
    desk.admission.question(session=id)
    return leave_notice(go("/me"), DONE["token_off"])


def _end_session(desk: Desk, caller: sessions.Caller, id: str) -> AnyResponse:
    _call(desk, "session", "end_session", {"id": id})
    desk.admission.question(session=id)
    return leave_notice(go("/me"), DONE["session_off"])


def _end_others(desk: Desk, caller: sessions.Caller) -> AnyResponse:
    _call(desk, "session", "end_other_sessions")
    return leave_notice(go("/me"), DONE["session_off"])


def _make_service_token(desk: Desk, caller: sessions.Caller) -> AnyResponse:
    body = {**_token_fields(), "roles": [{"role": role, "unit_id": None} for role in request.form.getlist("roles")]}
    made = _call(desk, "token", "make_service_token", body=body)
    return page("me_token.html", made=made, back="/service-tokens")


def _end_service_token(desk: Desk, caller: sessions.Caller, id: str) -> AnyResponse:
    if not id:
        raise NotFound()
    _call(desk, "token", "end_service_token", {"id": id})
    desk.admission.question(session=id)
    return leave_notice(go("/service-tokens"), DONE["token_off"])


FORMS: dict[str, Any] = {
    "/me/password": _password,
    "/me/second-factor": _begin_factor,
    "/me/second-factor/confirm": _confirm_factor,
    "/me/second-factor/codes": _renew_codes,
    "/me/second-factor/end": _end_factor,
    "/me/tokens": _make_token,
    "/me/tokens/<id>/end": _end_token,
    "/me/sessions/<id>/end": _end_session,
    "/me/sessions/end-others": _end_others,
    "/service-tokens": _make_service_token,
    "/service-tokens/<id>/end": _end_service_token,
}
