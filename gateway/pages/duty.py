"""Duty (值守, article 15): who is on duty, what is not ready, sensitive periods, swaps, hand-over notes, one's own calendar; and
the messages that the suite sends to a person's page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Flask, Response
from werkzeug.exceptions import NotFound as NoSuchPage
from werkzeug.wrappers import Response as AnyResponse

from gateway.front import Desk
from gateway.pages.actions import Action, ask, perform, require
from gateway.pages.forms import Field, form
from gateway.pages.listing import list_page
from gateway.pages.people import people_of
from gateway.pages.rendering import page
from services.contracts.alerts.places import PLACES
from services.contracts.errors import XinmeiError
from services.contracts.vocabulary import PROPAGANDA
from services.kit.identity import Identity

BASE = "/duty"
HANDLES = (*PROPAGANDA, "duty")

MESSAGE_FILTERS = form(Field("unread", "状态", "select", options="message_unread", longest=5))
PERIOD = Action(
    "sensitive-periods",
    "alerts",
    "plan_period",
    "设定敏感时期",
    "敏感时期已设定,届时实行 24 小时值守。",
    form(
        Field("name", "名称", required=True, longest=200, help="如:重要会议、毕业季、突发事件"),
        Field("starts_at", "开始", "moment", required=True),
        Field("ends_at", "结束", "moment", required=True),
        Field("reason", "依据", longest=500),
    ),
    style="plain",
)
END_PERIOD = Action("end", "alerts", "end_period", "结束", "敏感时期已结束。", style="danger")
TOKEN = Action("calendar-token", "alerts", "renew_duty_token", "生成日历订阅地址", "", style="plain")
READ = Action("read", "alerts", "read_message", "已读", "已标为已读。", style="small")
READ_ALL = Action("read-all", "alerts", "read_all_messages", "全部标为已读", "已全部标为已读。", style="plain")
ANSWERS = {
    "accepted": Action("accepted", "alerts", "answer_swap", "同意", "已同意换班。", fixed={"answer": "accepted"}),
    "declined": Action(
        "declined", "alerts", "answer_swap", "不同意", "已答复换班。", fixed={"answer": "declined"}, style="plain"
    ),
    "withdrawn": Action(
        "withdrawn", "alerts", "answer_swap", "撤回", "换班申请已撤回。", fixed={"answer": "withdrawn"}, style="danger"
    ),
}


def note_action(rotas: Sequence[tuple[str, str]]) -> Action:
    fields = (
        Field("rota_id", "值班表", "select", required=True, options=rotas),
        Field("text", "留言", "area", required=True, longest=4000),
    )
    return Action(
        "notes", "alerts", "leave_note", "交班留言", "留言已保存,接班人会看到。", form(*fields), style="plain"
    )


def override_action(rotas: Sequence[tuple[str, str]], people: Sequence[tuple[str, str]]) -> Action:
    fields = (
        Field("rota_id", "值班表", "select", required=True, options=rotas),
        Field("person_id", "替班人", "select", required=True, options=people),
        Field("starts_at", "开始", "moment", required=True),
        Field("ends_at", "结束", "moment", required=True),
        Field("reason", "原因", longest=500),
    )
    return Action("overrides", "alerts", "override_duty", "登记替班", "替班已登记。", form(*fields), style="plain")


def swap_action(rotas: Sequence[tuple[str, str]], people: Sequence[tuple[str, str]]) -> Action:
    fields = (
        Field("rota_id", "值班表", "select", required=True, options=rotas),
        Field("asked_id", "换班对象", "select", required=True, options=people),
        Field("gives_from", "我的班:开始", "moment", required=True),
        Field("gives_until", "我的班:结束", "moment", required=True),
        Field("takes_from", "对方的班:开始", "moment", required=True),
        Field("takes_until", "对方的班:结束", "moment", required=True),
        Field("reason", "原因", longest=500),
    )
    return Action("swaps", "alerts", "ask_swap", "申请换班", "换班申请已送达对方。", form(*fields), style="plain")


class DutyPages:
    """The page of duty."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def show(self, failed: Action | None = None, **more: Any) -> Response:
        identity = require(self._desk).identity
        actions = [failed if failed and failed.name == one.name else one for one in self._offered(identity)]
        return page(
            "duty.html",
            identity=identity,
            now_on=ask(self._desk, "alerts", "show_duty"),
            readiness=ask(self._desk, "alerts", "check_readiness"),
            periods=self._items("list_periods"),
            swaps=self._items("list_swaps"),
            notes=self._items("list_notes"),
            overrides=self._items("list_overrides"),
            actions=actions,
            ending=END_PERIOD if identity.has(*PROPAGANDA) else None,
            answers=ANSWERS,
            failed=failed if failed and failed not in actions else None,
            **more,
        )

    def _items(self, operation: str) -> list[Mapping[str, Any]]:
        found: list[Mapping[str, Any]] = ask(self._desk, "alerts", operation, limit="10")["items"]
        return found

    def _offered(self, identity: Identity) -> list[Action]:
        if not identity.has(*HANDLES):
            return []
        rotas = [(one["id"], one["name"]) for one in self._items("list_rotas") if one["active"]]
        people = self._people()
        periods = [PERIOD] if identity.has(*PROPAGANDA) else []
        turns = [note_action(rotas), override_action(rotas, people), swap_action(rotas, people)] if rotas else []
        return [*turns, *periods, TOKEN]

    def _people(self) -> list[tuple[str, str]]:
        """Who can be on duty; those who are on duty now where the register does not show more to the reader."""
        try:
            return list(dict([*people_of(self._desk, "duty"), *people_of(self._desk, "officer")]).items())
        except XinmeiError:
            on_duty = ask(self._desk, "alerts", "show_duty")["items"]
            return [(one["person_id"], one["person_name"]) for one in on_duty]

    def act(self, name: str) -> AnyResponse:
        action = next((one for one in self._offered(require(self._desk).identity) if one.name == name), None)
        if action is None:
            raise NoSuchPage()
        if action is TOKEN:
            return self._token()
        return perform(self._desk, action, {}, lambda _: BASE, self.show)

    def _token(self) -> AnyResponse:
        """The address of one's calendar is shown once, on the page itself: it is a secret."""
        answered: dict[str, Any] = {}

        def lead(answer: Any) -> str:
            answered.update(answer)
            return BASE

        response = perform(self._desk, TOKEN, {}, lead, self.show)
        base = self._desk.platform.settings.base_url
        return self.show(calendar=base + answered["path"]) if answered else response

    def end_period(self, period_id: str) -> AnyResponse:
        return perform(self._desk, END_PERIOD, {"id": period_id}, lambda _: BASE, self.show)

    def answer(self, swap_id: str, name: str) -> AnyResponse:
        if name not in ANSWERS:
            raise NoSuchPage()
        return perform(self._desk, ANSWERS[name], {"id": swap_id}, lambda _: BASE, self.show)


def install(app: Flask, desk: Desk) -> None:
    """Add ``/duty`` and ``/messages`` with what is below them."""
    pages = DutyPages(desk)
    app.add_url_rule(BASE, "duty", pages.show)
    app.add_url_rule(f"{BASE}/<name>", "duty_act", pages.act, methods=["POST"])
    app.add_url_rule(f"{BASE}/periods/<period_id>/end", "period_end", pages.end_period, methods=["POST"])
    app.add_url_rule(f"{BASE}/swaps/<swap_id>/<name>", "swap_answer", pages.answer, methods=["POST"])
    _install_messages(app, desk)


def _install_messages(app: Flask, desk: Desk) -> None:
    def index(_failed: Action | None = None) -> Response:
        return list_page(desk, "messages.html", "alerts", "list_messages", MESSAGE_FILTERS, places=PLACES)

    def read(message_id: str) -> AnyResponse:
        return perform(desk, READ, {"id": message_id}, lambda _: "/messages", index)

    def read_all() -> AnyResponse:
        return perform(desk, READ_ALL, {}, lambda _: "/messages", index)

    app.add_url_rule("/messages", "messages", index)
    app.add_url_rule("/messages/<message_id>/read", "message_read", read, methods=["POST"])
    app.add_url_rule("/messages/read-all", "messages_read_all", read_all, methods=["POST"])
