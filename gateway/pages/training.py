"""Training (培训机制): the programme, one session with enrolling and withdrawing, the check-in pass, and announcing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import segno
from flask import Flask, Response, request
from markupsafe import Markup
from werkzeug.exceptions import NotFound as NoSuchPage
from werkzeug.wrappers import Response as AnyResponse

from gateway.front import Desk
from gateway.pages.actions import Action, ask, perform, require, with_failed
from gateway.pages.forms import Field, form
from gateway.pages.listing import list_page
from gateway.pages.rendering import form_page, page
from services.contracts.errors import NotFound
from services.kit.identity import Identity

BASE = "/training"
FILTERS = form(
    Field("kind", "类型", "select", options="session_kind", longest=20),
    Field("state", "状态", "select", options="session_state", longest=20),
)
RUNS = ("trainer", "officer", "director")
DESK = (*RUNS, "association")
DESK_OPENS_BEFORE, DESK_CLOSES_AFTER = timedelta(hours=24), timedelta(hours=2)
HOLDS = ("enrolled", "waiting", "offered")
ENROL = Action("enrol", "training", "enrol", "报名", "报名已受理。")
LEAVE = Action("leave", "training", "withdraw", "退出报名", "已退出,席位让给候补的同学。", style="danger")
CONFIRM = Action("confirm", "training", "confirm_seat", "确认参加", "席位已确认。")
CHECK_IN = Action(
    "check-in",
    "training",
    "check_in",
    "现场签到",
    "已签到。",
    form(Field("token", "签到码", required=True, longest=200)),
    style="plain",
)
CERTIFY = Action("certificates", "training", "issue_certificates", "颁发证书", "已为到场人员颁发证书。", style="plain")
CANCEL = Action(
    "cancel",
    "training",
    "cancel_session",
    "取消场次",
    "场次已取消。",
    form(Field("reason", "原因", required=True, longest=500)),
    style="danger",
)
ACTIONS = {action.name: action for action in (ENROL, LEAVE, CONFIRM, CHECK_IN, CERTIFY, CANCEL)}
ANNOUNCE = Action(
    "new",
    "training",
    "announce_session",
    "发布",
    "场次已发布。",
    form(
        Field("title", "名称", required=True, longest=200),
        Field("kind", "类型", "select", required=True, options="session_kind"),
        Field("theme", "主题", longest=200),
        Field("speaker", "主讲", longest=200),
        Field("place", "地点", longest=200),
        Field("starts_at", "开始", "moment", required=True),
        Field("ends_at", "结束", "moment", required=True),
        Field("capacity", "席位", "number", required=True),
        Field("hours", "学时", "number"),
        Field("enrol_opens_at", "报名开始", "moment", required=True),
        Field("enrol_closes_at", "报名截止", "moment", required=True),
    ),
)


def offered(
    session: Mapping[str, Any], mine: Mapping[str, Any] | None, identity: Identity, now: datetime
) -> list[Action]:
    """What this person can do now; the training service decides in the end."""
    if session["state"] == "cancelled":
        return []
    own: list[Action] = []
    starts, opens, closes = (
        datetime.fromisoformat(session[name]) for name in ("starts_at", "enrol_opens_at", "enrol_closes_at")
    )
    if mine is not None and starts > now:
        own = [CONFIRM, LEAVE] if mine["state"] == "offered" else [LEAVE]
    elif mine is None and opens <= now < closes:
        own = [ENROL]
    running = [CHECK_IN] if identity.has(*DESK) else []
    return own + running + ([CERTIFY, CANCEL] if identity.has(*RUNS) else [])


class TrainingPages:
    """The pages of training."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def index(self) -> Response:
        return list_page(self._desk, "training.html", "training", "list_sessions", FILTERS)

    def show(self, session_id: str, failed: Action | None = None) -> Response:
        identity = require(self._desk).identity
        found = ask(self._desk, "training", "view_session", {"id": session_id})
        mine = _own(self._desk, session_id)
        actions = with_failed(offered(found, mine, identity, self._desk.clock.now()), failed)
        people = (
            ask(self._desk, "training", "list_enrolments", {"id": session_id}, limit="200")["items"]
            if identity.has(*RUNS)
            else None
        )
        desk_open = _desk_is_open(found, self._desk.clock.now())
        return page(
            "training_session.html", found=found, mine=mine, actions=actions, people=people, desk_open=desk_open
        )

    def act(self, session_id: str, name: str) -> AnyResponse:
        action = ACTIONS.get(name)
        if action is None:
            raise NoSuchPage()
        path = {"id": session_id}
        if action in (LEAVE, CONFIRM):
            mine = _own(self._desk, session_id)
            if mine is None:
                raise NotFound()
            path["enrolment_id"] = mine["id"]
        address = f"{BASE}/{session_id}"
        return perform(self._desk, action, path, lambda _: address, lambda failed: self.show(session_id, failed))

    def pass_(self, session_id: str) -> Response:
        found = ask(self._desk, "training", "show_pass", {"id": session_id})
        code = segno.make(found["token"], error="m").svg_inline(scale=8, border=3, light="#fff")
        seconds = max(2, min(30, round(found["changes_at"] - self._desk.clock.now().timestamp()) + 1))
        shown = {"session_id": session_id, "code": Markup(code), "token": found["token"], "seconds": seconds}  # noqa: S704
        return page("training_pass.html", **shown)

    def new(self) -> AnyResponse:
        def show_form(action: Action) -> Response:
            require(self._desk).identity.require(*RUNS)
            return form_page(action, BASE + "/new", "发布场次", "报名到点开放,先到先得;满额后自动候补。", BASE)

        if request.method == "GET":
            return show_form(ANNOUNCE)
        return perform(self._desk, ANNOUNCE, {}, lambda made: f"{BASE}/{made['id']}", show_form)


def install(app: Flask, desk: Desk) -> None:
    """Add ``/training`` and what is below it."""
    pages = TrainingPages(desk)
    app.add_url_rule(BASE, "training", pages.index)
    app.add_url_rule(f"{BASE}/new", "training_new", pages.new, methods=["GET", "POST"])
    app.add_url_rule(f"{BASE}/<session_id>", "training_session", pages.show)
    app.add_url_rule(f"{BASE}/<session_id>/pass", "training_pass", pages.pass_)
    app.add_url_rule(f"{BASE}/<session_id>/<name>", "training_act", pages.act, methods=["POST"])


def _desk_is_open(session: Mapping[str, Any], now: datetime) -> bool:
    """Whether a check-in code is of use: from a day before until shortly after."""
    starts, ends = datetime.fromisoformat(session["starts_at"]), datetime.fromisoformat(session["ends_at"])
    return starts - DESK_OPENS_BEFORE <= now <= ends + DESK_CLOSES_AFTER


def _own(desk: Desk, session_id: str) -> Mapping[str, Any] | None:
    """The person's own place in a session."""
    found = ask(desk, "training", "list_own_enrolments", limit="200")["items"]
    return next((item for item in found if item["session_id"] == session_id and item["state"] in HOLDS), None)
