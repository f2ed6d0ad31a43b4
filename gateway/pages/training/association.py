"""The student new-media association (大学生新媒体协会): departments, members, offices, activities, backbone, the yearbook."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import NotFound as NoSuchPage
from werkzeug.wrappers import Response as AnyResponse

from gateway.front import Desk
from gateway.pages.actions import Action, ask, perform, require, with_failed
from gateway.pages.forms import Field, form
from gateway.pages.rendering import page
from gateway.pages.training.tabs import KEEPS_MEMBERS, READS, every
from services.contracts.errors import NotFound
from services.kit.clock import CAMPUS_ZONE

BASE = "/association"
LEAVING_WITHIN = timedelta(days=240)
FILTERS = form(
    Field("state", "状态", "select", options="member_state", longest=20),
    Field("role", "职务", "select", options="member_role", longest=20),
)
ACCEPT = Action("accept", "training", "accept_member", "批准入会", "已批准入会。")
LEAVE = Action(
    "leave", "training", "end_membership", "办理离会", "已离会。", style="danger", warns="现任职务随之结束,不能恢复。"
)
ROLE = Action(
    "role",
    "training",
    "give_role",
    "任命职务",
    "已任命。",
    form(
        Field("role", "职务", "select", required=True, options="member_role"),
        Field("term_ends_at", "任期至", "moment"),
    ),
    style="plain",
)
GRADUATION = Action(
    "graduation",
    "training",
    "set_graduation",
    "登记毕业时间",
    "已登记;届时自动转为校友,两个月前提醒交接。",
    form(Field("graduates_at", "毕业时间", "moment", required=True)),
    style="plain",
)
ACTIVITY = Action(
    "activities",
    "training",
    "note_activity",
    "登记活动",
    "活动已登记,积分按规则计入。",
    form(
        Field(
            "kind",
            "类别",
            "select",
            required=True,
            options=(
                ("article", "发表稿件"),
                ("event", "组织活动"),
                ("lecture", "授课分享"),
                ("duty", "值守"),
                ("other", "其他活动"),
            ),
        ),
        Field("title", "内容", required=True, longest=200),
        Field("hours", "学时", "decimal"),
        Field("happened_at", "时间", "moment", required=True),
    ),
    style="plain",
)
FOUND = Action(
    "departments",
    "training",
    "add_department",
    "设立部门",
    "部门已设立。",
    form(Field("name", "名称", required=True, longest=100), Field("work", "职责", "area", longest=500)),
    style="plain",
)


def _joining(departments: list[dict[str, Any]]) -> Action:
    choices = [(found["name"], found["name"]) for found in departments]
    fields = form(Field("group", "意向部门", "select", options=choices, blank=True))
    return Action("join", "training", "add_member", "申请入会", "入会申请已提交。", fields)


def _moving(departments: list[dict[str, Any]]) -> Action:
    choices = [(found["name"], found["name"]) for found in departments]
    fields = form(Field("department", "部门", "select", required=True, options=choices))
    return Action("department", "training", "move_member", "调整部门", "部门已调整。", fields, style="plain")


def _handing_over(members: list[dict[str, Any]], member_id: str) -> Action:
    choices = [(m["id"], f"{m['name']} {m['group']}".strip()) for m in members if m["id"] != member_id]
    fields = form(
        Field("to_member_id", "接任人", "select", required=True, options=choices),
        Field("notes", "交接说明", "area", longest=2000, help="账号、联系人、未完成的工作"),
    )
    return Action("handover", "training", "hand_over", "职务交接", "职务已交接,双方会收到通知。", fields, style="plain")


class AssociationPages:
    """The association, and one member."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def index(self, failed: Action | None = None) -> Response:
        identity = require(self._desk).identity
        departments = ask(self._desk, "training", "list_departments")["items"]
        mine = self._mine()
        join = [_joining(departments)] if mine is None or mine["state"] in ("left", "alumni") else []
        found = [FOUND] if identity.has(*KEEPS_MEMBERS) else []
        reads = identity.has(*READS)
        year = self._desk.clock.now().astimezone(CAMPUS_ZONE).year
        return page(
            "association.html",
            departments=departments,
            mine=mine,
            year=year,
            actions=with_failed([*(join if identity.has("student") else []), *found], failed),
            **(self._roll() if reads else {"members": None}),
        )

    def _roll(self) -> dict[str, Any]:
        """Members that pass the filters, the backbone, and terms of office."""
        kept = {found.name: request.args.get(found.name, "")[:20] for found in FILTERS.fields}
        kept["state"] = "" if kept["state"] == "backbone" else kept["state"]
        return {
            "members": every(self._desk, "list_members", None, **kept),
            "filters": FILTERS.filled(kept),
            "backbone": every(self._desk, "list_backbone"),
            "leaving": self._leaving(),
            "terms": ask(self._desk, "training", "list_terms", limit="30")["items"],
        }

    def _leaving(self) -> list[dict[str, Any]]:
        """Members who leave the college soon, the first first; an office that one of them holds is to be handed over."""
        until = self._desk.clock.now() + LEAVING_WITHIN
        active = every(self._desk, "list_members", None, state="active")
        known = ((datetime.fromisoformat(m["graduates_at"]), m) for m in active if m["graduates_at"])
        return [member for at, member in sorted(known, key=lambda pair: pair[0]) if at <= until]

    def _mine(self) -> dict[str, Any] | None:
        try:
            found: dict[str, Any] = ask(self._desk, "training", "view_membership")
        except NotFound:
            return None
        return found

    def act(self, name: str) -> AnyResponse:
        departments = ask(self._desk, "training", "list_departments")["items"]
        known = {action.name: action for action in (_joining(departments), FOUND)}
        if name not in known:
            raise NoSuchPage()
        return perform(self._desk, known[name], {}, lambda _: BASE, self.index)

    def member(self, member_id: str, failed: Action | None = None) -> Response:
        identity = require(self._desk).identity
        identity.require(*READS)
        members = every(self._desk, "list_members")
        found = next((member for member in members if member["id"] == member_id), None)
        if found is None:
            raise NoSuchPage()
        actions = list(self._offered(found, members).values()) if identity.has(*KEEPS_MEMBERS) else []
        return page(
            "association_member.html",
            found=found,
            actions=with_failed(actions, failed),
            activities=ask(self._desk, "training", "list_activities", {"id": member_id}, limit="100")["items"],
            terms=ask(self._desk, "training", "list_terms", member_id=member_id, limit="50")["items"],
        )

    def _offered(self, found: dict[str, Any], members: list[dict[str, Any]]) -> dict[str, Action]:
        """What may be done with a member; the service decides in the end."""
        if found["state"] == "applied":
            return {"accept": ACCEPT, "leave": LEAVE}
        if found["state"] != "active":
            return {}
        departments = ask(self._desk, "training", "list_departments")["items"]
        active = [member for member in members if member["state"] == "active"]
        handing = [_handing_over(active, found["id"])] if found["role"] != "member" else []
        moving = [_moving(departments)] if departments else []
        return {a.name: a for a in (ACTIVITY, ROLE, *handing, *moving, GRADUATION, LEAVE)}

    def act_on(self, member_id: str, name: str) -> AnyResponse:
        require(self._desk).identity.require(*READS)
        members = every(self._desk, "list_members")
        found = next((member for member in members if member["id"] == member_id), None)
        action = self._offered(found, members).get(name) if found else None
        if action is None:
            raise NoSuchPage()
        address = f"{BASE}/members/{member_id}"
        return perform(self._desk, action, {"id": member_id}, lambda _: address, lambda f: self.member(member_id, f))


def install(app: Flask, desk: Desk) -> None:
    """Add ``/association``."""
    pages = AssociationPages(desk)
    app.add_url_rule(BASE, "association", pages.index)
    app.add_url_rule(f"{BASE}/<name>", "association_act", pages.act, methods=["POST"])
    app.add_url_rule(f"{BASE}/members/<member_id>", "association_member", pages.member)
    app.add_url_rule(f"{BASE}/members/<member_id>/<name>", "association_act_on", pages.act_on, methods=["POST"])
