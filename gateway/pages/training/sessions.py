"""Sessions: the programme, one session with all that can be done about it, announcing and changing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import NotFound as NoSuchPage
from werkzeug.wrappers import Response as AnyResponse

from gateway.front import Desk
from gateway.pages.actions import Action, ask, perform, require, with_failed
from gateway.pages.forms import Field, form
from gateway.pages.listing import list_page
from gateway.pages.rendering import form_page, page
from gateway.pages.training.forms import announcing, as_typed, changing, repeated
from gateway.pages.training.tabs import DESK, READS, RUNS, every, tabs
from services.contracts.errors import NotFound, NotPermitted
from services.kit.identity import Identity

BASE = "/training"
FILTERS = form(
    Field("when", "时间", "select", required=True, options="session_time", longest=20),
    Field("kind", "类型", "select", options="session_kind", longest=20),
    Field("state", "状态", "select", options="session_state", longest=20),
    Field("theme", "主题", longest=200),
)
DESK_OPENS_BEFORE, DESK_CLOSES_AFTER = timedelta(hours=24), timedelta(hours=2)
HOLDS = ("enrolled", "waiting", "offered", "requested", "entered")
REASON = Field("reason", "原因", required=True, longest=500)
ENROL = Action("enrol", "training", "enrol", "报名", "报名已受理。")
QUEUE = replace(ENROL, label="加入候补")
LEAVE = Action(
    "leave",
    "training",
    "withdraw",
    "退出报名",
    "已退出,席位让给候补的同学。",
    style="danger",
    warns="席位立即让给候补的同学,再报名须重新排队。",
)
CONFIRM = Action("confirm", "training", "confirm_seat", "确认参加", "席位已确认。")
EXCUSE = Action("excuse", "training", "ask_leave", "请假", "已登记请假。", form(REASON), style="plain")
SWAP = Action("swap", "training", "offer_swap", "申请换场", "已登记;有人愿意对换时自动成交。", style="plain")
FEEDBACK = Action(
    "feedback",
    "training",
    "give_feedback",
    "填写反馈",
    "谢谢您的反馈。",
    form(
        Field("score", "评分", "select", required=True, options="score", whole=True),
        Field("comment", "意见与建议", "area", longest=1000, help="不署名"),
    ),
    style="plain",
)
CERTIFY = Action("certificates", "training", "issue_certificates", "颁发证书", "已为到场人员颁发证书。", style="plain")
MATERIAL = Action(
    "materials",
    "training",
    "add_material",
    "上传材料",
    "材料已上传,到场人员可以下载。",
    form(Field("file", "文件", "file", required=True, help="PDF、图片、Word、PowerPoint、Excel,不超过 20 MB")),
    style="plain",
)
CANCEL = Action(
    "cancel", "training", "cancel_session", "取消场次", "场次已取消,已通知所有报名人员。", form(REASON), style="danger"
)
ACTIONS = {a.name: a for a in (ENROL, LEAVE, CONFIRM, EXCUSE, SWAP, FEEDBACK, CERTIFY, MATERIAL, CANCEL)}
OWN = (LEAVE, CONFIRM, EXCUSE, SWAP)
CORRECT = Action(
    "attendance",
    "training",
    "correct_attendance",
    "更正考勤",
    "考勤已更正。",
    form(Field("attendance", "考勤", "select", required=True, options="attendance"), REASON),
)
REVOKE = Action(
    "revoke", "training", "revoke_certificate", "撤销证书", "证书已撤销,查验页即时显示。", form(REASON), style="danger"
)


def offered(
    session: Mapping[str, Any], mine: Mapping[str, Any] | None, identity: Identity, now: datetime
) -> list[Action]:
    """What this person can do now; the training service decides in the end."""
    if session["state"] == "cancelled":
        return []
    running = [CERTIFY, MATERIAL, CANCEL] if identity.has(*RUNS) else []
    return _own_actions(session, mine, now) + running


def _own_actions(session: Mapping[str, Any], mine: Mapping[str, Any] | None, now: datetime) -> list[Action]:
    starts, opens, closes = (
        datetime.fromisoformat(session[name]) for name in ("starts_at", "enrol_opens_at", "enrol_closes_at")
    )
    if mine is None:
        full = (
            session["way"] == "first_come" and not session["approval"] and session["seats_taken"] >= session["capacity"]
        )
        return [QUEUE if full else ENROL] if opens <= now < closes else []
    if starts <= now:
        return [FEEDBACK] if mine["attendance"] in ("present", "late") else []
    if mine["state"] == "offered":
        return [CONFIRM, LEAVE]
    seated = mine["state"] == "enrolled"
    return [LEAVE, *([SWAP, EXCUSE] if seated else [])]


class SessionPages:
    """The pages of sessions."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def index(self) -> Response:
        identity, now = require(self._desk).identity, self._desk.clock.now()

        def desk_open(session: Mapping[str, Any]) -> bool:
            return identity.has(*DESK) and session["state"] != "cancelled" and desk_is_open(session, now)

        def narrowed(kept: dict[str, str]) -> dict[str, str]:
            return {**{name: value for name, value in kept.items() if name != "when"}, **_ends(kept["when"], now)}

        return list_page(
            self._desk,
            "training.html",
            "training",
            "list_sessions",
            FILTERS,
            narrowed=narrowed,
            tabs=tabs(identity),
            desk_open=desk_open,
        )

    def show(self, session_id: str, failed: Action | None = None) -> Response:
        identity, now = require(self._desk).identity, self._desk.clock.now()
        found = ask(self._desk, "training", "view_session", {"id": session_id})
        mine = own_place(self._desk, session_id)
        actions = [self._with_choices(action, found) for action in offered(found, mine, identity, now)]
        return page(
            "training_session.html",
            found=found,
            mine=mine,
            actions=with_failed(actions, failed if failed and failed.name in ACTIONS else None),
            failed=failed,
            desk_open=desk_is_open(found, now),
            identity=identity,
            **self._more(session_id, found, identity),
        )

    def _with_choices(self, action: Action, session: Mapping[str, Any]) -> Action:
        """A swap names the sessions that are still to come."""
        return replace(action, form=_swap_form(self._desk, session["id"])) if action is SWAP else action

    def _more(self, session_id: str, found: Mapping[str, Any], identity: Identity) -> dict[str, Any]:
        """Files for those who were there; people, certificates and what was said for those who run or oversee sessions."""
        path = {"id": session_id}
        more = {"materials": ask(self._desk, "training", "list_materials", path)["items"]}
        if found["series_id"]:
            more["series"] = every(self._desk, "list_sessions", series_id=found["series_id"])
        if identity.has(*READS):
            more["people"] = every(self._desk, "list_enrolments", path)
            more["certificates"] = ask(self._desk, "training", "list_session_certificates", path)["items"]
            more["feedback"] = ask(self._desk, "training", "view_feedback", path)
            if found["required"] is not None:
                more["required"] = ask(self._desk, "training", "list_required", path)["items"]
        more["correct"], more["revoke"] = CORRECT, REVOKE
        return more

    def act(self, session_id: str, name: str) -> AnyResponse:
        action = ACTIONS.get(name)
        if action is None:
            raise NoSuchPage()
        path = {"id": session_id}
        if action in OWN:
            mine = own_place(self._desk, session_id)
            if mine is None:
                raise NotFound()
            path["enrolment_id"] = mine["id"]
        if action is SWAP:
            action = replace(SWAP, form=_swap_form(self._desk, session_id))
        return self._perform(action, path, session_id)

    def correct(self, session_id: str, enrolment_id: str) -> AnyResponse:
        return self._perform(CORRECT, {"id": session_id, "enrolment_id": enrolment_id}, session_id)

    def revoke(self, session_id: str, number: str) -> AnyResponse:
        return self._perform(REVOKE, {"number": number}, session_id)

    def _perform(self, action: Action, path: dict[str, str], session_id: str) -> AnyResponse:
        address = f"{BASE}/{session_id}"
        return perform(self._desk, action, path, lambda _: address, lambda failed: self.show(session_id, failed))

    def new(self) -> AnyResponse:
        identity = require(self._desk).identity
        identity.require(*RUNS)

        def show_form(action: Action) -> Response:
            lead = "报名到点开放;满额后自动候补,有空位按次序递补。"
            return form_page(as_typed(action), BASE + "/new", "发布场次", lead, BASE)

        action = announcing(self._desk, identity)
        if request.method == "GET":
            return show_form(action)
        if request.form.get("times", "").strip() not in ("", "1"):
            return perform(self._desk, repeated(action), {}, lambda made: f"{BASE}/{made['items'][0]['id']}", show_form)
        return perform(self._desk, action, {}, lambda made: f"{BASE}/{made['id']}", show_form)

    def change(self, session_id: str) -> AnyResponse:
        require(self._desk).identity.require(*RUNS)
        found = ask(self._desk, "training", "view_session", {"id": session_id})
        address = f"{BASE}/{session_id}"

        def show_form(action: Action) -> Response:
            lead = "减少席位不会取消任何人的报名;时间或地点变动会通知所有报名和候补人员。"
            return form_page(action, f"{address}/change", "更改场次", lead, address, found["version"])

        action = changing(found)
        if request.method == "GET":
            return show_form(action)
        return perform(self._desk, action, {"id": session_id}, lambda _: address, show_form)

    def draw(self, session_id: str) -> Response:
        found = ask(self._desk, "training", "view_session", {"id": session_id})
        if found["way"] != "lottery":
            raise NotFound()
        path = {"id": session_id}
        return page(
            "training_draw.html",
            found=found,
            mine=own_place(self._desk, session_id),
            names={one["id"]: one["person_name"] for one in every(self._desk, "list_enrolments", path)},
            draw=ask(self._desk, "training", "view_draw", {"id": session_id}),
        )


def install(app: Flask, desk: Desk) -> None:
    """Add ``/training`` and its sessions."""
    pages = SessionPages(desk)
    app.add_url_rule(BASE, "training", pages.index)
    app.add_url_rule(f"{BASE}/new", "training_new", pages.new, methods=["GET", "POST"])
    app.add_url_rule(f"{BASE}/<session_id>", "training_session", pages.show)
    app.add_url_rule(f"{BASE}/<session_id>/change", "training_change", pages.change, methods=["GET", "POST"])
    app.add_url_rule(f"{BASE}/<session_id>/draw", "training_draw", pages.draw)
    app.add_url_rule(
        f"{BASE}/<session_id>/people/<enrolment_id>/attendance", "training_correct", pages.correct, methods=["POST"]
    )
    app.add_url_rule(
        f"{BASE}/<session_id>/certificates/<number>/revoke", "training_revoke", pages.revoke, methods=["POST"]
    )
    app.add_url_rule(f"{BASE}/<session_id>/<name>", "training_act", pages.act, methods=["POST"])


def _ends(when: str, now: datetime) -> dict[str, str]:
    """Which sessions a choice of time means, by their end; what is still to come where nothing was chosen."""
    if when == "past":
        return {"ends_until": now.isoformat()}
    return {} if when == "all" else {"ends_from": (now - DESK_CLOSES_AFTER).isoformat()}


def desk_is_open(session: Mapping[str, Any], now: datetime) -> bool:
    """Whether a check-in code is of use: from a day before until shortly after."""
    starts, ends = datetime.fromisoformat(session["starts_at"]), datetime.fromisoformat(session["ends_at"])
    return starts - DESK_OPENS_BEFORE <= now <= ends + DESK_CLOSES_AFTER


def own_place(desk: Desk, session_id: str) -> Mapping[str, Any] | None:
    """The person's own place in a session."""
    try:
        found = ask(desk, "training", "list_own_enrolments", limit="200")["items"]
    except NotPermitted:
        return None
    mine = next((item for item in found if item["session_id"] == session_id and item["state"] in HOLDS), None)
    if mine is None or mine["state"] != "waiting":
        return mine
    path = {"id": session_id, "enrolment_id": mine["id"]}
    return dict(ask(desk, "training", "view_enrolment", path))  # it alone says how many stand before


def _swap_form(desk: Desk, session_id: str) -> Any:
    now = desk.clock.now().isoformat()
    coming = ask(desk, "training", "list_sessions", limit="100", state="announced", starts_from=now)["items"]
    choices = [(s["id"], s["title"]) for s in coming if s["id"] != session_id]
    return form(Field("to_session_id", "换到", "select", required=True, options=choices))
