"""The register as pages: searching it, one account with its history, and what the propaganda department does about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask, Response
from werkzeug.exceptions import NotFound as NoSuchPage
from werkzeug.wrappers import Response as AnyResponse

from gateway.front import Desk
from gateway.pages.actions import Action, ask, perform, require, with_failed
from gateway.pages.forms import Field, form
from gateway.pages.listing import list_page
from gateway.pages.rendering import page
from services.contracts.vocabulary import PROPAGANDA
from services.kit.identity import Identity

BASE = "/accounts"
IN_UNIT = ("responsible", "reviewer", "operator")
FILTERS = form(
    Field("q", "名称或标识", longest=100),
    Field("tier", "级别", "select", options="tier", longest=1),
    Field("channel", "渠道", "select", options="channel", longest=30),
    Field("status", "状态", "select", options="account_state", longest=20),
    Field("dormant_days", "未发布超过", "select", options="dormancy", longest=3),
)
REASON = form(Field("reason", "理由", "area", required=True, longest=1000))
SUSPEND = Action("suspend", "registry", "suspend_account", "暂停账号", "账号已暂停,不得发布。", REASON, style="danger")
RESUME = Action("resume", "registry", "resume_account", "恢复运行", "账号已恢复运行。", REASON)
CLOSE = Action("close", "registry", "close_account", "注销账号", "账号已注销。", REASON, style="danger")
NOTICE = Action(
    "notices",
    "registry",
    "notice_change",
    "登记未报变更",
    "已登记,主办单位须自变更之日起七日内填报。",
    form(
        Field("kind", "变更事项", "select", required=True, options="change_kind"),
        Field("changed_on", "变更日期", "date", required=True),
        Field("note", "发现情况", "area", longest=1000),
    ),
    style="plain",
)
ACTIONS = {action.name: action for action in (SUSPEND, RESUME, CLOSE, NOTICE)}


def offered(account: Mapping[str, Any], identity: Identity) -> list[Action]:
    """What this person can do with it now; the registry decides in the end."""
    leads = identity.has("league", "student_affairs") or identity.holds("responsible", account["faculty_id"])
    notices = [NOTICE] if account["status"] != "closed" and (leads or identity.has(*PROPAGANDA)) else []
    if not identity.has(*PROPAGANDA):
        return notices
    return [*{"active": [SUSPEND, CLOSE], "suspended": [RESUME, CLOSE]}.get(account["status"], []), *notices]


def may_call(account: Mapping[str, Any], identity: Identity) -> bool:
    """Whether this person may need the account's telephone numbers; the registry decides in the end."""
    mine = identity.id in account["operator_ids"] or any(identity.holds(role, account["unit_id"]) for role in IN_UNIT)
    return mine or identity.has("duty", *PROPAGANDA) or identity.holds("responsible", account["faculty_id"])


def may_file(account: Mapping[str, Any], identity: Identity) -> bool:
    """Whether this person files the account's changes (article 7)."""
    mine = identity.id in account["operator_ids"] or any(identity.holds(role, account["unit_id"]) for role in IN_UNIT)
    return account["status"] != "closed" and (mine or identity.has(*PROPAGANDA))


class AccountPages:
    """The pages of the register."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def index(self) -> Response:
        return list_page(self._desk, "accounts.html", "registry", "list_accounts", FILTERS)

    def show(self, account_id: str, failed: Action | None = None) -> Response:
        found = ask(self._desk, "registry", "get_account", {"id": account_id})
        history = ask(self._desk, "registry", "account_history", {"id": account_id}, limit="100")["items"]
        changes = ask(self._desk, "registry", "account_changes", {"id": account_id}, limit="20")["items"]
        identity = require(self._desk).identity
        actions = with_failed(offered(found, identity), failed)
        return page(
            "account.html",
            found=found,
            history=history,
            changes=changes,
            actions=actions,
            may_file=may_file(found, identity),
            may_call=may_call(found, identity),
        )

    def act(self, account_id: str, name: str) -> AnyResponse:
        action = ACTIONS.get(name)
        if action is None:
            raise NoSuchPage()
        address = f"{BASE}/{account_id}"
        return perform(
            self._desk, action, {"id": account_id}, lambda _: address, lambda failed: self.show(account_id, failed)
        )


def install(app: Flask, desk: Desk) -> None:
    """Add ``/accounts`` and what is below it."""
    pages = AccountPages(desk)
    app.add_url_rule(BASE, "accounts", pages.index)
    app.add_url_rule(f"{BASE}/<account_id>", "account", pages.show)
    app.add_url_rule(f"{BASE}/<account_id>/<name>", "account_act", pages.act, methods=["POST"])
