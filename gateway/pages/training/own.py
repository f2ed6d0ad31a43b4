"""What one person has of training: places, certificates, what they owe, swaps, and the address of their calendar."""

from __future__ import annotations

from flask import Flask, Response
from werkzeug.wrappers import Response as AnyResponse

from gateway.front import Desk
from gateway.pages.actions import Action, ask, carry_out, perform, require
from gateway.pages.rendering import page
from gateway.pages.training.sessions import desk_is_open
from gateway.pages.training.tabs import tabs
from services.contracts.errors import NotPermitted

MINE = "/training/mine"
CALENDAR = Action(
    "calendar", "training", "renew_calendar_token", "更换日历地址", "日历地址已更换,旧地址即刻失效。", style="plain"
)
TAKE_BACK = Action("take-back", "training", "withdraw_swap", "撤回", "换场申请已撤回。", style="plain")


class OwnPages:
    """The page of one's own training."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def show(self, calendar: str = "", failed: Action | None = None) -> Response:
        identity = require(self._desk).identity
        places = ask(self._desk, "training", "list_own_enrolments", limit="100")["items"]
        swaps = ask(self._desk, "training", "list_swaps", limit="50")["items"]
        now = self._desk.clock.now()
        ids = {place["session_id"] for place in places} | {swap["to_session_id"] for swap in swaps}
        sessions = {i: ask(self._desk, "training", "view_session", {"id": i}) for i in ids}
        return page(
            "training_mine.html",
            places=places,
            sessions=sessions,
            desk_open={i for i, session in sessions.items() if desk_is_open(session, now)},
            certificates=ask(self._desk, "training", "list_own_certificates", limit="100")["items"],
            duties=ask(self._desk, "training", "list_duties", limit="100", person_id=identity.id)["items"],
            swaps=swaps,
            calendar=calendar,
            renew=failed or CALENDAR,
            take_back=TAKE_BACK,
            tabs=tabs(identity),
        )

    def renew(self) -> AnyResponse:
        """A fresh address, shown once: it is kept nowhere."""
        try:
            answer = carry_out(self._desk, CALENDAR, {})
        except NotPermitted as error:
            return self.show("", CALENDAR.failed(error))
        return self.show(f"{self._desk.platform.settings.base_url}{answer['path']}")

    def take_back(self, swap_id: str) -> AnyResponse:
        return perform(self._desk, TAKE_BACK, {"id": swap_id}, lambda _: MINE, lambda failed: self.show("", failed))


def install(app: Flask, desk: Desk) -> None:
    """Add ``/training/mine``."""
    pages = OwnPages(desk)
    app.add_url_rule(MINE, "training_mine", pages.show)
    app.add_url_rule(f"{MINE}/calendar", "training_calendar", pages.renew, methods=["POST"])
    app.add_url_rule(f"{MINE}/swaps/<swap_id>/take-back", "training_take_back", pages.take_back, methods=["POST"])
