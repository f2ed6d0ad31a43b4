"""Deadlines on both databases: each fires once, none before its time, and one that fails never holds up another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import eventlet
import pytest
import sqlalchemy as sa

from services.kit import deadlines as timekeeping
from services.kit import tables
from services.kit.clock import FixedClock
from services.kit.database import Database
from services.kit.deadlines import Deadline, Deadlines
from services.kit.work import Work, Works
from tests.integration.kit.test_inbox import _cut_off
from tests.unit.kit.world import NOON, chain_holds, count, notes, person

SECOND = timedelta(seconds=1)


class Bell:
    """Acts on ``bell`` deadlines: writes a note; what `fault` says goes wrong for the subjects in `bad`."""

    def __init__(self, works: Works) -> None:
        self.works = works
        self.bad: set[str] = set()
        self.fault: Callable[[Work, Deadline], None] = _refuse
        self.rung: list[Deadline] = []
        self.engine = Deadlines(works, {"bell": self._ring})

    def _ring(self, work: Work, deadline: Deadline) -> None:
        self.rung.append(deadline)
        work.session.execute(sa.insert(notes).values(subject=deadline.subject, text="rung"))
        work.record("rung", deadline.subject)
        if deadline.subject in self.bad:
            self.fault(work, deadline)

    def noted(self) -> list[str]:
        with self.works.database.begin(writes=False) as session:
            return list(session.scalars(sa.select(notes.c.subject).order_by(notes.c.id)))


def _refuse(_work: Work, _deadline: Deadline) -> None:
    raise ValueError("the bell is cracked")


@pytest.fixture
def bell(works: Works) -> Bell:
    return Bell(works)


def schedule(works: Works, *subjects: str, after: timedelta = SECOND, kind: str = "bell") -> None:
    with works.open(person(), "t") as work:
        for subject in subjects:
            work.schedule(kind, subject, NOON + after, of=subject)


def waiting(database: Database) -> list[sa.Row]:
    with database.begin(writes=False) as session:
        return list(session.execute(sa.select(tables.deadlines).order_by(tables.deadlines.c.subject)))


def test_a_deadline_fires_when_it_is_due_not_before_and_once(bell: Bell, works: Works, clock: FixedClock) -> None:
    schedule(works, "a")
    assert bell.engine.next_due() == NOON + SECOND
    clock.move(to=NOON + SECOND - timedelta(microseconds=1))
    assert bell.engine.fire_due() == 0
    clock.move(to=NOON + SECOND)
    assert bell.engine.fire_due() == 1
    assert bell.rung == [Deadline("bell", "a", NOON + SECOND, {"of": "a"})]
    clock.move(by=timedelta(days=400))
    assert bell.engine.fire_due() == 0
    assert bell.noted() == ["a"]


def test_what_fell_due_while_nobody_was_there_fires_at_once_oldest_first(
    bell: Bell, works: Works, clock: FixedClock
) -> None:
    for number, subject in enumerate("cab"):
        schedule(works, subject, after=timedelta(days=number))
    clock.move(by=timedelta(days=30))
    assert bell.engine.fire_due() == 3
    assert bell.noted() == ["c", "a", "b"]


def test_several_engines_at_once_fire_each_deadline_once(works: Works, database: Database, clock: FixedClock) -> None:
    subjects = [f"s{number:02}" for number in range(60)]
    schedule(works, *subjects)
    clock.move(by=SECOND)
    bells = [Bell(works) for _ in range(5)]
    for bell in bells:
        bell.bad, bell.fault = set(subjects), lambda work, deadline: eventlet.sleep(0.001)
    fired = [thread.wait() for thread in [eventlet.spawn(bell.engine.fire_due) for bell in bells]]
    assert sum(fired) == 60
    assert Counter(bells[0].noted()) == dict.fromkeys(subjects, 1)
    assert waiting(database) == []
    assert chain_holds(database)


def test_on_postgresql_the_engines_share_the_work_instead_of_waiting_for_each_other(
    postgresql: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timekeeping, "TOGETHER", 2)
    works = Works("lamps", postgresql, clock)
    schedule(works, *"abcdefgh")
    clock.move(by=SECOND)
    bells = [Bell(works) for _ in range(4)]
    ringing: list[str] = []
    together: list[int] = []

    def take_a_while(_work: Work, deadline: Deadline) -> None:
        ringing.append(deadline.subject)
        eventlet.sleep(0.2)
        together.append(len(ringing))
        ringing.remove(deadline.subject)

    for bell in bells:
        bell.bad, bell.fault = set("abcdefgh"), take_a_while
    for thread in [eventlet.spawn(bell.engine.fire_due) for bell in bells]:
        thread.wait()
    assert sorted(bells[0].noted()) == list("abcdefgh")
    assert max(together) > 1


def test_one_that_fails_is_undone_put_off_with_growing_delay_and_holds_up_no_other(
    bell: Bell, works: Works, database: Database, clock: FixedClock
) -> None:
    schedule(works, "a", "b", "c")
    bell.bad = {"a"}
    clock.move(by=SECOND)
    bell.engine.fire_due()
    assert bell.noted() == ["b", "c"]
    (row,) = waiting(database)
    assert (row.attempts, row.error, row.due_at) == (1, "ValueError: the bell is cracked", NOON + SECOND)
    delays = []
    for _ in range(14):
        (row,) = waiting(database)
        delays.append((row.next_try_at - clock.now()).total_seconds())
        clock.move(to=row.next_try_at)
        bell.engine.fire_due()
    assert delays == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600, 600, 600]
    bell.bad = set()
    clock.move(by=timedelta(minutes=10))
    bell.engine.fire_due()
    assert bell.noted() == ["b", "c", "a"]
    assert waiting(database) == []


def test_a_run_of_one_kind_is_one_transaction_and_one_by_one_where_that_fails(
    bell: Bell, works: Works, database: Database, clock: FixedClock
) -> None:
    schedule(works, "a", "b", "c")
    bell.bad = {"c"}
    clock.move(by=SECOND)
    assert bell.engine.fire_due() == 3
    assert [deadline.subject for deadline in bell.rung] == [*"abc", *"abc"]
    assert bell.noted() == ["a", "b"]
    schedule(works, "d", "e", after=2 * SECOND)
    clock.move(by=SECOND)
    bell.rung.clear()
    assert bell.engine.fire_due() == 3
    assert [deadline.subject for deadline in bell.rung] == ["c", "d", "e"]  # what failed before spoils no run again
    assert bell.noted() == ["a", "b", "d", "e"]
    assert [row.attempts for row in waiting(database)] == [2]
    assert chain_holds(database)


def test_what_met_a_deadlock_is_done_at_once_and_not_put_off(
    bell: Bell, works: Works, database: Database, clock: FixedClock
) -> None:
    class Deadlock(Exception):
        sqlstate = "40P01"

    def fall(_work: Work, deadline: Deadline) -> None:
        bell.bad.discard(deadline.subject)
        raise sa.exc.OperationalError("update", {}, Deadlock())

    for subjects in ("a", "bc"):
        schedule(works, *subjects)
        bell.bad, bell.fault = {subjects[-1]}, fall
        clock.move(by=SECOND)
        assert bell.engine.fire_due() == len(subjects)
    assert bell.noted() == ["a", "b", "c"]
    assert waiting(database) == []


def test_one_that_fails_only_when_it_is_written_down_holds_up_no_other(
    bell: Bell, works: Works, database: Database, clock: FixedClock
) -> None:
    bell.bad, bell.fault = {"a"}, lambda work, deadline: work.record("rung", "a", odd=object())
    schedule(works, "a", "b")
    clock.move(by=SECOND)
    for _ in range(3):
        bell.engine.fire_due()
    assert bell.noted() == ["b"]
    assert [row.subject for row in waiting(database)] == ["a"]


def test_an_act_may_schedule_the_next_one_of_its_kind(
    bell: Bell, works: Works, database: Database, clock: FixedClock
) -> None:
    bell.bad = {"a"}
    bell.fault = lambda work, deadline: work.schedule("bell", "a", deadline.due_at + timedelta(days=1), round=2)
    schedule(works, "a")
    clock.move(by=SECOND)
    assert bell.engine.fire_due() == 1
    (row,) = waiting(database)
    assert (row.due_at, row.attempts, row.payload["round"]) == (NOON + SECOND + timedelta(days=1), 0, 2)


TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


def traces_of(database: Database) -> list[str]:
    with database.begin(writes=False) as session:
        rung = tables.ledger.c.action == "rung"
        return list(session.scalars(sa.select(tables.ledger.c.trace).where(rung).order_by(tables.ledger.c.number)))


def test_what_a_deadline_does_belongs_to_the_trace_that_set_it_and_so_does_what_it_sets(
    bell: Bell, works: Works, database: Database, clock: FixedClock
) -> None:
    bell.bad = {"a"}
    bell.fault = lambda work, deadline: work.schedule("bell", "b", deadline.due_at + SECOND)
    with works.open(person(), TRACE) as work:
        work.schedule("bell", "a", NOON + SECOND)
    for _ in range(2):
        clock.move(by=SECOND)
        assert bell.engine.fire_due() == 1
    assert bell.noted() == ["a", "b"]
    assert traces_of(database) == [TRACE, TRACE]


def test_a_deadline_of_the_version_before_begins_a_trace_of_its_own(
    bell: Bell, works: Works, database: Database, clock: FixedClock
) -> None:
    schedule(works, "a")
    with database.begin() as session:
        session.execute(sa.update(tables.deadlines).values(payload={"of": "a"}))
    clock.move(by=SECOND)
    assert bell.engine.fire_due() == 1
    assert bell.rung[0].payload == {"of": "a"}
    (trace,) = traces_of(database)
    assert len(trace) == 32


def test_an_act_may_forget_another_deadline(bell: Bell, works: Works, database: Database, clock: FixedClock) -> None:
    bell.bad, bell.fault = {"a"}, lambda work, deadline: work.unschedule("bell", "b")
    schedule(works, "a")
    schedule(works, "b", after=2 * SECOND)
    clock.move(by=5 * SECOND)
    bell.engine.fire_due()
    assert bell.noted() == ["a"]
    assert waiting(database) == []


def test_an_act_may_put_off_another_that_is_due_with_it(
    bell: Bell, works: Works, database: Database, clock: FixedClock
) -> None:
    schedule(works, "a", "b")
    later = NOON + timedelta(days=1)
    bell.bad, bell.fault = {"a"}, lambda work, deadline: work.schedule("bell", "b", later)
    clock.move(by=SECOND)
    bell.engine.fire_due()
    assert bell.noted() == ["a"]
    assert [(row.subject, row.due_at) for row in waiting(database)] == [("b", later)]


def test_an_outage_is_raised_and_counts_as_no_try(
    bell: Bell, works: Works, database: Database, clock: FixedClock
) -> None:
    schedule(works, "a")
    bell.bad, bell.fault = {"a"}, lambda work, deadline: _cut_off(work)
    clock.move(by=SECOND)
    with pytest.raises(sa.exc.DBAPIError):
        bell.engine.fire_due()
    assert [(row.attempts, row.next_try_at) for row in waiting(database)] == [(0, NOON + SECOND)]
    bell.bad = set()
    assert bell.engine.fire_due() == 1
    assert bell.noted() == ["a"]


def test_one_pass_fires_so_many_that_the_rest_of_the_service_is_not_starved(
    bell: Bell, works: Works, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timekeeping, "AT_ONCE", 5)
    schedule(works, *[f"s{number}" for number in range(12)])
    clock.move(by=SECOND)
    assert [bell.engine.fire_due() for _ in range(4)] == [5, 5, 2, 0]


def test_a_kind_that_nobody_acts_on_is_left_alone_and_shows_as_missed(
    bell: Bell, works: Works, database: Database, clock: FixedClock
) -> None:
    schedule(works, "x", kind="gong")
    schedule(works, "later", after=timedelta(hours=1))
    clock.move(by=timedelta(seconds=61))
    with database.begin(writes=False) as session:
        assert timekeeping.missed(session, clock.now()) == 0
    clock.move(by=SECOND)
    assert bell.engine.fire_due() == 0
    with database.begin(writes=False) as session:
        assert timekeeping.missed(session, clock.now()) == 1
    assert count(database, tables.deadlines) == 2


def test_one_that_fails_for_long_shows_as_missed(
    bell: Bell, works: Works, database: Database, clock: FixedClock
) -> None:
    schedule(works, "a")
    bell.bad = {"a"}
    for _ in range(20):
        clock.move(by=timedelta(minutes=1))
        bell.engine.fire_due()
    with database.begin(writes=False) as session:
        assert timekeeping.missed(session, clock.now()) == 1


def test_a_deadline_acts_for_the_service_itself(
    bell: Bell, works: Works, database: Database, clock: FixedClock
) -> None:
    schedule(works, "a")
    clock.move(by=SECOND)
    bell.engine.fire_due()
    with database.begin(writes=False) as session:
        assert session.scalars(sa.select(tables.ledger.c.actor)).one()["id"] == "service:lamps"
