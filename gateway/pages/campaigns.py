"""Campaigns (联动宣传, article 12): announcing one, its material, how far each account is, taking the material over, and the results."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import NotFound as NoSuchPage
from werkzeug.wrappers import Response as AnyResponse

from gateway.front import Desk
from gateway.pages.actions import Action, ask, perform, require, with_failed
from gateway.pages.directives import SCOPE
from gateway.pages.forms import Field, Group, form
from gateway.pages.listing import list_page
from gateway.pages.rendering import form_page, page
from services.contracts.vocabulary import PROPAGANDA
from services.kit.identity import Identity

BASE = "/campaigns"
FILTERS = form(Field("current", "时间", "select", options="campaign_time", longest=5))
LEAD = "在重大宣传活动中,各平台按统一部署联动(第十二条)。素材批准一次:原样采用的不再送审,改编的只审差异。"
OPEN_TO_TAKE = ("none", "returned", "expired", "withdrawn")
MATERIAL = (
    Field("title", "素材标题", required=True, longest=200),
    Field("body", "素材正文", "tall", required=True, longest=100_000),
)


def _announcement(body: dict[str, Any]) -> dict[str, Any]:
    """No scope chosen means all accounts; material that was left empty is none."""
    material = body.pop("material", {})
    return {"scope": {}, **body, **({"material": material} if material else {})}


NEW = Action(
    "new",
    "review",
    "announce_campaign",
    "发起联动",
    "联动已发起,范围内的平台可以采用。",
    form(
        Field("title", "名称", required=True, longest=200),
        Field("starts_at", "开始", "moment", required=True),
        Field("ends_at", "截止", "moment", required=True),
        *SCOPE,
        Field("brief", "活动说明与要求", "area", longest=10_000),
        Group(
            "统一素材(可稍后补充)",
            (
                Field("material.title", "素材标题", longest=200),
                Field("material.body", "素材正文", "tall", longest=100_000),
            ),
        ),
    ),
    prepare=_announcement,
)
APPROVE = Action(
    "material",
    "review",
    "approve_material",
    "批准新素材",
    "素材已批准,各平台可以采用。",
    form(*MATERIAL),
    style="plain",
)
REMIND = Action("remind", "review", "remind_campaign", "提醒未发布的平台", "已提醒尚未发布的平台。", style="plain")
ACTIONS = {action.name: action for action in (APPROVE, REMIND)}


def offered(found: Mapping[str, Any], identity: Identity) -> list[Action]:
    """What this person can do with a campaign."""
    return [REMIND, APPROVE] if identity.has(*PROPAGANDA) and not found["over"] else []


def take_action(found: Mapping[str, Any], account_id: str) -> Action:
    """Taking the material over unchanged for one account: sealed at once."""
    material = found["material"]
    fixed = {
        "account_id": account_id,
        "campaign_id": found["id"],
        "source": "original",
        **{name: material[name] for name in ("title", "body", "media")},
    }
    return Action("take", "review", "submit_text", "原样采用", "已采用统一素材,可以发布。", fixed=fixed)


class CampaignPages:
    """The pages of campaigns."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def index(self) -> Response:
        commands = require(self._desk).identity.has(*PROPAGANDA)
        return list_page(self._desk, "campaigns.html", "review", "list_campaigns", FILTERS, commands=commands)

    def _find(self, campaign_id: str) -> dict[str, Any]:
        found: dict[str, Any] = ask(self._desk, "review", "get_campaign", {"id": campaign_id})
        return {**found, "over": found["ends_at"] < self._desk.clock.now().isoformat()}

    def show(self, campaign_id: str, failed: Action | None = None) -> Response:
        found, identity = self._find(campaign_id), require(self._desk).identity
        mine = self._operated(identity)
        open_ones = [line for line in found["matrix"] if line["account_id"] in mine and line["state"] in OPEN_TO_TAKE]
        return page(
            "campaign.html",
            found=found,
            actions=with_failed(offered(found, identity), failed if failed and failed.name != "take" else None),
            failed=failed if failed and failed.name == "take" else None,
            mine=[] if found["over"] else open_ones,
            results=ask(self._desk, "review", "campaign_results", {"id": campaign_id}),
        )

    def _operated(self, identity: Identity) -> set[str]:
        if not identity.has("operator"):
            return set()
        found = ask(self._desk, "registry", "list_accounts", status="active", limit="200")["items"]
        return {account["id"] for account in found if identity.id in account["operator_ids"]}

    def act(self, campaign_id: str, name: str) -> AnyResponse:
        address = f"{BASE}/{campaign_id}"
        action, path = ACTIONS.get(name), {"id": campaign_id}
        if name == "take":
            found = self._find(campaign_id)
            action = take_action(found, request.form.get("account_id", "")[:64]) if found["material"] else None
            path = {}
        if action is None:
            raise NoSuchPage()
        return perform(self._desk, action, path, lambda _: address, lambda failed: self.show(campaign_id, failed))

    def new(self) -> AnyResponse:
        def show(action: Action) -> Response:
            return form_page(action, request.path, "发起联动", LEAD, BASE)

        if request.method == "GET":
            require(self._desk).identity.require(*PROPAGANDA)
            return show(NEW)
        return perform(self._desk, NEW, {}, lambda answer: f"{BASE}/{answer['id']}", show)


def install(app: Flask, desk: Desk) -> None:
    """Add ``/campaigns`` and what is below it."""
    pages = CampaignPages(desk)
    app.add_url_rule(BASE, "campaigns", pages.index)
    app.add_url_rule(f"{BASE}/new", "campaign_new", pages.new, methods=["GET", "POST"])
    app.add_url_rule(f"{BASE}/<campaign_id>", "campaign", pages.show)
    app.add_url_rule(f"{BASE}/<campaign_id>/<name>", "campaign_act", pages.act, methods=["POST"])
