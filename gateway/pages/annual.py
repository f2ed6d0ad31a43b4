"""The annual review (年度审核) as pages: every year's round, how far it is, and one account in it from self-assessment to verdict."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import NotFound as NoSuchPage
from werkzeug.wrappers import Response as AnyResponse

from gateway.front import Desk
from gateway.pages.actions import Action, ask, every, perform, require, with_failed
from gateway.pages.forms import Field, Form, Group, form
from gateway.pages.listing import list_page
from gateway.pages.rendering import form_page, page
from gateway.pages.words import choices
from services.contracts.vocabulary import PROPAGANDA
from services.kit.identity import Identity

BASE = "/annual-reviews"
LEAD = "每年年底对全部平台进行审核;逾期未报、整改到期未通过或审核不合格的平台暂停运行。"
FILTERS = form(Field("state", "状态", "select", options="review_state", longest=20))
IN_UNITS = ("responsible", "reviewer", "operator")
USUAL = {
    "update_rhythm": "15",
    "content": "25",
    "safety": "20",
    "interaction": "10",
    "responsible_people": "10",
    "late_filings": "10",
    "incidents": "10",
}
"""The weights of a round for which none were set."""


def round_form(found: Mapping[str, Any] | None = None) -> Form:
    """A round's days, and the weight of each criterion; 0 leaves a criterion out."""
    weights = {one["key"]: str(one["weight"]) for one in found["criteria"]} if found else USUAL
    days = [
        Field("opens_on", "开始日期", "date", required=True, value=found["opens_on"] if found else ""),
        Field("due_on", "截止日期", "date", required=True, value=found["due_on"] if found else ""),
    ]
    year = [] if found else [Field("year", "年度", "number", required=True)]
    criteria = [
        Field(f"weights.{key}", label, "number", required=True, value=weights.get(key, "0"))
        for key, label in choices("criterion")
    ]
    return form(Group("时间", (*year, *days)), Group("指标权重", tuple(criteria)))


def with_criteria(body: dict[str, Any]) -> dict[str, Any]:
    """The body as the registry takes it: criteria with their names."""
    names, weights = dict(choices("criterion")), body.pop("weights", {})
    criteria = [{"key": key, "title": names[key], "weight": weight} for key, weight in weights.items() if weight != 0]
    return {**body, "criteria": criteria}


def points(criteria: list[dict[str, Any]], given: Mapping[str, Any], notes: Mapping[str, str] | None = None) -> Group:
    """A field of 0 to 100 for each criterion, and where notes are asked for one beside it."""
    fields: list[Field] = []
    for one in criteria:
        key, name = one["key"], str(one["title"]).partition(" ")[0] or one["key"]
        fields.append(Field(f"scores.{key}", name, "number", value=str(given.get(key, "")), blank=True))
        if notes is not None:
            fields.append(Field(f"notes.{key}", "说明", longest=500, value=notes.get(key, "")))
    return Group("评分(每项 0 至 100)", tuple(fields))


def assessment(found: Mapping[str, Any]) -> Action:
    """The self-assessment, begun with what is known - or with what was handed in before."""
    given = found["assessment"] or found["prefilled"]
    shown = form(
        Group(
            "自评",
            (
                Field("summary", "工作小结", "area", longest=5000, value=given.get("summary") or ""),
                Field("problems", "存在问题", "area", longest=5000, value=given.get("problems") or ""),
                Field("plan", "改进计划", "area", longest=5000, value=given.get("plan") or ""),
            ),
        ),
        points(found["criteria"], given.get("scores") or {}),
    )
    return Action("self-assessment", "registry", "assess_account", "提交自评", "自评已提交。", shown)


def inspection(found: Mapping[str, Any]) -> Action:
    """The scoring sheet of an inspection."""
    given = found["inspection"] or {"scores": found["prefilled"]["scores"], "notes": {}, "comment": ""}
    shown = form(
        points(found["criteria"], given["scores"], given["notes"]),
        Group("检查", (Field("comment", "总体意见", "area", longest=2000, value=given["comment"]),)),
    )
    return Action("inspection", "registry", "inspect_account", "检查评分", "评分表已保存。", shown)


VERDICT = Action(
    "verdict",
    "registry",
    "decide_annual_review",
    "审核结论",
    "审核结论已作出。",
    form(
        Field("verdict", "结论", "select", required=True, options="annual_verdict"),
        Field("rectify_by", "整改期限", "date", help="限期整改的须填写;到期未通过的平台暂停运行"),
        Field("comment", "意见", "area", longest=2000),
    ),
)


def offered(found: Mapping[str, Any], account: Mapping[str, Any], identity: Identity) -> list[Action]:
    """What this person can do about an account in the round; the registry decides in the end."""
    mine = identity.id in account["operator_ids"] or any(identity.holds(role, found["unit_id"]) for role in IN_UNITS)
    actions = [assessment(found)] if mine and found["state"] != "passed" else []
    if identity.has(*PROPAGANDA) and found["assessed_by"] != identity.id:
        actions += [*([inspection(found)] if found["state"] != "passed" else []), VERDICT]
    return actions


class AnnualPages:
    """The pages of the annual review."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def index(self) -> Response:
        identity = require(self._desk).identity
        found = ask(self._desk, "registry", "list_annual_reviews")["items"]
        return page("annual_reviews.html", found=found, identity=identity)

    def show(self, year: str) -> Response:
        units = {unit["id"]: unit["name"] for unit in every(self._desk, "registry", "list_units")}
        return list_page(
            self._desk, "annual_review.html", "registry", "get_annual_review", FILTERS,
            path={"year": year}, year=year, units=units,
        )  # fmt: skip

    def open(self) -> AnyResponse:
        opening = Action(
            "new", "registry", "open_annual_review", "发起年审", "年审已发起,各平台按期自评。",
            round_form(), prepare=with_criteria,
        )  # fmt: skip
        return self._form(opening, {}, BASE)

    def change(self, year: str) -> AnyResponse:
        found = ask(self._desk, "registry", "get_annual_review", {"year": year}, limit="1")
        changing = Action(
            "edit", "registry", "change_annual_review", "保存修改", "年审时间与标准已修改。",
            round_form(found), prepare=with_criteria,
        )  # fmt: skip
        return self._form(changing, {"year": year}, f"{BASE}/{year}", found["version"])

    def account(self, year: str, account_id: str, failed: Action | None = None) -> Response:
        path = {"year": year, "id": account_id}
        found = ask(self._desk, "registry", "get_account_review", path)
        account = ask(self._desk, "registry", "get_account", {"id": account_id})
        actions = with_failed(offered(found, account, require(self._desk).identity), failed)
        return page("annual_account.html", found=found, account=account, actions=actions, year=year)

    def act(self, year: str, account_id: str, name: str) -> AnyResponse:
        path = {"year": year, "id": account_id}
        if name not in ("self-assessment", "inspection", "verdict"):
            raise NoSuchPage()
        found = ask(self._desk, "registry", "get_account_review", path)
        action = {"self-assessment": assessment, "inspection": inspection}.get(name, lambda _: VERDICT)(found)
        address = f"{BASE}/{year}/accounts/{account_id}"
        return perform(
            self._desk, action, path, lambda _: address, lambda failed: self.account(year, account_id, failed)
        )

    def _form(self, action: Action, path: dict[str, str], back: str, version: object = None) -> AnyResponse:
        def show(shown: Action) -> Response:
            return form_page(shown, request.path, "年度审核", LEAD, back, version)

        if request.method == "GET":
            require(self._desk).identity.require(*PROPAGANDA)
            return show(action)
        return perform(self._desk, action, path, lambda made: f"{BASE}/{made['year']}", show)


def install(app: Flask, desk: Desk) -> None:
    """Add ``/annual-reviews`` and what is below it."""
    pages, both = AnnualPages(desk), ["GET", "POST"]
    app.add_url_rule(BASE, "annual_reviews", pages.index)
    app.add_url_rule(f"{BASE}/new", "annual_review_new", pages.open, methods=both)
    app.add_url_rule(f"{BASE}/<year>", "annual_review", pages.show)
    app.add_url_rule(f"{BASE}/<year>/edit", "annual_review_edit", pages.change, methods=both)
    app.add_url_rule(f"{BASE}/<year>/accounts/<account_id>", "annual_account", pages.account)
    app.add_url_rule(f"{BASE}/<year>/accounts/<account_id>/<name>", "annual_act", pages.act, methods=["POST"])
