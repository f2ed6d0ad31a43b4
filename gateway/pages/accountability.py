"""The record of accountability (责任追溯, article 15): who approved, published, noticed and acted, how late; and the statistics."""

from __future__ import annotations

from flask import Flask, Response

from gateway.front import Desk
from gateway.pages.actions import ask, require
from gateway.pages.forms import form
from gateway.pages.listing import list_page
from services.contracts.vocabulary import PROPAGANDA

BASE = "/accountability"
READS = (*PROPAGANDA, "duty", "auditor", "responsible", "reviewer", "league", "student_affairs")
FILTERS = form()


def install(app: Flask, desk: Desk) -> None:
    """Add ``/accountability``."""

    def index() -> Response:
        require(desk).identity.require(*READS)
        counted = ask(desk, "alerts", "count_incidents")
        return list_page(desk, "accountability.html", "alerts", "list_accountability", FILTERS, counted=counted)

    app.add_url_rule(BASE, "accountability", index)
