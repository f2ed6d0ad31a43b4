"""What follows incidents, over all of them: copies that must go, actions with owners and days, and one message with its attempts."""

from __future__ import annotations

from flask import Flask, Response

from gateway.front import Desk
from gateway.pages.actions import ask, require
from gateway.pages.forms import Field, form
from gateway.pages.listing import list_page
from gateway.pages.rendering import page

TAKEDOWN_FILTERS = form(
    Field("state", "状态", "select", options="open_or_done", longest=4),
    Field("check_state", "复核", "select", options="check_state", longest=10),
)
ACTION_FILTERS = form(
    Field("state", "状态", "select", options="open_or_done", longest=4),
    Field("mine", "范围", "select", options="whose", longest=4),
)


class FollowUpPages:
    """Lists of takedowns and actions, and one delivery."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def takedowns(self) -> Response:
        return list_page(self._desk, "takedowns.html", "alerts", "list_takedowns", TAKEDOWN_FILTERS)

    def actions(self) -> Response:
        return list_page(self._desk, "incident_actions.html", "alerts", "list_actions", ACTION_FILTERS)

    def delivery(self, delivery_id: str) -> Response:
        require(self._desk)
        return page("delivery.html", found=ask(self._desk, "alerts", "show_delivery", {"id": delivery_id}))


def install(app: Flask, desk: Desk) -> None:
    """Add ``/incidents/takedowns``, ``/incidents/actions`` and ``/settings/deliveries/…``."""
    pages = FollowUpPages(desk)
    app.add_url_rule("/incidents/takedowns", "takedowns", pages.takedowns)
    app.add_url_rule("/incidents/actions", "incident_actions", pages.actions)
    app.add_url_rule("/settings/deliveries/<delivery_id>", "delivery", pages.delivery)
