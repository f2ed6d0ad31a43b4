"""The unit of work on both databases: all that must be true together is kept together, or none of it."""

from __future__ import annotations

from datetime import datetime, timedelta

import eventlet
import pytest
import sqlalchemy as sa

from services.contracts.errors import Stale
from services.contracts.events import Envelope
from services.contracts.registry.events import AccountStatusChanged
from services.kit import tables, wire
from services.kit.clock import FixedClock
from services.kit.database import Database
from services.kit.work import ORIGIN, Work, Works
from tests.unit.kit.world import NOON, chain_holds, count, notes, person

KEPT = (notes, tables.outbox, tables.ledger, tables.deadlines)


def changed(account: str, text: str = "") -> AccountStatusChanged:
    return AccountStatusChanged(account_id=account, status="active", reason=text)


def do_everything(work: Work, account: str) -> None:
    work.session.execute(sa.insert(notes).values(subject=account, text="x"))
    work.emit(changed(account))
    work.record("noted", account, amount=1)
    work.schedule("note.old", account, work.now + timedelta(days=7), colour="red")


def outbox_of(database: Database) -> list[Envelope]:
    with database.begin(writes=False) as session:
        return [
            wire.open_envelope(body)
            for body in session.scalars(sa.select(tables.outbox.c.body).order_by(tables.outbox.c.id))
        ]


def test_what_a_work_did_is_kept_together(works: Works, database: Database) -> None:
    with works.open(person(), "t" * 32) as work:
        do_everything(work, "a")
    assert [count(database, table) for table in KEPT] == [1, 1, 1, 1]
    assert chain_holds(database)


def test_what_a_work_did_is_undone_together(works: Works, database: Database) -> None:
    with pytest.raises(KeyError), works.open(person(), "t") as work:
        do_everything(work, "a")
        raise KeyError("after all")
    assert [count(database, table) for table in KEPT] == [0, 0, 0, 0]


def test_an_event_that_cannot_be_written_undoes_the_rest_too(works: Works, database: Database) -> None:
    with pytest.raises(TypeError), works.open(person(), "t") as work:
        do_everything(work, "a")
        work.emit(AccountStatusChanged(account_id="b", status="active", reason=object()))  # type: ignore[arg-type]
    assert [count(database, table) for table in KEPT] == [0, 0, 0, 0]


def test_a_savepoint_undoes_what_failed_inside_and_keeps_the_rest(works: Works, database: Database) -> None:
    with works.open(person(), "t") as work:
        do_everything(work, "before")
        work.schedule("note.old", "moved", NOON)
        for name in ("bad", "worse"):
            with pytest.raises(KeyError), work.savepoint():
                do_everything(work, name)
                work.schedule("note.old", "moved", NOON + timedelta(days=9))
                work.unschedule("note.old", "before")
                raise KeyError(name)
        with work.savepoint():
            do_everything(work, "good")
    with database.begin(writes=False) as session:
        assert list(session.scalars(sa.select(notes.c.subject).order_by(notes.c.id))) == ["before", "good"]
        assert list(session.scalars(sa.select(tables.ledger.c.subject).order_by(tables.ledger.c.number))) == [
            "before",
            "good",
        ]
        due = dict(session.execute(sa.select(tables.deadlines.c.subject, tables.deadlines.c.due_at)).all())
    assert [envelope.aggregate for envelope in outbox_of(database)] == ["account:before", "account:good"]
    assert sorted(due) == ["before", "good", "moved"]
    assert due["moved"] == NOON


def test_an_error_of_the_database_inside_a_savepoint_spoils_nothing_else(works: Works, database: Database) -> None:
    with works.open(person(), "t") as work:
        do_everything(work, "before")
        with pytest.raises(sa.exc.IntegrityError), work.savepoint():
            work.session.execute(sa.insert(notes).values(subject=None, text="x"))
        do_everything(work, "after")
    assert count(database, notes) == 2


def test_an_envelope_says_who_when_where_from_and_why(works: Works, database: Database) -> None:
    with works.open(person("p-7"), "a" * 32, cause="request-1") as work:
        work.emit(changed("a", "为何"))
    (envelope,) = outbox_of(database)
    assert (envelope.actor.id, envelope.actor.roles) == ("p-7", ("operator",))
    assert (envelope.source, envelope.trace, envelope.cause) == ("lamps", "a" * 32, "request-1")
    assert (envelope.time, envelope.type) == (NOON.isoformat(), "account.status_changed.v1")
    assert wire.open_event(envelope).event == changed("a", "为何")


def test_acting_for_another_ends_where_it_ends(works: Works, database: Database) -> None:
    with works.open(person("p-1"), "t", cause="c-1") as work:
        with pytest.raises(KeyError), work.acting_for(person("p-2"), "c-2"):
            work.emit(changed("a"))
            work.record("noted", "a")
            raise KeyError("handled outside")
        work.emit(changed("b"))
        work.record("noted", "b")
    assert [(e.actor.id, e.cause) for e in outbox_of(database)] == [("p-2", "c-2"), ("p-1", "c-1")]
    with database.begin(writes=False) as session:
        actors = session.scalars(sa.select(tables.ledger.c.actor).order_by(tables.ledger.c.number))
        assert [actor["id"] for actor in actors] == ["p-2", "p-1"]


# ---- order


def test_the_events_of_each_aggregate_are_numbered_from_one_without_a_gap(works: Works, database: Database) -> None:
    for _ in range(3):
        with works.open(person(), "t") as work:
            for account in "abab":
                work.emit(changed(account))
        with pytest.raises(KeyError), works.open(person(), "t") as work:
            work.emit(changed("a"))
            raise KeyError("undone: takes no number")
    found = [(envelope.aggregate, envelope.sequence) for envelope in outbox_of(database)]
    assert [number for aggregate, number in found if aggregate == "account:a"] == [1, 2, 3, 4, 5, 6]
    assert [number for aggregate, number in found if aggregate == "account:b"] == [1, 2, 3, 4, 5, 6]


def test_many_at_once_on_the_same_aggregates_get_numbers_in_the_order_of_their_rows(
    works: Works, database: Database
) -> None:
    def run(number: int) -> None:
        with works.open(person(), "t") as work:
            for account in ("ab", "ba", "ca")[number % 3]:
                work.emit(changed(account))
            eventlet.sleep(0.002 * (number % 5))
            work.record("noted", str(number))

    for thread in [eventlet.spawn(run, number) for number in range(36)]:
        thread.wait()
    found = [(envelope.aggregate, envelope.sequence) for envelope in outbox_of(database)]
    assert len(found) == 72
    for aggregate in ("account:a", "account:b", "account:c"):
        numbers = [number for name, number in found if name == aggregate]
        assert numbers == list(range(1, len(numbers) + 1))
    assert chain_holds(database)
    assert count(database, tables.ledger) == 36


def test_the_relay_is_woken_after_the_commit_and_only_where_there_are_events(
    database: Database, clock: FixedClock
) -> None:
    seen: list[int] = []
    works = Works("lamps", database, clock, lambda: seen.append(count(database, tables.outbox)))
    with works.open(person(), "t") as work:
        work.record("noted", "a")
    with works.open(person(), "t") as work:
        work.emit(changed("a"))
        assert seen == []
    with pytest.raises(KeyError), works.open(person(), "t") as work:
        work.emit(changed("a"))
        raise KeyError("undone")
    assert seen == [1]


# ---- reading, versions, deadlines


def test_a_work_that_only_reads_keeps_nothing_and_says_so_where_it_is_asked_to(
    works: Works, database: Database
) -> None:
    with works.open(person(), "t", writes=False) as work:
        for keep in (
            lambda: work.emit(changed("a")),
            lambda: work.record("noted", "a"),
            lambda: work.schedule("note.old", "a", NOON),
            lambda: work.unschedule("note.old", "a"),
        ):
            with pytest.raises(RuntimeError, match="@query"):
                keep()
        work.session.execute(sa.insert(notes).values(subject="a", text="x"))
    assert [count(database, table) for table in KEPT] == [0, 0, 0, 0]


def test_readers_do_not_wait_for_a_writer(works: Works, database: Database) -> None:
    with works.open(person(), "t") as work:
        do_everything(work, "a")
        work.session.flush()
        with eventlet.Timeout(2):
            assert count(database, notes) == 0
    assert count(database, notes) == 1


@pytest.mark.parametrize("given", ["", "*", "3", '"3"', 'W/"3"'])
def test_who_names_the_newest_version_or_none_may_go_on(works: Works, given: str) -> None:
    with works.open(person(), "t", if_match=given) as work:
        work.check_version(3)


@pytest.mark.parametrize("given", ["2", '"2"', 'W/"33"', '"-"', "none", '"3'[::-1] + "0"])
def test_who_names_another_version_is_told_the_newest(works: Works, given: str) -> None:
    with works.open(person(), "t", if_match=given) as work, pytest.raises(Stale) as caught:
        work.check_version(3)
    assert caught.value.details == {"newest": "3"}


def test_two_that_set_the_same_deadline_at_once_leave_one(works: Works, database: Database) -> None:
    def schedule(number: int) -> None:
        with works.open(person(), "t") as work:
            eventlet.sleep(0)
            work.schedule("note.old", "a", NOON, n=number)
            work.schedule("note.old", "b", NOON, n=number)
            work.flush()
            eventlet.sleep(0.02)

    for scheduling in [eventlet.spawn(schedule, number) for number in range(4)]:
        scheduling.wait()
    assert count(database, tables.deadlines) == 2


def test_scheduling_again_moves_a_deadline_and_unscheduling_forgets_it(works: Works, database: Database) -> None:
    def due() -> list[tuple[str, datetime, dict[str, int]]]:
        with database.begin(writes=False) as session:
            rows = session.execute(sa.select(tables.deadlines).order_by(tables.deadlines.c.subject))
            return [(row.subject, row.due_at, {k: v for k, v in row.payload.items() if k != ORIGIN}) for row in rows]

    with works.open(person(), "t") as work:
        work.schedule("note.old", "a", NOON, n=1)
        work.schedule("note.old", "a", NOON + timedelta(days=1), n=2)
        work.schedule("note.old", "b", NOON)
        work.unschedule("note.old", "never there")
    assert due() == [("a", NOON + timedelta(days=1), {"n": 2}), ("b", NOON, {})]
    with works.open(person(), "t") as work:
        work.schedule("note.old", "a", NOON + timedelta(days=2), n=3)
        work.unschedule("note.old", "b")
    assert due() == [("a", NOON + timedelta(days=2), {"n": 3})]
