"""Incidents (不良信息处置): the list, reporting one, and one with its evidence, timeline, takedowns and what is to be done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import NotFound as NoSuchPage
from werkzeug.wrappers import Response as AnyResponse

from gateway.front import Desk
from gateway.pages.actions import Action, ask, perform, require, with_failed
from gateway.pages.forms import Field, form
from gateway.pages.listing import list_page
from gateway.pages.rendering import form_page, page
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


def offered(incident: Mapping[str, Any], identity: Identity) -> list[Action]:
    """What this person can do now; the alerts service decides in the end."""
    comment = [] if identity.has("auditor") else [ACTIONS["comments"]]
    if not identity.has(*HANDLES):
        return comment
    moves = [ACTIONS[name] for name in MOVES.get(incident["state"], ()) if name != "close" or identity.has(*PROPAGANDA)]
    asking = [] if incident["state"] == "closed" else [ACTIONS["takedowns"]]
    return [*moves, *asking, *comment]


class IncidentPages:
    """The pages of incidents."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def index(self) -> Response:
        return list_page(self._desk, "incidents.html", "alerts", "list_incidents", FILTERS)

    def show(self, incident_id: str, failed: Action | None = None) -> Response:
        found = ask(self._desk, "alerts", "show_incident", {"id": incident_id})
        actions = offered(found, require(self._desk).identity)
        finishing = failed if failed and failed.name == DONE.name else DONE
        return page(
            "incident.html",
            found=found,
            actions=actions if finishing is failed else with_failed(actions, failed),
            finishing=finishing,
            plain_finishing=DONE,
            finishing_id=request.view_args.get("takedown_id", "") if request.view_args else "",
        )

    def act(self, incident_id: str, name: str) -> AnyResponse:
        action = self._filled(ACTIONS.get(name), incident_id)
        address = f"{BASE}/{incident_id}"
        return perform(
            self._desk, action, {"id": incident_id}, lambda _: address, lambda failed: self.show(incident_id, failed)
        )

    def _filled(self, action: Action | None, incident_id: str) -> Action:
        if action is None:
            raise NoSuchPage()
        if action.name == "own":
            return replace(action, fixed={"owner_id": require(self._desk).identity.id})
        if action.name == "takedowns":
            account_id = ask(self._desk, "alerts", "show_incident", {"id": incident_id})["account_id"]
            return replace(action, fixed={"account_id": account_id} if account_id else None)
        return action

    def finish(self, incident_id: str, takedown_id: str) -> AnyResponse:
        address = f"{BASE}/{incident_id}"
        return perform(
            self._desk, DONE, {"id": takedown_id}, lambda _: address, lambda failed: self.show(incident_id, failed)
        )

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
    app.add_url_rule(
        f"{BASE}/<incident_id>/takedowns/<takedown_id>/done", "takedown_done", pages.finish, methods=["POST"]
    )
