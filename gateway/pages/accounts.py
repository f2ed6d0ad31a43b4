"""The register as pages: searching it, one account with its history, and what the propaganda department does about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask, Response
from werkzeug.exceptions import NotFound as NoSuchPage
from werkzeug.wrappers import Response as AnyResponse

from gateway.front import Desk
from gateway.pages.actions import Action, ask, perform, require
from gateway.pages.forms import Field, form
from gateway.pages.listing import list_page
from gateway.pages.rendering import page
from services.contracts.vocabulary import PROPAGANDA
from services.kit.identity import Identity

BASE = "/accounts"
FILTERS = form(
    Field("q", "名称或标识", longest=100),
    Field("tier", "级别", "select", options="tier", longest=1),
    Field("channel", "渠道", "select", options="channel", longest=30),
    Field("status", "状态", "select", options="account_state", longest=20),
)
REASON = form(Field("reason", "理由", "area", required=True, longest=1000))
SUSPEND = Action("suspend", "registry", "suspend_account", "暂停账号", "账号已暂停,不得发布。", REASON, style="danger")
RESUME = Action("resume", "registry", "resume_account", "恢复运行", "账号已恢复运行。", REASON)
CLOSE = Action("close", "registry", "close_account", "注销账号", "账号已注销。", REASON, style="danger")
ACTIONS = {action.name: action for action in (SUSPEND, RESUME, CLOSE)}


def offered(account: Mapping[str, Any], identity: Identity) -> list[Action]:
    """What this person can do with it now; the registry decides in the end."""
    if not identity.has(*PROPAGANDA):
        return []
    return {"active": [SUSPEND, CLOSE], "suspended": [RESUME, CLOSE]}.get(account["status"], [])


def install(app: Flask, desk: Desk) -> None:
    """Add ``/accounts`` and what is below it."""

    def index() -> Response:
        return list_page(desk, "accounts.html", "registry", "list_accounts", FILTERS)

    def show(account_id: str, failed: Action | None = None) -> Response:
        found = ask(desk, "registry", "get_account", {"id": account_id})
        history = ask(desk, "registry", "account_history", {"id": account_id}, limit="100")["items"]
        actions = [failed if failed and failed.name == a.name else a for a in offered(found, require(desk).identity)]
        return page("account.html", found=found, history=history, actions=actions)

    def act(account_id: str, name: str) -> AnyResponse:
        action = ACTIONS.get(name)
        if action is None:
            raise NoSuchPage()
        address = f"{BASE}/{account_id}"
        return perform(desk, action, {"id": account_id}, lambda _: address, lambda failed: show(account_id, failed))

    app.add_url_rule(BASE, "accounts", index)
    app.add_url_rule(f"{BASE}/<account_id>", "account", show)
    app.add_url_rule(f"{BASE}/<account_id>/<name>", "account_act", act, methods=["POST"])
