"""Deadlines as rows: a due time in the database is the truth, a wake-up only makes it prompt.

Due rows are taken with ``FOR UPDATE SKIP LOCKED``, acted on and removed in one transaction, by any number of processes. One
that fails is put off with growing delay and keeps its error; it never blocks the others. What it does belongs to the trace that set it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from services.kit import traces
from services.kit.database import is_outage
from services.kit.identity import service_identity
from services.kit.ids import new_trace, set_trace
from services.kit.tables import deadlines, failed_events
from services.kit.work import ORIGIN, Work, Works

AT_ONCE = 100
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
        """Act on what is due, each in its own transaction; the number acted on, at most `AT_ONCE`."""
        if self.next_due() > self._works.clock.now():
            return 0
        fired = 0
        while fired < AT_ONCE and self._fire_one():
            fired += 1
        return fired

    def next_due(self) -> datetime:
        """When the next deadline of a kind that this service acts on is due; a day from now where there is none."""
        with self._works.database.begin(writes=False) as session:
            found = session.scalar(sa.select(sa.func.min(deadlines.c.next_try_at)).where(self._mine()))
        return found or self._works.clock.now() + timedelta(days=1)

    def _mine(self) -> sa.ColumnElement[bool]:
        return deadlines.c.kind.in_(list(self._acts))

    def _fire_one(self) -> bool:
        trace = set_trace(new_trace())
        with self._works.open(self._me, trace) as work:
            row = work.session.execute(
                sa.select(deadlines)
                .where(self._mine(), deadlines.c.next_try_at <= work.now)
                .order_by(deadlines.c.next_try_at)
                .limit(1)
                .with_for_update(skip_locked=True)
            ).first()
            if row is None:
                return False
            self._act(work, row)
        return True

    def _act(self, work: Work, row: sa.Row[Any]) -> None:
        is_row = deadlines.c.kind == row.kind, deadlines.c.subject == row.subject
        payload = dict(row.payload)
        trace, span = traces.from_origin(payload.pop(ORIGIN, ""))
        set_trace(trace or work.trace)
        try:
            with work.savepoint(), work.acting_for(work.identity, work.cause, trace):
                work.session.execute(sa.delete(deadlines).where(*is_row))
                name = f"{work.service} deadline {row.kind}"
                with traces.span(name, traces.INTERNAL, parent=span, trace=work.trace):
                    self._acts[row.kind](work, Deadline(row.kind, row.subject, row.due_at, payload))
                work.flush()
        except Exception as error:
            if is_outage(error):
                raise
            log.exception("deadline_failed", kind=row.kind, subject=row.subject)
            delay = min(timedelta(seconds=2 ** min(row.attempts, 10)), LONGEST_DELAY)
            work.session.execute(
                sa.update(deadlines)
                .where(*is_row)
                .values(
                    attempts=row.attempts + 1,
                    next_try_at=work.now + delay,
                    error=f"{type(error).__name__}: {error}"[:2000],
                )
            )
