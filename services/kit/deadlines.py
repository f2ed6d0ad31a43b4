"""Deadlines as rows: a due time in the database is the truth, a wake-up only makes it prompt.

Due rows are taken with ``FOR UPDATE SKIP LOCKED``, acted on and removed in one transaction, by any number of processes. A run of one
kind is one transaction; where that fails, its rows are taken one by one. One that fails alone is put off with growing delay and keeps
its error; it never blocks the others. What it does belongs to the trace that set it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from services.kit import traces
from services.kit.database import is_conflict, is_outage
from services.kit.identity import service_identity
from services.kit.ids import new_trace, set_trace
from services.kit.tables import deadlines, failed_events
from services.kit.work import ORIGIN, Work, Works

AT_ONCE = 100
TOGETHER = 25
"""Rows of one transaction: what they lock is locked until the last of them is done, so they are few."""

LONGEST_DELAY = timedelta(minutes=10)
MISSED_AFTER = timedelta(seconds=60)

log = structlog.get_logger(__name__)


def _look() -> sa.Select[tuple[bool]]:
    now = sa.bindparam("now", type_=deadlines.c.next_try_at.type)
    kind = deadlines.c.kind.in_(sa.bindparam("kinds", expanding=True))
    queue = failed_events.c.queue.in_(sa.bindparam("queues", expanding=True))
    due = sa.exists().where(kind, deadlines.c.next_try_at <= now)
    again = sa.exists().where(queue, failed_events.c.next_try_at <= now)
    return sa.select(due | again)


_ANYTHING_DUE = _look()


@dataclass(frozen=True)
class Deadline:
    """A deadline that is due: its kind, what it is about, when it was due, and what was given along."""

    kind: str
    subject: str
    due_at: datetime
    payload: dict[str, Any]


Act = Callable[[Work, Deadline], None]


def missed(session: Session, now: datetime) -> int:
    """Deadlines overdue by more than a minute, also of a kind that nobody acts on: must stay 0 while a process is alive."""
    near = deadlines.c.next_try_at <= now + LONGEST_DELAY  # by index: what failed is tried again no later than that
    late = sa.select(sa.func.count()).select_from(deadlines).where(near, deadlines.c.due_at < now - MISSED_AFTER)
    return int(session.scalar(late) or 0)


def anything_due(works: Works, kinds: Collection[str], queues: Collection[str]) -> bool:
    """Whether a deadline of these kinds is due, or an event of these queues is to be tried again: one look for all of them."""
    asked = {"kinds": list(kinds), "queues": list(queues), "now": works.clock.now()}
    with works.database.glance() as session:
        return bool(session.scalar(_ANYTHING_DUE, asked))


class Deadlines:
    """Fires the due deadlines of one service."""

    def __init__(self, works: Works, acts: Mapping[str, Act]) -> None:
        self._works = works
        self._acts = acts
        self._me = service_identity(works.service)

    def fire_due(self) -> int:
        """Act on what is due, the oldest first; the number acted on, at most `AT_ONCE`."""
        if self.next_due() > self._works.clock.now():
            return 0
        fired = 0
        while fired < AT_ONCE and (some := self._fire_some(min(TOGETHER, AT_ONCE - fired))):
            fired += some
        return fired

    def _fire_some(self, most: int) -> int:
        """Act on some in one transaction; where they fail together, or met a deadlock, one by one, at once."""
        try:
            return self._fire(most)
        except Exception as error:
            if is_outage(error) and not is_conflict(error):
                raise
        fired = 0
        while fired < most and self._fire(1):
            fired += 1
        return fired

    def next_due(self) -> datetime:
        """When the next deadline of a kind that this service acts on is due; a day from now where there is none."""
        with self._works.database.begin(writes=False) as session:
            found = session.scalar(sa.select(sa.func.min(deadlines.c.next_try_at)).where(self._mine()))
        return found or self._works.clock.now() + timedelta(days=1)

    def _mine(self) -> sa.ColumnElement[bool]:
        return deadlines.c.kind.in_(list(self._acts))

    def _fire(self, most: int) -> int:
        """Act on the oldest in one transaction, how many: of several an error is raised, and nothing has happened."""
        with self._works.open(self._me, set_trace(new_trace())) as work:
            due = deadlines.c.next_try_at <= work.now
            oldest = sa.select(deadlines).where(self._mine(), due).order_by(deadlines.c.next_try_at).limit(most)
            rows = _run_of_one_kind(work.session.execute(oldest.with_for_update(skip_locked=True)).all())
            if len(rows) == 1:
                self._try(work, rows[0])
            else:
                for row in rows:
                    self._act(work, row)
        return len(rows)

    def _act(self, work: Work, row: sa.Row[Any]) -> None:
        if work.has_rescheduled(row.kind, row.subject):
            return  # by what was done before it in this transaction
        payload = dict(row.payload)
        trace, span = traces.from_origin(payload.pop(ORIGIN, ""))
        set_trace(trace or work.trace)
        with work.acting_for(work.identity, work.cause, trace):
            work.session.execute(sa.delete(deadlines).where(*_is(row)))
            name = f"{work.service} deadline {row.kind}"
            with traces.span(name, traces.INTERNAL, parent=span, trace=work.trace):
                self._acts[row.kind](work, Deadline(row.kind, row.subject, row.due_at, payload))

    def _try(self, work: Work, row: sa.Row[Any]) -> None:
        """Act on one alone; where that fails it is undone and put off."""
        try:
            with work.savepoint():
                self._act(work, row)
                work.flush()
        except Exception as error:
            if is_outage(error):
                raise
            log.exception("deadline_failed", kind=row.kind, subject=row.subject)
            delay = min(timedelta(seconds=2 ** min(row.attempts, 10)), LONGEST_DELAY)
            work.session.execute(
                sa.update(deadlines)
                .where(*_is(row))
                .values(
                    attempts=row.attempts + 1,
                    next_try_at=work.now + delay,
                    error=f"{type(error).__name__}: {error}"[:2000],
                )
            )


def _is(row: sa.Row[Any]) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    return deadlines.c.kind == row.kind, deadlines.c.subject == row.subject


def _run_of_one_kind(rows: Sequence[sa.Row[Any]]) -> Sequence[sa.Row[Any]]:
    """The first of them that share a kind, and so the order in which they lock; one that failed before is taken alone."""
    if not rows or rows[0].attempts:
        return rows[:1]
    return list(itertools.takewhile(lambda row: row.kind == rows[0].kind and not row.attempts, rows))
