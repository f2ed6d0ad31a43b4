"""Check-in: the code on a person's own phone, and the desk that takes it in."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import segno
from flask import Flask, Response, request
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from gateway.front import Desk
from gateway.pages.actions import Action, ask, perform, require
from gateway.pages.forms import Field, form
from gateway.pages.rendering import page
from gateway.pages.training.sessions import BASE
from gateway.pages.training.tabs import DESK, READS, every

NEWEST = 12
CAMERA_ALLOWED = "camera=(self), geolocation=(), microphone=()"
"""The desk alone may read codes with the device's camera; every other page forbids it."""


def bare_token(typed: str) -> str:
    """The token in what a scanner read: the address that the code holds, or the token itself."""
    said = typed.strip()
    try:
        return next(iter(parse_qs(urlsplit(said).query).get("token", [])), said)[:200]
    except ValueError:  # a scanner reads any code: http://[ is no address, and no token either, which the service says
        return said[:200]


CHECK_IN = Action(
    "desk",
    "training",
    "check_in",
    "签到",
    "已签到。",
    form(Field("token", "签到码", required=True, longest=400, help="用扫码枪扫描,或用手机相机扫码打开后确认")),
    prepare=lambda body: {**body, "token": bare_token(str(body.get("token", "")))},
)


class CheckInPages:
    """The code and the desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def show_pass(self, session_id: str) -> Response:
        found = ask(self._desk, "training", "show_pass", {"id": session_id})
        session = ask(self._desk, "training", "view_session", {"id": session_id})
        address = f"{self._desk.platform.settings.base_url}{BASE}/{session_id}/desk?token={found['token']}"
        code = segno.make(address, error="l", boost_error=False).svg_inline(omitsize=True, border=4, light="#fff")
        seconds = max(2, min(30, round(found["changes_at"] - self._desk.clock.now().timestamp()) + 1))
        return page(
            "training_pass.html",
            session=session,
            code=Markup(code),  # noqa: S704
            token=found["token"],
            seconds=seconds,
        )

    def desk(self, session_id: str) -> AnyResponse:
        require(self._desk).identity.require(*DESK)

        def again(action: Action) -> Response:
            return self._show(session_id, action)

        if request.method == "POST":
            address = f"{BASE}/{session_id}/desk"
            return perform(self._desk, CHECK_IN, {"id": session_id}, lambda _: address, again)
        token = bare_token(request.args.get("token", ""))
        filled = CHECK_IN.form.filled({"token": token}) if token else CHECK_IN.form
        return self._show(session_id, Action(**{**vars(CHECK_IN), "form": filled}))

    def _show(self, session_id: str, action: Action) -> Response:
        session = ask(self._desk, "training", "view_session", {"id": session_id})
        identity, people = require(self._desk).identity, []
        if identity.has(*READS):
            people = every(self._desk, "list_enrolments", {"id": session_id}, state="enrolled")
        arrived = sorted((p for p in people if p["checked_in_at"]), key=lambda p: str(p["checked_in_at"]), reverse=True)
        numbers = {"seated": len(people), "arrived": len(arrived)}
        shown = page("training_desk.html", session=session, action=action, arrived=arrived[:NEWEST], numbers=numbers)
        shown.headers["Permissions-Policy"] = CAMERA_ALLOWED
        return shown


def install(app: Flask, desk: Desk) -> None:
    """Add a session's code and desk."""
    pages = CheckInPages(desk)
    app.add_url_rule(f"{BASE}/<session_id>/pass", "training_pass", pages.show_pass)
    app.add_url_rule(f"{BASE}/<session_id>/desk", "training_desk", pages.desk, methods=["GET", "POST"])
