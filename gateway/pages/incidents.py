"""Incidents (不良信息处置): the list, reporting one, and one with its evidence, timeline, takedowns and what is to be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import NotFound as NoSuchPage
from werkzeug.wrappers import Response as AnyResponse

from gateway.api.views import as_download
from gateway.front import Desk
from gateway.pages.actions import Action, ask, perform, require, with_failed
from gateway.pages.forms import Field, form
from gateway.pages.listing import list_page
from gateway.pages.rendering import form_page, page
from gateway.pages.settings.registers import people_of
from services.contracts.errors import XinmeiError
from services.contracts.vocabulary import PROPAGANDA
from services.kit.identity import Identity

BASE = "/incidents"
FILTERS = form(
    Field("state", "状态", "select", options="incident_state", longest=20),
    Field("severity", "等级", "select", options="severity", longest=3),
)
HANDLES = (*PROPAGANDA, "duty")
COMMENT = form(Field("comment", "说明", "area", longest=2000))
NEW = Action(
    "new",
    "alerts",
    "report_incident",
    "上报",
    "事件已上报,值班员将收到提醒。",
    form(
        Field("title", "标题", required=True, longest=200),
        Field("severity", "等级", "select", required=True, options="severity", value="III"),
        Field("source", "来源", longest=200, help="如:师生反映、巡查、上级通报"),
        Field("urls", "相关网址", "lines", longest=20_000, help="每行一个"),
        Field("summary", "情况说明", "area", longest=10_000),
    ),
)
KEEP_FILE = Action(
    "evidence",
    "alerts",
    "keep_file",
    "留存证据文件",
    "证据已留存,校验值已登记。",
    form(
        Field("file", "截图或文件", "file", required=True, accept="image/*,application/pdf,video/mp4,text/plain"),
        Field("url", "来源网址", "url", longest=2000),
        Field("note", "说明", longest=2000),
    ),
    style="plain",
)
KEEP_TEXT = Action(
    "evidence-texts",
    "alerts",
    "keep_text",
    "留存原文",
    "证据已留存,校验值已登记。",
    form(
        Field("text", "原文(逐字留存)", "tall", required=True, longest=100_000),
        Field("url", "来源网址", "url", longest=2000),
    ),
    style="plain",
)
LINK_POST = Action(
    "posts",
    "alerts",
    "link_post",
    "关联内容",
    "内容已关联。",
    form(
        Field("url", "网址", "url", required=True, longest=2000),
        Field("title", "标题", longest=500),
        Field("text", "内容摘录", "area", longest=4000),
    ),
    style="plain",
)
NAME_PERSON = Action(
    "people",
    "alerts",
    "name_person",
    "关联人员",
    "人员已关联。",
    form(
        Field("name", "姓名", required=True, longest=200),
        Field("part", "身份", "select", required=True, options="part"),
        Field("note", "说明", longest=1000),
    ),
    style="plain",
)
REVIEW = Action(
    "review",
    "alerts",
    "write_review",
    "撰写复盘",
    "复盘已保存。",
    form(
        Field("held_at", "复盘时间", "moment", required=True),
        Field("causes", "原因", "area", required=True, longest=10_000),
        Field("handling", "处置是否及时得当", "area", required=True, longest=10_000),
        Field("lessons", "教训与改进", "area", required=True, longest=10_000),
    ),
    style="plain",
)
CHECK = Action(
    "check",
    "alerts",
    "check_takedown",
    "人工复核",
    "复核结果已登记。",
    form(
        Field("gone", "内容已经看不到", "check"),
        Field("note", "说明", longest=1000),
    ),
    style="plain",
    prepare=lambda body: {**body, "gone": bool(body.get("gone"))},
)
OUTCOME = Action(
    "done",
    "alerts",
    "finish_action",
    "报告完成",
    "整改结果已登记。",
    form(Field("outcome", "完成情况", "area", required=True, longest=1000)),
    style="plain",
)
CONFIRM = Action("confirm", "alerts", "confirm_incident", "确认知悉", "已确认知悉。")
REVIEWED = ("contained", "resolved", "closed")
MOVES = {
    "reported": ("acknowledge",),
    "acknowledged": ("own", "contain", "resolve"),
    "contained": ("own", "resolve"),
    "resolved": ("close", "reopen"),
    "closed": ("reopen",),
}
ACTIONS = {
    action.name: action
    for action in (
        Action("acknowledge", "alerts", "acknowledge_incident", "受理", "已受理。", COMMENT),
        CONFIRM,
        KEEP_FILE,
        KEEP_TEXT,
        LINK_POST,
        NAME_PERSON,
        REVIEW,
        Action("own", "alerts", "assign_incident", "由我负责", "已由您负责。", style="plain"),
        Action("contain", "alerts", "contain_incident", "已控制传播", "已记录控制情况。", COMMENT),
        Action("resolve", "alerts", "resolve_incident", "处置完毕", "已记录处置结果。", COMMENT),
        Action("close", "alerts", "close_incident", "办结", "事件已办结。", COMMENT),
        Action("reopen", "alerts", "reopen_incident", "重新处理", "事件已重新处理。", COMMENT, style="danger"),
        Action(
            "comments",
            "alerts",
            "comment_incident",
            "补充情况",
            "已补充。",
            form(Field("comment", "情况", "area", required=True, longest=2000)),
            style="plain",
        ),
        Action(
            "takedowns",
            "alerts",
            "ask_takedown",
            "要求删除",
            "已下达处置要求。",
            form(
                Field("url", "网址", "url", required=True, longest=2000),
                Field("due_at", "完成时限", "moment"),
            ),
            style="danger",
        ),
    )
}
DONE = Action(
    "done",
    "alerts",
    "finish_takedown",
    "报告已处置",
    "处置结果已登记。",
    form(Field("evidence", "处置证据", "area", required=True, longest=4000, help="如截图编号、删除时间、核对人")),
)


ROWS = {("takedowns", "done"): DONE, ("takedowns", "check"): CHECK, ("actions", "done"): OUTCOME}


def merge_action(others: Sequence[Mapping[str, Any]]) -> Action:
    """Making it part of another open incident."""
    options = [(other["id"], other["title"]) for other in others]
    fields = (
        Field("into", "并入", "select", required=True, options=options),
        Field("comment", "说明", longest=2000),
    )
    return Action("merge", "alerts", "merge_incident", "合并到其他事件", "事件已合并。", form(*fields), style="plain")


def set_action(people: Sequence[tuple[str, str]]) -> Action:
    """Giving somebody something to do until the end of a day."""
    fields = (
        Field("text", "整改事项", "area", required=True, longest=1000),
        Field("owner_id", "负责人", "select", required=True, options=people),
        Field("due_on", "期限", "date", required=True),
    )
    return Action("actions", "alerts", "set_action", "下达整改", "整改事项已下达。", form(*fields), style="plain")


def offered(incident: Mapping[str, Any], identity: Identity) -> list[Action]:
    """What this person can do now; the alerts service decides in the end."""
    adding = [] if identity.has("auditor") else [ACTIONS["comments"], KEEP_FILE, KEEP_TEXT, LINK_POST]
    asked = [CONFIRM] if any(one["id"] == identity.id for one in incident["awaiting"]) else []
    if not identity.has(*HANDLES):
        return [*asked, *adding]
    comment = [*adding, NAME_PERSON, *([_review(incident)] if incident["state"] in REVIEWED else [])]
    if incident["merged_into"]:
        return []
    moves = [ACTIONS[name] for name in MOVES.get(incident["state"], ()) if name != "close" or identity.has(*PROPAGANDA)]
    asking = [] if incident["state"] == "closed" else [ACTIONS["takedowns"]]
    return [*asked, *moves, *asking, *comment]


def _review(incident: Mapping[str, Any]) -> Action:
    """The review's form, with what was written before."""
    return replace(REVIEW, form=REVIEW.form.shown(incident["review"])) if incident["review"] else REVIEW


class IncidentPages:
    """The pages of incidents."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def index(self) -> Response:
        return list_page(self._desk, "incidents.html", "alerts", "list_incidents", FILTERS)

    def show(self, incident_id: str, failed: Action | None = None) -> Response:
        found = ask(self._desk, "alerts", "show_incident", {"id": incident_id})
        identity = require(self._desk).identity
        actions = [*offered(found, identity), *self._more(found, identity)]
        row = str((request.view_args or {}).get("row_id", ""))
        return page(
            "incident.html",
            found=found,
            identity=identity,
            actions=actions if row else with_failed(actions, failed),
            rows={"done": DONE, "check": CHECK, "outcome": OUTCOME},
            failed=failed if row else None,
            failed_id=row,
            handles=identity.has(*HANDLES),
        )

    def _more(self, found: Mapping[str, Any], identity: Identity) -> list[Action]:
        """What needs lists to choose from: merging, and actions with an owner."""
        if not identity.has(*HANDLES) or found["merged_into"]:
            return []
        more = [set_action(self._people(identity))]
        if found["state"] != "closed":
            listed = ask(self._desk, "alerts", "list_incidents", open="true", limit="50")["items"]
            others = [other for other in listed if other["id"] != found["id"]]
            more += [merge_action(others)] if others else []
        return more

    def _people(self, identity: Identity) -> list[tuple[str, str]]:
        """Who can be given something to do: everyone, where the register shows them to the reader."""
        try:
            return people_of(self._desk)
        except XinmeiError:
            return [(identity.id, identity.name)]

    def act(self, incident_id: str, name: str) -> AnyResponse:
        action = self._filled(ACTIONS.get(name) or self._listed(name, incident_id), incident_id)
        address = f"{BASE}/{incident_id}"
        return perform(
            self._desk, action, {"id": incident_id}, lambda _: address, lambda failed: self.show(incident_id, failed)
        )

    def _listed(self, name: str, incident_id: str) -> Action | None:
        if name not in ("merge", "actions"):
            return None
        found = ask(self._desk, "alerts", "show_incident", {"id": incident_id})
        return next((one for one in self._more(found, require(self._desk).identity) if one.name == name), None)

    def _filled(self, action: Action | None, incident_id: str) -> Action:
        if action is None:
            raise NoSuchPage()
        if action.name == "own":
            return replace(action, fixed={"owner_id": require(self._desk).identity.id})
        if action.name == "takedowns":
            account_id = ask(self._desk, "alerts", "show_incident", {"id": incident_id})["account_id"]
            return replace(action, fixed={"account_id": account_id} if account_id else None)
        return action

    def act_on(self, incident_id: str, kind: str, row_id: str, name: str) -> AnyResponse:
        """Do something with a takedown or an action of an incident."""
        action = ROWS.get((kind, name))
        if action is None:
            raise NoSuchPage()
        address = f"{BASE}/{incident_id}"
        return perform(
            self._desk, action, {"id": row_id}, lambda _: address, lambda failed: self.show(incident_id, failed)
        )

    def fetch(self, evidence_id: str) -> Response:
        return as_download(ask(self._desk, "alerts", "fetch_evidence", {"id": evidence_id}))

    def new(self) -> AnyResponse:
        def show_form(action: Action) -> Response:
            require(self._desk)
            return form_page(
                action, BASE + "/new", "上报事件", "发现不当信息,先留存证据,再上报;值班员将收到提醒。", BASE
            )

        if request.method == "GET":
            return show_form(NEW)
        return perform(self._desk, NEW, {}, lambda answer: f"{BASE}/{answer['id']}", show_form)


def install(app: Flask, desk: Desk) -> None:
    """Add ``/incidents`` and what is below it."""
    pages = IncidentPages(desk)
    app.add_url_rule(BASE, "incidents", pages.index)
    app.add_url_rule(f"{BASE}/new", "incident_new", pages.new, methods=["GET", "POST"])
    app.add_url_rule(f"{BASE}/<incident_id>", "incident", pages.show)
    app.add_url_rule(f"{BASE}/<incident_id>/<name>", "incident_act", pages.act, methods=["POST"])
    app.add_url_rule(f"{BASE}/<incident_id>/<kind>/<row_id>/<name>", "incident_row", pages.act_on, methods=["POST"])
    app.add_url_rule("/evidence/<evidence_id>", "evidence", pages.fetch)
