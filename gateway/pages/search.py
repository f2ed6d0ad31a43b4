"""One search over accounts, people, texts, incidents and sessions. Each service answers for its own, as far as the asker's rights reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, request

from gateway.front import Desk
from gateway.pages.actions import ask, require
from gateway.pages.rendering import page
from services.contracts.errors import InputInvalid, NotFound, NotPermitted, Unavailable

LONGEST = 60
SHOWN = "8"


@dataclass(frozen=True)
class Shelf:
    """One kind of thing: which service is asked, what it is called, where one thing stands, and the list of all."""

    name: str
    service: str
    operation: str
    address: str
    all: str


SHELVES = (
    Shelf("账号", "registry", "list_accounts", "/accounts/{id}", "/accounts"),
    Shelf("人员", "registry", "list_people", "/settings/people/{id}", ""),
    Shelf("文稿", "review", "list_submissions", "/submissions/{id}", "/submissions"),
    Shelf("事件", "alerts", "list_incidents", "/incidents/{id}", "/incidents"),
    Shelf("场次", "training", "list_sessions", "/training/{id}", "/training"),
)


def look(desk: Desk, shelf: Shelf, sought: str) -> dict[str, Any] | None:
    """What stands on a shelf; None where this is not for the asker to see."""
    try:
        found = ask(desk, shelf.service, shelf.operation, None, q=sought, limit=SHOWN)
    except (NotPermitted, NotFound, InputInvalid):
        return None
    except Unavailable:
        return {"shelf": shelf, "unavailable": True, "items": []}
    return {"shelf": shelf, "items": [_linked(shelf, item) for item in found["items"]], "more": found["next_cursor"]}


def _linked(shelf: Shelf, item: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**item, "address": shelf.address.format(id=item["id"])}


def install(app: Flask, desk: Desk) -> None:
    """Add ``/search``."""

    def search() -> Response:
        require(desk)
        sought = request.args.get("q", "").strip()[:LONGEST]
        shelves = [found for shelf in SHELVES if (found := look(desk, shelf, sought))] if sought else []
        return page("search.html", sought=sought, shelves=shelves, count=sum(len(s["items"]) for s in shelves))

    app.add_url_rule("/search", "search", search)
