"""Directives (统一部署) and freezes: issuing them, an account's receipt, and how far all accounts are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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

BASE = "/directives"
FILTERS = form(Field("state", "状态", "select", options="directive_state", longest=20))
ANSWERS = ("responsible", "reviewer", "operator")
RECEIPTS = "receipt_given"
GROUPS = ("unit", "tier", "channel")
SCOPE = (
    Field("scope.tier", "级别", "select", options="tier", whole=True),
    Field("scope.channel", "渠道", "select", options="channel"),
)


def _with_scope(body: dict[str, Any]) -> dict[str, Any]:
    """No scope chosen means all accounts."""
    return {"scope": {}, **body}


def _with_reminders(body: dict[str, Any]) -> dict[str, Any]:
    """Minutes as numbers, as far as they are some: the service says what is wrong with the others."""
    typed = body.get("reminders", [])
    return _with_scope({**body, "reminders": [int(one) if one.isdigit() else one for one in typed]})


ISSUE = Action(
    "new",
    "alerts",
    "issue_directive",
    "下达部署",
    "部署已下达到范围内的全部账号。",
    form(
        Field("text", "部署内容(原文逐字下达)", "area", required=True, longest=10_000),
        *SCOPE,
        Field("due_at", "落实时限", "moment", required=True),
        Field(
            "reminders",
            "截止前多少分钟提醒",
            "lines",
            longest=100,
            help="每行一个,如 1440 与 120;不填则提前一天提醒一次",
        ),
    ),
    prepare=_with_reminders,
)
REVISE = Action(
    "revise",
    "alerts",
    "revise_directive",
    "更新内容",
    "新内容已下达,各账号须重新回执;原内容仍留存。",
    form(
        Field("text", "部署内容(原文逐字下达)", "area", required=True, longest=10_000),
        Field("due_at", "落实时限", "moment"),
        Field("reason", "更新原因", required=True, longest=500),
    ),
    style="plain",
)
WITHDRAW = Action(
    "withdraw",
    "alerts",
    "withdraw_directive",
    "撤回部署",
    "部署已撤回,各账号无需再落实。",
    form(Field("reason", "原因", required=True, longest=2000)),
    style="danger",
)
CHANGES = {action.name: action for action in (REVISE, WITHDRAW)}
FREEZE = Action(
    "freeze",
    "alerts",
    "declare_freeze",
    "宣布冻结",
    "发布已冻结,范围内未发布的文稿将被扣住。",
    form(
        Field("reason", "理由", "area", required=True, longest=2000),
        *SCOPE,
        Field("keywords", "只针对含有这些词的文稿", "lines", longest=20_000, help="每行一个;不填则针对全部"),
        Field("statement", "统一口径(全文一致的可以发布)", "area", longest=20_000),
        Field("until", "至", "moment"),
        Field("exempt_account_ids", "豁免账号", "lines", longest=20_000, help="每行一个账号编号,这些账号照常发布"),
    ),
    prepare=_with_scope,
    style="danger",
)
LIFT = Action(
    "lift",
    "alerts",
    "lift_freeze",
    "解除冻结",
    "冻结已解除,被扣文稿回到审核。",
    form(Field("reason", "说明", longest=2000)),
)


def receipt_action(receipts: Sequence[Mapping[str, Any]]) -> Action:
    """Answering for one of one's accounts."""
    waiting = [(found["account_id"], found["account_name"]) for found in receipts if found["state"] != "done"]
    fields = (
        Field("account_id", "账号", "select", required=True, options=waiting),
        Field("state", "回执", "select", required=True, options=RECEIPTS, value="done"),
        Field("url", "落实网址", "url", longest=2000),
    )
    return Action("receipts", "alerts", "give_receipt", "提交回执", "回执已提交。", form(*fields))


def offered(found: Mapping[str, Any], identity: Identity) -> list[Action]:
    """What this person can do with a directive."""
    if found["state"] == "withdrawn":
        return []
    waiting = [receipt for receipt in found["receipts"] if receipt["state"] != "done"]
    answers = [receipt_action(waiting)] if waiting and identity.has(*ANSWERS) else []
    revise = replace(REVISE, form=REVISE.form.shown({**found, "reason": ""}))
    return [*answers, *([revise, WITHDRAW] if identity.has(*PROPAGANDA) else [])]


class DirectivePages:
    """The pages of directives."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def index(self) -> Response:
        commands = require(self._desk).identity.has(*PROPAGANDA)
        return list_page(self._desk, "directives.html", "alerts", "list_directives", FILTERS, commands=commands)

    def show(self, directive_id: str, failed: Action | None = None) -> Response:
        found = ask(self._desk, "alerts", "show_directive", {"id": directive_id})
        actions = with_failed(offered(found, require(self._desk).identity), failed)
        by = request.args.get("by", "unit")
        by = by if by in GROUPS else "unit"
        return page(
            "directive.html",
            found=found,
            actions=actions,
            by=by,
            groups=ask(self._desk, "alerts", "show_progress", {"id": directive_id}, by=by)["items"],
            wordings=ask(self._desk, "alerts", "list_wordings", {"id": directive_id})["items"],
        )

    def change(self, directive_id: str, name: str) -> AnyResponse:
        """Another wording, or none any more."""
        if name not in CHANGES:
            raise NoSuchPage()
        address = f"{BASE}/{directive_id}"
        return perform(
            self._desk, CHANGES[name], {"id": directive_id}, lambda _: address, lambda f: self.show(directive_id, f)
        )

    def answer(self, directive_id: str) -> AnyResponse:
        receipts = ask(self._desk, "alerts", "show_directive", {"id": directive_id})["receipts"]
        address = f"{BASE}/{directive_id}"
        return perform(
            self._desk,
            receipt_action(receipts),
            {"id": directive_id},
            lambda _: address,
            lambda f: self.show(directive_id, f),
        )

    def new(self) -> AnyResponse:
        def show_form(action: Action) -> Response:
            require(self._desk).identity.require(*PROPAGANDA)
            return form_page(action, BASE + "/new", "下达部署", "原文逐字下达到范围内的每个账号,逐账号回执。", BASE)

        if request.method == "GET":
            return show_form(ISSUE)
        return perform(self._desk, ISSUE, {}, lambda made: f"{BASE}/{made['id']}", show_form)


def install(app: Flask, desk: Desk) -> None:
    """Add ``/directives``, ``/freezes`` and what is below them."""
    pages = DirectivePages(desk)
    app.add_url_rule(BASE, "directives", pages.index)
    app.add_url_rule(f"{BASE}/new", "directive_new", pages.new, methods=["GET", "POST"])
    app.add_url_rule(f"{BASE}/<directive_id>", "directive", pages.show)
    app.add_url_rule(f"{BASE}/<directive_id>/receipts", "receipt", pages.answer, methods=["POST"])
    app.add_url_rule(f"{BASE}/<directive_id>/<name>", "directive_change", pages.change, methods=["POST"])
    _install_freezes(app, desk)


def _install_freezes(app: Flask, desk: Desk) -> None:
    def index(failed: Action | None = None, failed_id: str = "") -> Response:
        identity = require(desk).identity
        found = ask(desk, "alerts", "list_freezes", limit="50")
        declaring = failed if failed and failed.name == "freeze" else FREEZE
        lifting = failed if failed and failed.name == "lift" else LIFT
        return page(
            "freezes.html",
            found=found,
            declaring=declaring if identity.has(*PROPAGANDA) else None,
            lifting=lifting,
            plain_lifting=LIFT,
            failed_id=failed_id,
        )

    def declare() -> AnyResponse:
        return perform(desk, FREEZE, {}, lambda _: "/freezes", index)

    def lift(freeze_id: str, name: str) -> AnyResponse:
        if name != LIFT.name:
            raise NoSuchPage()
        return perform(desk, LIFT, {"id": freeze_id}, lambda _: "/freezes", lambda failed: index(failed, freeze_id))

    app.add_url_rule("/freezes", "freezes", index)
    app.add_url_rule("/freezes/freeze", "freeze_declare", declare, methods=["POST"])
    app.add_url_rule("/freezes/<freeze_id>/<name>", "freeze_lift", lift, methods=["POST"])
