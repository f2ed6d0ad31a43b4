"""Old marks and answers go, and what still holds the order stays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from services.kit import housekeeping, serving, tables
from services.kit.clock import FixedClock
from services.kit.database import Database
from services.kit.housekeeping import ANSWERS_KEPT, MARKS_KEPT
from services.kit.work import Works
from tests.integration.kit.conftest import wait_until
from tests.integration.kit.running import Suite
from tests.unit.kit.world import Mail, Notebook, count, tidy


def test_covered_marks_go_after_their_time_and_the_newest_one_still_keeps_the_order(
    works: Works, database: Database, clock: FixedClock
) -> None:
    mail, book = Mail(), Notebook(works)
    book.inbox.process([mail.event("a", number) for number in (1, 2, 3)])
    with database.begin() as session:
        assert tidy(session, clock.now()) == 0
    clock.move(by=MARKS_KEPT + timedelta(seconds=1))
    with database.begin() as session:
        assert tidy(session, clock.now()) == 2
    book.inbox.process([mail.event("a", 2), mail.event("a", 4)])
    assert book.texts() == ["a#1", "a#2", "a#3", "a#4"]


def test_answers_to_idempotency_keys_are_kept_for_two_weeks(database: Database, clock: FixedClock) -> None:
    row = {"person_id": "p", "operation": "o", "request_hash": "h", "response": b"{}", "created_at": clock.now()}
    with database.begin() as session:
        session.execute(sa.insert(tables.idempotency).values(key="k", **row))
    clock.move(by=ANSWERS_KEPT - timedelta(seconds=1))
    with database.begin() as session:
        assert tidy(session, clock.now()) == 0
    clock.move(by=timedelta(seconds=2))
    with database.begin() as session:
        assert tidy(session, clock.now()) == 1
    assert count(database, tables.idempotency) == 0


@pytest.mark.parametrize("at_once", [1, 2, 3, 100])
def test_however_few_rows_are_looked_at_a_time_all_of_them_are(
    works: Works, database: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    mail, book = Mail(), Notebook(works)
    book.inbox.process([mail.event(account, number) for account in "abc" for number in (1, 2, 3)])
    clock.move(by=MARKS_KEPT + timedelta(seconds=1))
    monkeypatch.setattr(housekeeping, "AT_ONCE", at_once)
    with database.begin() as session:
        assert tidy(session, clock.now()) == 6
    assert count(database, tables.inbox) == 3


def test_a_service_that_runs_tidies_soon_after_its_start(idle: Suite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "FIRST_TIDY", 0.0)
    database, old = idle.database("kitdesk"), datetime.now(UTC) - ANSWERS_KEPT - timedelta(days=1)
    row = {"person_id": "p", "operation": "o", "request_hash": "h", "response": b"{}", "created_at": old}
    with database.begin() as session:
        session.execute(sa.insert(tables.idempotency).values(key="k", **row))
    idle.start()
    wait_until(lambda: count(database, tables.idempotency) == 0)
