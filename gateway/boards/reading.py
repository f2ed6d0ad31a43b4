"""What a board says to its reader: what waits for them and since when, and which dates come next. Drawn from the board alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from services.contracts.vocabulary import PROPAGANDA
from services.kit.clock import CAMPUS_ZONE
from services.kit.identity import Identity

Plain = Mapping[str, Any]
SHOWN = 12


def part(board: Plain, service: str) -> Plain:
    """What one service said; empty where it is away or says nothing to this reader."""
    found: Plain = board.get(service) or {}
    return {} if "unavailable" in found or "not_permitted" in found else found


def waiting_for(board: Plain, identity: Identity) -> list[dict[str, Any]]:
    """What waits for this person: kind, number, since when the oldest waits (or None), and where to go. Longest first."""
    found = [item for item in _waiting(board, identity) if item["number"]]
    return sorted(found, key=lambda item: item["since"] or "9")


def _waiting(board: Plain, identity: Identity) -> Iterator[dict[str, Any]]:
    registry, review, alerts = part(board, "registry"), part(board, "review"), part(board, "alerts")
    mine = [a for a in registry.get("applications", {}).get("waiting", []) if set(a["waits_for"]) & set(identity.roles)]
    yield _item("applications", len(mine), "/applications", *(a["waiting_since"] for a in mine))
    roles = [row for row in review.get("waiting", []) if row["role"] in identity.roles]
    yield _item("texts", sum(row["number"] for row in roles), "/review", *(row["since"] for row in roles))
    if identity.has(*PROPAGANDA):
        changes = registry.get("changes", {}).get("waiting", [])
        yield _item("changes", len(changes), "/changes", *(c["filed_at"] for c in changes))
        expenses = part(board, "training").get("expenses_waiting") or 0
        yield _item("expenses", expenses if identity.has("director") else 0, "/funds")
    if identity.has(*PROPAGANDA, "duty"):
        incidents = alerts.get("incidents", {})
        oldest = incidents.get("oldest_unacknowledged") or {}
        reported = incidents.get("by_state", {}).get("reported", 0)
        yield _item("incidents", reported, "/incidents?state=reported", oldest.get("reported_at"))
    if identity.has("operator", "responsible"):
        yield _item("filings", len(registry.get("filings", [])), "/accounts")
        owed = [d for d in alerts.get("directives", []) if d.get("own", {}).get("sent")]
        yield _item("directives", len(owed), "/directives")


def _item(kind: str, number: int, address: str, *since: str | None) -> dict[str, Any]:
    return {"kind": kind, "number": number, "address": address, "since": min(filter(None, since), default=None)}


def deadlines(board: Plain, now: datetime) -> list[dict[str, Any]]:
    """The next dates of all services, overdue ones first: kind, title, when (RFC 3339), overdue, and where to go."""
    found = sorted(_deadlines(board), key=lambda item: item["at"])
    return [{**item, "overdue": item["at"] < now, "at": item["at"].isoformat()} for item in found][:SHOWN]


def _deadlines(board: Plain) -> Iterator[dict[str, Any]]:
    registry, review, alerts = part(board, "registry"), part(board, "review"), part(board, "alerts")
    for filing in registry.get("filings", []):
        yield _date("filing", filing["account_name"], _end_of(filing["due_on"]), f"/accounts/{filing['account_id']}")
    annual = registry.get("annual_review")
    if annual and any(annual["by_state"].get(state) for state in ("pending", "assessed", "rectify")):
        yield _date(
            "annual_review", str(annual["year"]), _end_of(annual["due_on"]), f"/annual-reviews/{annual['year']}"
        )
    for text in review.get("due", []):
        yield _date("text", text["title"], _moment(text["due_at"]), f"/submissions/{text['id']}")
    for campaign in review.get("campaigns", []):
        yield _date("campaign", campaign["title"], _moment(campaign["ends_at"]), f"/campaigns/{campaign['id']}")
    for directive in alerts.get("directives", []):
        yield _date("directive", directive["text"][:40], _moment(directive["due_at"]), f"/directives/{directive['id']}")
    if at := alerts.get("takedowns", {}).get("next_due_at"):
        yield _date("takedown", "", _moment(at), "/incidents")


def _date(kind: str, title: str, at: datetime, address: str) -> dict[str, Any]:
    return {"kind": kind, "title": title, "at": at, "address": address}


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _end_of(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day) + timedelta(days=1), time(), CAMPUS_ZONE) - timedelta(minutes=1)
