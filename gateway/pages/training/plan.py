"""The year's plan with its themes, and the rules and places of training."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, request
from werkzeug.wrappers import Response as AnyResponse

from gateway.front import Desk
from gateway.pages.actions import Action, ask, perform, require
from gateway.pages.forms import Field, Group, form
from gateway.pages.rendering import page
from gateway.pages.training.forms import fund_lines
from gateway.pages.training.tabs import KEEPS_PURSE, READS, RUNS, every, tabs
from services.kit.clock import CAMPUS_ZONE

PLAN, RULES = "/training/plan", "/training/rules"
APPROVE = Action("approve", "training", "approve_plan_item", "审定", "计划项目已审定,预算已预留。", style="plain")
DROP = Action("drop", "training", "drop_plan_item", "撤销", "计划项目已撤销,预留已释放。", style="danger")
DECISIONS = {action.name: action for action in (APPROVE, DROP)}
PLACE = Action(
    "places",
    "training",
    "add_place",
    "登记场地",
    "场地已登记。",
    form(
        Field("name", "名称", required=True, longest=200),
        Field("capacity", "可容纳人数", "number", required=True),
        Field("note", "备注", longest=500),
    ),
    style="plain",
)
_NEEDED = "账号管理员须持有效证书"
_ACTIVITIES = (
    ("attended", "参加培训(每学时)"),
    ("article", "发表稿件"),
    ("event", "组织活动"),
    ("lecture", "授课分享"),
    ("duty", "值守"),
    ("other", "其他活动"),
)
SET_RULES = Action(
    "set",
    "training",
    "set_training_rules",
    "保存规则",
    "规则已保存,即刻生效。",
    form(
        Field("certificate_needed", _NEEDED, "select", required=True, options="certificate_need"),
        Field("grace_days", "取得证书的期限(天)", "number", required=True),
        Field("remind_days", "到期前几天提醒", "number", required=True),
        Field("on_clash", "地点或主讲冲突时", "select", required=True, options="on_clash"),
        Field("backbone_hours", "骨干学时标准", "decimal", required=True),
        Field("backbone_points", "骨干积分标准", "decimal", required=True),
        Field("receipts_needed", "批准支出须有凭证", "check"),
        Group("活动积分", tuple(Field(f"points.{code}", name, "decimal", required=True) for code, name in _ACTIVITIES)),
    ),
)


def _adding(desk: Desk, identity: Any) -> Action:
    now = desk.clock.now().astimezone(CAMPUS_ZONE)
    fields = form(
        Field("year", "年度", "number", required=True, value=str(now.year)),
        Field("month", "月份", "number", required=True, value=str(now.month)),
        Field("kind", "类型", "select", required=True, options="session_kind"),
        Field("theme", "主题", required=True, longest=200),
        Field("title", "名称", required=True, longest=200),
        Field("times", "场数", "number", value="1"),
        Field("fund_line_id", "经费科目", "select", options=fund_lines(desk, identity), blank=True),
        Field("budget", "预算(元)", longest=20),
        Field("note", "备注", "area", longest=500),
    )
    return Action("add", "training", "plan_session", "列入计划", "已列入年度计划,待另一人审定。", fields)


class PlanPages:
    """The plan, and the rules."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def plan(self, failed: Action | None = None) -> Response:
        identity = require(self._desk).identity
        year = request.args.get("year", "")
        wanted = year if year.isdigit() and len(year) == 4 else str(self._desk.clock.now().astimezone(CAMPUS_ZONE).year)
        items = sorted(every(self._desk, "list_plan", year=wanted), key=lambda item: (item["month"], item["id"]))
        adding = (failed if failed and failed.name == "add" else None) or _adding(self._desk, identity)
        return page(
            "training_plan.html",
            year=int(wanted),
            items=items,
            themes=ask(self._desk, "training", "count_themes", year=wanted)["items"],
            adding=adding if identity.has(*RUNS) else None,
            decisions=[APPROVE, DROP] if identity.has(*KEEPS_PURSE) else [],
            failed=failed,
            tabs=tabs(identity),
        )

    def add(self) -> AnyResponse:
        identity = require(self._desk).identity
        return perform(
            self._desk, _adding(self._desk, identity), {}, lambda made: f"{PLAN}?year={made['year']}", self.plan
        )

    def decide(self, item_id: str, name: str) -> AnyResponse:
        action = DECISIONS["drop" if name == "drop" else "approve"]
        return perform(self._desk, action, {"id": item_id}, lambda made: f"{PLAN}?year={made['year']}", self.plan)

    def rules(self, failed: Action | None = None) -> Response:
        identity = require(self._desk).identity
        identity.require(*READS)
        rules = ask(self._desk, "training", "view_training_rules")
        setting = Action(**{**vars(SET_RULES), "form": SET_RULES.form.shown(_whole(rules))})
        forms = {action.name: action for action in (setting, PLACE)}
        if failed:
            forms[failed.name] = failed
        return page(
            "training_rules.html",
            rules=rules,
            setting=forms["set"] if identity.has(*KEEPS_PURSE) else None,
            adding=forms["places"] if identity.has(*RUNS) else None,
            places=every(self._desk, "list_places"),
            tabs=tabs(identity),
        )

    def set_rules(self) -> AnyResponse:
        return perform(self._desk, SET_RULES, {}, lambda _: RULES, self.rules)

    def add_place(self) -> AnyResponse:
        return perform(self._desk, PLACE, {}, lambda _: RULES, self.rules)


def _whole(value: Any) -> Any:
    """Numbers without a fraction that is none, as people write them."""
    if isinstance(value, dict):
        return {name: _whole(inner) for name, inner in value.items()}
    return int(value) if isinstance(value, float) and value.is_integer() else value


def install(app: Flask, desk: Desk) -> None:
    """Add ``/training/plan`` and ``/training/rules``."""
    pages = PlanPages(desk)
    app.add_url_rule(PLAN, "training_plan", pages.plan)
    app.add_url_rule(f"{PLAN}/add", "training_plan_add", pages.add, methods=["POST"])
    app.add_url_rule(f"{PLAN}/<item_id>/<name>", "training_plan_decide", pages.decide, methods=["POST"])
    app.add_url_rule(RULES, "training_rules", pages.rules)
    app.add_url_rule(f"{RULES}/set", "training_rules_set", pages.set_rules, methods=["POST"])
    app.add_url_rule(f"{RULES}/places", "training_places", pages.add_place, methods=["POST"])
