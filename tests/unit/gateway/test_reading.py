"""What a board says to its reader: what waits, since when, and which dates come next."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from gateway.boards.reading import deadlines, waiting_for
from services.kit.identity import Identity

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def somebody(*roles: str) -> Identity:
    return Identity(id="p", username="p", name="某人", grants=tuple((role, "") for role in roles))


def board(**parts: Any) -> dict[str, Any]:
    waiting = [
        {"waits_for": ["director"], "waiting_since": "2026-02-20T08:00:00+00:00"},
        {"waits_for": ["responsible"], "waiting_since": "2026-02-10T08:00:00+00:00"},
    ]
    return {
        "registry": {"applications": {"waiting": waiting}, "changes": {"waiting": []}, "filings": []},
        "review": {"waiting": [{"role": "director", "number": 3, "since": "2026-03-01T08:00:00+00:00"}], "due": []},
        "alerts": {"incidents": {"by_state": {"reported": 2}, "oldest_unacknowledged": None}, "directives": []},
        "training": {"expenses_waiting": 1},
        **parts,
    }


def test_what_waits_for_somebody_else_is_not_counted() -> None:
    found = {item["kind"]: item for item in waiting_for(board(), somebody("director"))}
    assert found["applications"]["number"] == 1
    assert found["applications"]["since"] == "2026-02-20T08:00:00+00:00"
    assert found["texts"]["number"] == 3


def test_what_has_waited_longest_comes_first() -> None:
    kinds = [item["kind"] for item in waiting_for(board(), somebody("director"))]
    assert kinds.index("applications") < kinds.index("texts") < kinds.index("incidents")


def test_only_who_decides_on_money_has_expenses_waiting() -> None:
    assert "expenses" in {item["kind"] for item in waiting_for(board(), somebody("director"))}
    assert "expenses" not in {item["kind"] for item in waiting_for(board(), somebody("officer"))}


def test_an_auditor_has_nothing_to_do() -> None:
    assert waiting_for(board(), somebody("auditor")) == []


@pytest.mark.parametrize("away", [{"unavailable": True}, {"not_permitted": True}, None])
def test_a_service_that_says_nothing_takes_nothing_else_along(away: Any) -> None:
    kinds = {item["kind"] for item in waiting_for(board(review=away), somebody("director"))}
    assert "applications" in kinds
    assert "texts" not in kinds


@pytest.mark.article(7)
def test_a_filing_is_overdue_only_when_its_last_day_on_the_campus_is_over() -> None:
    filings = [
        {"account_id": "a", "account_name": "甲", "due_on": "2026-03-01"},
        {"account_id": "b", "account_name": "乙", "due_on": "2026-03-02"},
    ]
    registry = {"filings": filings, "annual_review": None}
    found = deadlines(board(registry=registry), NOW)
    assert [(item["title"], item["overdue"]) for item in found] == [("甲", True), ("乙", False)]


def test_the_next_date_of_all_services_comes_first() -> None:
    directive = {"id": "d", "text": "转发通知", "due_at": "2026-03-03T08:00:00+00:00"}
    text = {"id": "t", "title": "文稿", "due_at": "2026-03-02T09:00:00+00:00"}
    found = deadlines(
        board(
            alerts={
                "directives": [directive],
                "incidents": {},
                "takedowns": {"next_due_at": "2026-03-01T00:00:00+00:00"},
            },
            review={"due": [text], "campaigns": []},
        ),
        NOW,
    )
    assert [item["kind"] for item in found] == ["takedown", "text", "directive"]
    assert [item["overdue"] for item in found] == [True, False, False]
