"""Who must be trained, by unit and by name; and wishes that wait for a unit's word."""

from __future__ import annotations

from flask import Flask, Response
from werkzeug.wrappers import Response as AnyResponse

from gateway.front import Desk
from gateway.pages.actions import Action, ask, perform, require
from gateway.pages.forms import Field, form
from gateway.pages.listing import list_page
from gateway.pages.rendering import page
from gateway.pages.training.tabs import DECIDES_FOR_UNIT, every, tabs

DUTIES, REQUESTS = "/training/duties", "/training/requests"
FILTERS = form(
    Field("state", "状态", "select", options="duty_state", longest=20),
    Field("kind", "事由", "select", options="duty_kind", longest=20),
)
NOTE = Field("note", "意见", longest=500)
APPROVE = Action(
    "approve",
    "training",
    "decide_enrolment",
    "同意",
    "已同意,本人会收到通知。",
    form(NOTE),
    {"decision": "approve"},
    "plain",
)
REFUSE = Action(
    "refuse", "training", "decide_enrolment", "不同意", "已告知本人。", form(NOTE), {"decision": "refuse"}, "danger"
)
DECISIONS = {action.name: action for action in (APPROVE, REFUSE)}


class DutyPages:
    """Duties, and wishes that wait."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def duties(self) -> Response:
        shown = tabs(require(self._desk).identity)
        units = ask(self._desk, "training", "count_duties")["items"]
        return list_page(
            self._desk, "training_duties.html", "training", "list_duties", FILTERS, units=units, tabs=shown
        )

    def requests(self, failed: Action | None = None) -> Response:
        identity = require(self._desk).identity
        waiting = every(self._desk, "list_requests")
        ids = {row["session_id"] for row in waiting}
        return page(
            "training_requests.html",
            waiting=waiting,
            sessions={i: ask(self._desk, "training", "view_session", {"id": i}) for i in ids},
            decisions=[APPROVE, REFUSE] if identity.has(*DECIDES_FOR_UNIT) else [],
            failed=failed,
            tabs=tabs(identity),
        )

    def decide(self, session_id: str, enrolment_id: str, name: str) -> AnyResponse:
        action = DECISIONS["refuse" if name == "refuse" else "approve"]
        path = {"id": session_id, "enrolment_id": enrolment_id}
        return perform(self._desk, action, path, lambda _: REQUESTS, self.requests)


def install(app: Flask, desk: Desk) -> None:
    """Add ``/training/duties`` and ``/training/requests``."""
    pages = DutyPages(desk)
    app.add_url_rule(DUTIES, "training_duties", pages.duties)
    app.add_url_rule(REQUESTS, "training_requests", pages.requests)
    app.add_url_rule(
        f"{REQUESTS}/<session_id>/<enrolment_id>/<name>", "training_request", pages.decide, methods=["POST"]
    )
