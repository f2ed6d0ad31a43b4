"""The dedicated fund (专项资金): years, lines, reservations, expenses with their receipts, and the year's end."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Flask, Response
from werkzeug.exceptions import NotFound as NoSuchPage
from werkzeug.wrappers import Response as AnyResponse

from gateway.front import Desk
from gateway.pages.actions import Action, ask, perform, require, with_failed
from gateway.pages.forms import Field, Form, form
from gateway.pages.rendering import page
from gateway.pages.training.tabs import KEEPS_PURSE, READS_PURSE, RUNS, every
from services.kit.clock import CAMPUS_ZONE
from services.kit.identity import Identity

BASE = "/funds"
AMOUNT = Field("amount", "金额(元)", required=True, longest=20)
PURPOSE = Field("purpose", "用途", required=True, longest=500)
LINE = Action(
    "lines",
    "training",
    "add_line",
    "新增科目",
    "科目已设立。",
    form(Field("title", "科目名称", required=True, longest=200), AMOUNT),
    style="plain",
)
CLOSE = Action(
    "close",
    "training",
    "close_fund",
    "年终结账",
    "已结账,不能再预留或支出。",
    form(Field("carry_over", "余额结转下一年度同名资金", "check", value="yes")),
    style="danger",
)
RELEASE = Action("release", "training", "release_reservation", "释放余额", "预留余额已释放。", style="plain")
APPROVE = Action(
    "approve",
    "training",
    "approve_expense",
    "批准",
    "支出已批准。",
    form(Field("comment", "意见", longest=500)),
    style="plain",
)
REJECT = Action(
    "reject",
    "training",
    "reject_expense",
    "驳回",
    "支出已驳回,款项退回科目。",
    form(Field("comment", "原因", required=True, longest=500)),
    style="danger",
)
RECEIPT = Action(
    "receipts",
    "training",
    "add_receipt",
    "上传凭证",
    "凭证已上传。",
    form(Field("file", "发票或收据", "file", required=True, help="PDF、OFD 或图片,不超过 20 MB")),
    style="plain",
)
OF_EXPENSE = {action.name: action for action in (APPROVE, REJECT, RECEIPT)}


def _opening(desk: Desk) -> Action:
    year = desk.clock.now().astimezone(CAMPUS_ZONE).year
    fields = form(
        Field("year", "年度", "number", required=True, value=str(year)),
        Field("name", "名称", required=True, longest=200, value="新媒体人员培训专项资金"),
        Field("total", "总额(元)", required=True, longest=20),
    )
    return Action("new", "training", "open_fund", "设立资金", "专项资金已设立。", fields)


class FundPages:
    """The funds, and one fund."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def index(self, failed: Action | None = None) -> Response:
        identity = require(self._desk).identity
        identity.require(*READS_PURSE)
        opening = (failed or _opening(self._desk)) if identity.has(*KEEPS_PURSE) else None
        return page("funds.html", funds=every(self._desk, "list_funds"), opening=opening)

    def open(self) -> AnyResponse:
        return perform(self._desk, _opening(self._desk), {}, lambda made: f"{BASE}/{made['id']}", self.index)

    def show(self, fund_id: str, failed: Action | None = None) -> Response:
        identity = require(self._desk).identity
        identity.require(*READS_PURSE)
        found = next((fund for fund in every(self._desk, "list_funds") if fund["id"] == fund_id), None)
        if found is None:
            raise NoSuchPage()
        path = {"id": fund_id}
        lines, held = every(self._desk, "list_lines", path), every(self._desk, "list_reservations", path)
        return page(
            "fund.html",
            fund=found,
            lines=lines,
            reservations=held,
            expenses=[self._with_receipts(fund_id, expense) for expense in every(self._desk, "list_expenses", path)],
            titles={line["id"]: line["title"] for line in lines},
            actions=with_failed(
                _offered(identity, found, lines, held), failed if failed and _is_page_wide(failed) else None
            ),
            failed=failed,
            release=RELEASE if identity.has(*KEEPS_PURSE) else None,
            of_expense=_of_expense(identity),
            me_id=identity.id,
        )

    def _with_receipts(self, fund_id: str, expense: dict[str, Any]) -> dict[str, Any]:
        if not expense["receipt_files"]:
            return {**expense, "files": []}
        path = {"id": fund_id, "expense_id": expense["id"]}
        return {**expense, "files": ask(self._desk, "training", "list_receipts", path)["items"]}

    def act(self, fund_id: str, name: str) -> AnyResponse:
        path = {"id": fund_id}
        lines, held = every(self._desk, "list_lines", path), every(self._desk, "list_reservations", path)
        known = {a.name: a for a in (LINE, _reserving(lines), _spending(lines, held), CLOSE)}
        if name not in known:
            raise NoSuchPage()
        return self._perform(known[name], path, fund_id)

    def release(self, fund_id: str, reservation_id: str) -> AnyResponse:
        return self._perform(RELEASE, {"id": fund_id, "reservation_id": reservation_id}, fund_id)

    def decide(self, fund_id: str, expense_id: str, name: str) -> AnyResponse:
        if name not in OF_EXPENSE:
            raise NoSuchPage()
        return self._perform(OF_EXPENSE[name], {"id": fund_id, "expense_id": expense_id}, fund_id)

    def _perform(self, action: Action, path: dict[str, str], fund_id: str) -> AnyResponse:
        address = f"{BASE}/{fund_id}"
        return perform(self._desk, action, path, lambda _: address, lambda failed: self.show(fund_id, failed))


def _is_page_wide(action: Action) -> bool:
    return action.name in ("lines", "reservations", "expenses", "close")


def _reserving(lines: list[dict[str, Any]]) -> Action:
    choices = [(line["id"], f"{line['title']} ({line['available']})") for line in lines]
    fields = form(Field("line_id", "科目", "select", required=True, options=choices), AMOUNT, PURPOSE)
    return Action("reservations", "training", "reserve_money", "预留经费", "已预留。", fields, style="plain")


def _spending(lines: list[dict[str, Any]], held: list[dict[str, Any]]) -> Action:
    return Action(
        "expenses",
        "training",
        "file_expense",
        "提交支出",
        "支出已提交,待另一人审批。",
        _expense_form(lines, held),
        style="plain",
    )


def _expense_form(lines: list[dict[str, Any]], held: list[dict[str, Any]]) -> Form:
    reserved = [(r["id"], f"{r['purpose']} ({r['remaining']})") for r in held if r["remaining"] != "0.00"]
    straight = [(line["id"], f"{line['title']} ({line['available']})") for line in lines]
    return form(
        Field("reservation_id", "从预留支出", "select", options=reserved, blank=True),
        Field("line_id", "或从科目支出", "select", options=straight, blank=True),
        AMOUNT,
        PURPOSE,
        Field("receipt", "发票号码", longest=500),
    )


def _offered(
    identity: Identity, fund: dict[str, Any], lines: list[dict[str, Any]], held: list[dict[str, Any]]
) -> list[Action]:
    if fund["closed_at"] is not None:
        return []
    keeping = [LINE, CLOSE] if identity.has(*KEEPS_PURSE) else []
    running = [_spending(lines, held), _reserving(lines)] if identity.has(*RUNS) and lines else []
    return [*running, *keeping]


def _of_expense(identity: Identity) -> dict[str, Action]:
    """What may be done with an expense that is not decided: receipts by who runs sessions, decisions by who keeps the purse."""
    found = {"receipts": RECEIPT} if identity.has(*RUNS) else {}
    if identity.has(*KEEPS_PURSE):
        found |= {"approve": replace(APPROVE), "reject": replace(REJECT)}
    return found


def install(app: Flask, desk: Desk) -> None:
    """Add ``/funds``."""
    pages = FundPages(desk)
    app.add_url_rule(BASE, "funds", pages.index)
    app.add_url_rule(f"{BASE}/new", "fund_new", pages.open, methods=["POST"])
    app.add_url_rule(f"{BASE}/<fund_id>", "fund", pages.show)
    app.add_url_rule(f"{BASE}/<fund_id>/<name>", "fund_act", pages.act, methods=["POST"])
    app.add_url_rule(
        f"{BASE}/<fund_id>/reservations/<reservation_id>/release", "fund_release", pages.release, methods=["POST"]
    )
    app.add_url_rule(f"{BASE}/<fund_id>/expenses/<expense_id>/<name>", "fund_decide", pages.decide, methods=["POST"])
