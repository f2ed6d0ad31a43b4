"""What the propaganda department sets of the registry, as a page: dormancy, reminders, and how strict article 6 is."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, request
from werkzeug.wrappers import Response as AnyResponse

from gateway.front import Desk
from gateway.pages.actions import Action, ask, perform, require
from gateway.pages.forms import Field, form
from gateway.pages.rendering import form_page
from services.contracts.vocabulary import PROPAGANDA

ADDRESS = "/registry-options"
LEAD = "休眠与提醒的天数,以及第一责任人职务不符第六条时的处理方式。"
OPTIONS = form(
    Field("dormant_days", "未发布多久视为休眠", "select", required=True, options="dormancy", whole=True),
    Field("remind_after_days", "办理等待几天后提醒", "number", required=True),
    Field("responsible_rule", "第一责任人职务不符时", "select", required=True, options="responsible_rule"),
)


def install(app: Flask, desk: Desk) -> None:
    """Add ``/registry-options``."""

    def options() -> AnyResponse:
        caller = require(desk)
        caller.identity.require("admin", *PROPAGANDA)
        found: dict[str, Any] = ask(desk, "registry", "get_options")
        action = Action("options", "registry", "set_options", "保存规则", "备案规则已保存。", OPTIONS.shown(found))

        def show(shown: Action) -> Response:
            return form_page(shown, ADDRESS, "备案规则", LEAD, "/accounts")

        return show(action) if request.method == "GET" else perform(desk, action, {}, lambda _: ADDRESS, show)

    app.add_url_rule(ADDRESS, "registry_options", options, methods=["GET", "POST"])
