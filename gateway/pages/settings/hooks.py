"""Webhooks (Webhook): other systems that are told of events. The register of them, and a page for each with what was sent to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask, Response
from werkzeug.exceptions import NotFound as NoSuchPage
from werkzeug.wrappers import Response as AnyResponse

from gateway.front import Desk
from gateway.pages.actions import Action, ask, perform, require, with_failed
from gateway.pages.forms import Field, Group, form
from gateway.pages.listing import list_page
from gateway.pages.settings.registers import Column, Register
from gateway.pages.words import WORDS
from services.contracts.alerts.hook_shapes import EVENT_TYPES
from services.contracts.errors import InputInvalid
from services.contracts.vocabulary import PROPAGANDA

LOOKS = (*PROPAGANDA, "auditor")
PAUSED = "已暂停:其间发生的事件予以保留(30 天内最新的 10000 条),恢复后按发生顺序补发。"
PAUSE = Action("pause", "alerts", "pause_hook", "暂停", PAUSED, style="plain")
RESUME = Action(
    "resume", "alerts", "resume_hook", "恢复发送", "已恢复:暂停期间保留的事件按顺序补发,此后发生的排在其后。"
)
TEST = Action("test", "alerts", "test_hook", "发送试验事件", "试验事件已发出,结果见下方记录。", style="plain")
END = Action(
    "end",
    "alerts",
    "end_hook",
    "删除",
    "已删除,不再发送任何事件;发送记录保留。",
    style="danger",
    warns="删除后不再发送任何事件,也不能恢复;需要时须重新添加并更换密钥。",
)
AGAIN = Action("again", "alerts", "send_again", "重发", "已重新发送,结果见下方记录。")
FILTERS = form(Field("state", "状态", "select", options="hook_delivery_state", longest=10))
ACTIONS = {action.name: action for action in (PAUSE, RESUME, TEST, END)}


def _add_hook(_desk: Desk) -> Action:
    events = tuple(Field(f"events.{n}", WORDS["event_type"][name], "check") for n, name in enumerate(EVENT_TYPES))
    fields = form(
        Field("name", "名称", required=True, longest=100),
        Field("url", "接收地址", "url", required=True, longest=2000, help="对方系统的 https 地址,答复 2xx 即为收到"),
        Group("告知哪些事件", events),
    )
    return Action("new", "alerts", "make_hook", "添加", "Webhook 已添加。", fields, prepare=_chosen)


def _chosen(body: dict[str, Any]) -> dict[str, Any]:
    """The types whose boxes are ticked. Raises `InputInvalid` where none is."""
    chosen = [name for name, ticked in zip(EVENT_TYPES, body["events"], strict=True) if ticked]
    if not chosen:
        raise InputInvalid({"_": ["请至少勾选一种事件。 Choose one event at least."]})
    return {**body, "events": chosen}


HOOKS = Register(
    "webhooks",
    "Webhook",
    "把备案、审核、事件、培训等方面发生的事告知其他系统:逐条签名,未送达的自动重试,全部留有记录。",
    "alerts",
    "list_hooks",
    (
        Column("名称", "name", "link"),
        Column("接收地址", "address"),
        Column("告知的事件", "events", "count"),
        Column("最近送达", "last_sent_at", "moment"),
        Column("最近错误", "last_error", "fault"),
        Column("暂停", "paused", "yes"),
        Column("在用", "active", "yes"),
    ),
    reads=LOOKS,
    changes=PROPAGANDA,
    add=_add_hook,
    once=("secret",),
    once_hint="每次发送,对“时间戳.正文”以此密钥作 HMAC-SHA256,写作 sha256=十六进制,放在 X-Xinmei-Signature;时间戳(秒)放在 X-Xinmei-Timestamp。同一事件重发时编号 id 不变。",
)


class HookPages:
    """One webhook: what it is told of, what can be done with it, and what was sent."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def show(self, hook_id: str, failed: Action | None = None) -> Response:
        identity = require(self._desk).identity
        identity.require(*LOOKS)
        hook = self._find(hook_id)
        changes = identity.has(*PROPAGANDA) and hook["active"]
        offered = [RESUME if hook["paused"] else PAUSE, TEST, END] if changes else []
        return list_page(
            self._desk,
            "settings/hook.html",
            "alerts",
            "list_hook_deliveries",
            FILTERS,
            {"id": hook_id},
            hook=hook,
            paused=PAUSED,
            register=HOOKS,
            changes=changes,
            actions=with_failed(offered, failed),
        )

    def act(self, hook_id: str, name: str) -> AnyResponse:
        if name not in ACTIONS:
            raise NoSuchPage()
        return self._perform(hook_id, ACTIONS[name], {"id": hook_id})

    def again(self, hook_id: str, delivery_id: str) -> AnyResponse:
        return self._perform(hook_id, AGAIN, {"id": hook_id, "delivery_id": delivery_id})

    def _perform(self, hook_id: str, action: Action, path: dict[str, str]) -> AnyResponse:
        address = f"{HOOKS.address}/{hook_id}"
        return perform(self._desk, action, path, lambda _: address, lambda failed: self.show(hook_id, failed))

    def _find(self, hook_id: str) -> Mapping[str, Any]:
        return dict(ask(self._desk, "alerts", "show_hook", {"id": hook_id}))


def install(app: Flask, desk: Desk) -> None:
    """Add what is below ``/settings/webhooks``."""
    pages = HookPages(desk)
    address = f"{HOOKS.address}/<hook_id>"
    app.add_url_rule(address, "settings_webhook", pages.show)
    app.add_url_rule(f"{address}/<name>", "settings_webhook_act", pages.act, methods=["POST"])
    again = f"{address}/deliveries/<delivery_id>/again"
    app.add_url_rule(again, "settings_webhook_again", pages.again, methods=["POST"])
