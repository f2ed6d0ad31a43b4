"""Old marks and answers go, and what still holds the order stays."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from services.kit import tables
from services.kit.clock import FixedClock
from services.kit.database import Database
from services.kit.housekeeping import ANSWERS_KEPT, MARKS_KEPT, tidy
from services.kit.work import Works
from tests.unit.kit.world import Mail, Notebook, count


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
