"""The inbox on both databases: one effect an event, in its order, and no bad one that blocks its neighbours."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import timedelta

import eventlet
import pytest
import sqlalchemy as sa

from services.kit import dead_letters, tables
from services.kit.broker import Delivery
from services.kit.clock import FixedClock
from services.kit.database import Database, is_outage
from services.kit.work import Work, Works
from tests.unit.kit.world import (
    DELAYS,
    OTHER_SECRET,
    QUEUE,
    Mail,
    Notebook,
    chain_holds,
    count,
    drop,
    failed,
    notes,
    parked,
    replay,
)

# ---- once


def test_the_same_event_delivered_five_times_has_one_effect(book: Notebook, mail: Mail, database: Database) -> None:
    event = mail.event("a", 1)
    book.inbox.process([event, event])
    for copies in ([event], [event], [event, mail.event("b", 1)]):
        book.inbox.process(copies)
    assert book.texts() == ["a#1", "b#1"]
    assert (count(database, tables.inbox), count(database, tables.ledger)) == (2, 2)
    assert failed(database) == []


def test_two_processes_that_get_the_same_events_at_once_have_one_effect(
    mail: Mail, database: Database, clock: FixedClock
) -> None:
    events = [mail.event(f"a{number}", 1) for number in range(20)]
    books = [Notebook(Works("lamps", database, clock)) for _ in range(4)]
    for thread in [eventlet.spawn(book.inbox.process, events) for book in books]:
        thread.wait()
    assert sorted(books[0].texts()) == sorted(f"a{number}#1" for number in range(20))
    books[0].retry_until_quiet(clock)
    assert len(books[0].texts()) == 20
    assert failed(database) == []
    assert chain_holds(database)


def test_two_queues_of_one_service_have_an_effect_each(works: Works, mail: Mail) -> None:
    event = mail.event("a", 1)
    for queue in (QUEUE, "lamps.more"):
        Notebook(works, queue=queue).inbox.process([event, event])
    assert Notebook(works).texts() == ["a#1", "a#1"]


# ---- poison


def test_a_poison_event_is_tried_with_growing_delay_and_then_parked_while_its_neighbours_pass(
    book: Notebook, mail: Mail, database: Database, clock: FixedClock
) -> None:
    book.bad = {"a#2"}
    book.inbox.process(
        [mail.event("a", 1), mail.event("a", 2), mail.event("a", 3), mail.event("b", 1), mail.event("b", 2)]
    )
    assert book.texts() == ["a#1", "b#1", "b#2"]
    poison, follower = failed(database)
    assert (poison.attempts, poison.error) == (1, "ValueError: this one is bad")
    assert "in _refuse" in poison.detail
    assert poison.trace == "a" * 32
    for attempts, delay in enumerate(DELAYS, start=1):
        assert failed(database)[0].next_try_at == clock.now() + timedelta(seconds=delay)
        clock.move(by=timedelta(seconds=delay) - timedelta(milliseconds=1))
        book.inbox.retry_due()
        assert failed(database)[0].attempts == attempts
        clock.move(by=timedelta(milliseconds=1))
        book.inbox.retry_due()
        assert failed(database)[0].attempts == attempts + 1
    assert failed(database)[0].next_try_at is None
    book.inbox.process([mail.event("b", 3)])
    book.retry_until_quiet(clock)
    assert book.texts() == ["a#1", "b#1", "b#2", "b#3"]
    assert [row.event_id for row in parked(database)] == [poison.event_id, follower.event_id]
    assert chain_holds(database)


def test_replay_after_a_fix_completes_the_poison_event_and_its_followers(
    book: Notebook, mail: Mail, database: Database, clock: FixedClock
) -> None:
    poison = mail.event("a", 1)
    book.bad = {"a#1"}
    book.inbox.process([poison, mail.event("a", 2), mail.event("b", 1)])
    book.retry_until_quiet(clock)
    book.inbox.process([mail.event("a", 3)])
    book.retry_until_quiet(clock)
    assert book.texts() == ["b#1"]
    assert len(parked(database)) == 3
    first = next(row for row in parked(database) if row.sequence == 1)
    assert replay(database, clock, first.event_id) == 1
    book.inbox.retry_due()
    assert book.texts() == ["b#1"]
    book.bad = set()
    book.retry_until_quiet(clock)
    assert book.texts() == ["b#1", "a#1", "a#2", "a#3"]
    assert failed(database) == []


def test_replay_without_a_fix_parks_it_again_after_fresh_retries(
    book: Notebook, mail: Mail, database: Database, clock: FixedClock
) -> None:
    book.bad = {"a#1"}
    book.inbox.process([mail.event("a", 1)])
    book.retry_until_quiet(clock)
    tries = len(book.runs)
    assert replay(database, clock) == 1
    assert parked(database) == []
    book.retry_until_quiet(clock)
    assert len(book.runs) - tries == len(DELAYS) + 1
    assert len(parked(database)) == 1


def test_a_batch_that_fails_falls_back_to_one_by_one(works: Works, mail: Mail, database: Database) -> None:
    book = Notebook(works, batch=True)
    book.bad = {"a5#1"}
    book.inbox.process([mail.event(f"a{number}", 1) for number in range(10)])
    assert book.runs == [10, *[1] * 10]
    assert book.texts() == [f"a{number}#1" for number in range(10) if number != 5]
    assert [row.aggregate for row in failed(database)] == ["account:a5"]
    assert count(database, tables.ledger) == 9


@pytest.mark.parametrize(
    "kind", ["forged", "garbage", "signed garbage", "no data", "strange signature", "nested", "nul"]
)
def test_what_is_no_event_of_ours_is_parked_at_once_and_its_neighbours_pass(
    book: Notebook, mail: Mail, database: Database, kind: str
) -> None:
    book.inbox.process([mail.event("b", 1), unreadable(mail, kind), mail.event("b", 2)])
    assert book.texts() == ["b#1", "b#2"]
    (row,) = parked(database)
    assert row.error.startswith("NotAnEvent: ")
    book.inbox.process([unreadable(mail, kind)])
    assert book.texts() == ["b#1", "b#2"]


def unreadable(mail: Mail, kind: str) -> Delivery:
    event = mail.event("a", 1)
    signed = lambda body: Delivery(body=body, tag=object(), key="a", signature=mail.keys.sign_event(body))  # noqa: E731
    return {
        "forged": lambda: Mail(OTHER_SECRET).event("a", 1),
        "garbage": lambda: replace(event, body=b"\x00\xff no json"),
        "signed garbage": lambda: signed(b"\x00\xff no json"),
        "no data": lambda: mail.event("a", 1, data={"account_id": 7}),
        "strange signature": lambda: replace(event, signature="签\0名\ud800" * 40),
        "nested": lambda: signed(b'{"data":' + b"[" * 50_000),
        "nul": lambda: replace(event, key="account\0approved" * 20, signature=""),
    }[kind]()


def test_an_event_of_ours_whose_data_does_not_fit_holds_its_place_until_it_is_dropped(
    book: Notebook, mail: Mail, database: Database, clock: FixedClock
) -> None:
    book.inbox.process([mail.event("a", 1, data={"account_id": "a"}), mail.event("a", 2)])
    book.retry_until_quiet(clock)
    assert book.texts() == []
    drop(database, clock, parked(database)[0].event_id)
    book.retry_until_quiet(clock)
    assert book.texts() == ["a#2"]


def test_an_error_that_holds_a_nul_or_half_a_character_is_kept_all_the_same(
    book: Notebook, mail: Mail, database: Database
) -> None:
    def fault(_work: Work) -> None:
        raise ValueError("odd \0 text \ud800")

    book.bad, book.fault = {"a#1"}, fault
    book.inbox.process([mail.event("a", 1), mail.event("b", 1)])
    assert book.texts() == ["b#1"]
    assert failed(database)[0].error.startswith("ValueError: odd � text")


def test_what_fails_only_when_it_is_written_down_fails_alone(
    book: Notebook, mail: Mail, database: Database, clock: FixedClock
) -> None:
    """The ledger entry cannot be encoded: that shows at the flush, after the handler has returned."""
    book.bad, book.fault = {"a#1"}, lambda work: work.record("noted", "a", odd=object())
    book.inbox.process([mail.event("a", 1), mail.event("b", 1)])
    book.bad.add("c#1")
    book.inbox.process([mail.event("c", 1)])
    book.bad.discard("c#1")
    book.retry_until_quiet(clock)
    assert sorted(book.texts()) == ["b#1", "c#1"]
    assert [row.aggregate for row in parked(database)] == ["account:a"]


def test_wrong_sql_in_a_handler_is_the_handlers_fault_and_holds_up_nobody(
    book: Notebook, mail: Mail, database: Database
) -> None:
    def fault(work: Work) -> None:
        work.session.execute(sa.text("SELECT * FROM no_such_table"))

    book.bad, book.fault = {"a#1"}, fault
    book.inbox.process([mail.event("a", 1), mail.event("b", 1)])
    assert book.texts() == ["b#1"]
    assert "no_such_table" in failed(database)[0].error


# ---- giving up


def test_a_dropped_event_lets_its_followers_pass(
    book: Notebook, mail: Mail, database: Database, clock: FixedClock
) -> None:
    book.bad = {"a#1"}
    book.inbox.process([mail.event("a", 1), mail.event("a", 2), mail.event("a", 3)])
    book.retry_until_quiet(clock)
    assert drop(database, clock, parked(database)[0].event_id) == 1
    book.retry_until_quiet(clock)
    assert book.texts() == ["a#2", "a#3"]
    assert failed(database) == []


def test_a_later_event_cannot_be_dropped_before_an_earlier_one_that_may_still_be_mended(
    book: Notebook, mail: Mail, database: Database, clock: FixedClock
) -> None:
    book.bad = {"a#1"}
    book.inbox.process([mail.event("a", 1), mail.event("a", 2)])
    book.retry_until_quiet(clock)
    first, second = sorted(parked(database), key=lambda row: row.sequence)
    with pytest.raises(dead_letters.EarlierKept, match=first.event_id):
        drop(database, clock, second.event_id)
    assert len(parked(database)) == 2
    assert drop(database, clock, second.event_id, first.event_id) == 2
    book.inbox.process([mail.event("a", 3)])
    assert book.texts() == ["a#3"]


def test_dropping_what_came_through_meanwhile_changes_nothing_else(
    book: Notebook, mail: Mail, database: Database, clock: FixedClock
) -> None:
    event = mail.event("a", 1)
    book.bad = {"a#1"}
    book.inbox.process([event])
    book.retry_until_quiet(clock)
    book.bad = set()
    book.inbox.process([event])
    assert drop(database, clock, parked(database)[0].event_id) == 1
    book.inbox.process([event, mail.event("a", 2)])
    assert book.texts() == ["a#1", "a#2"]


def test_parked_messages_are_counted_listed_oldest_first_and_found(
    book: Notebook, mail: Mail, database: Database, clock: FixedClock
) -> None:
    book.bad = {"a#1", "b#1"}
    for account in "ba":
        book.inbox.process([mail.event(account, 1)])
        book.retry_until_quiet(clock)
    with database.begin(writes=False) as session:
        listed = dead_letters.parked(session)
        assert [row.aggregate for row in listed] == ["account:b", "account:a"]
        assert dead_letters.count(session) == 2
        assert dead_letters.find(session, listed[0].event_id) == [listed[0]]
        assert dead_letters.find(session, "unknown") == []


# ---- outage


def test_an_outage_of_the_database_is_raised_and_nothing_is_lost_or_counted_as_a_failure(
    book: Notebook, mail: Mail, database: Database
) -> None:
    """On PostgreSQL the server ends the session in the middle; on SQLite somebody else holds the file for too long."""
    book.bad, book.fault = {"a#2"}, _cut_off
    events = [mail.event("a", 1), mail.event("a", 2), mail.event("a", 3)]
    with pytest.raises(Exception) as caught:
        book.inbox.process(events)
    assert is_outage(caught.value)
    assert (book.texts(), failed(database)) == ([], [])
    book.bad = set()
    book.inbox.process(events)
    assert book.texts() == ["a#1", "a#2", "a#3"]


def _cut_off(work: Work) -> None:
    if work.session.get_bind().dialect.name == "postgresql":
        work.session.execute(sa.text("SELECT pg_terminate_backend(pg_backend_pid())"))
    busy = sqlite3.OperationalError("database is locked")
    busy.sqlite_errorcode = sqlite3.SQLITE_BUSY
    raise sa.exc.OperationalError("INSERT", {}, busy)


def test_an_outage_while_a_failed_event_is_tried_again_counts_as_no_try(
    book: Notebook, mail: Mail, database: Database, clock: FixedClock
) -> None:
    book.bad = {"a#1"}
    book.inbox.process([mail.event("a", 1)])
    clock.move(by=timedelta(seconds=2))
    book.fault = _cut_off
    for _ in range(10):
        with pytest.raises(sa.exc.DBAPIError):
            book.inbox.retry_due()
    assert failed(database)[0].attempts == 1
    book.bad = set()
    assert book.inbox.retry_due() == 1
    assert book.texts() == ["a#1"]


def test_to_wait_too_long_for_rows_that_somebody_else_holds_counts_as_no_try(
    postgresql: Database, mail: Mail, clock: FixedClock
) -> None:
    book = Notebook(Works("lamps", postgresql, clock))
    book.bad, book.fault = {"a#1"}, _wait_in_vain
    with postgresql.begin() as other:
        other.execute(sa.text("LOCK TABLE idempotency"))
        with pytest.raises(sa.exc.OperationalError) as caught:
            book.inbox.process([mail.event("a", 1)])
    assert is_outage(caught.value)
    assert failed(postgresql) == []
    book.inbox.process([mail.event("a", 1)])
    assert book.texts() == ["a#1"]


def _wait_in_vain(work: Work) -> None:
    work.session.execute(sa.text("SET LOCAL lock_timeout = '20ms'"))
    work.session.execute(sa.text("LOCK TABLE idempotency"))


# ---- who


def test_a_handler_acts_for_the_person_that_the_event_names_but_with_no_right_in_any_unit(
    works: Works, mail: Mail, database: Database
) -> None:
    book, seen = Notebook(works), []
    book.bad = {"a#1"}
    book.fault = lambda work: seen.append((work.identity, work.trace, work.cause))
    event = mail.event("a", 1)
    book.inbox.process([event])
    ((identity, trace, cause),) = seen
    assert (identity.id, identity.name, trace) == ("p-9", "钱九", "a" * 32)
    assert identity.has("officer")
    assert not identity.holds("officer", "u-1")
    assert not identity.holds("officer", "")
    assert cause in event.body.decode()
    with database.begin(writes=False) as session:
        assert session.scalar(sa.select(tables.ledger.c.actor)) == {"id": "p-9", "roles": ["officer"]}


def test_notes_hold_what_was_committed_and_nothing_else(book: Notebook, mail: Mail, database: Database) -> None:
    book.bad = {"a#1"}
    book.inbox.process([mail.event("a", 1)])
    assert (count(database, notes), count(database, tables.ledger), count(database, tables.inbox)) == (0, 0, 0)
