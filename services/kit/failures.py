"""What could not be handled: failed events as rows with their error and trace, tried again with growing delay, then parked.

A parked row has no next time; it waits for a person (`dead_letters`). An event that came before its predecessor is kept here
too, and is hurried as soon as that one is handled.
"""

from __future__ import annotations

import hashlib
import itertools
import traceback
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from services.contracts.events import Envelope
from services.kit.bulk import among, insert_rows
from services.kit.database import take_turn
from services.kit.metrics import metrics
from services.kit.tables import failed_events

SETTLING = timedelta(seconds=2)
"""How long the first events of an old aggregate wait: longer than another process takes for a batch that holds an earlier one."""

log = structlog.get_logger(__name__)


class OutOfOrder(Exception):
    """An event arrived before one that precedes it in its aggregate; it is retried when that one was handled."""

    def __init__(self) -> None:
        super().__init__("an earlier event of this aggregate is missing")


@dataclass(frozen=True, kw_only=True)
class Failed:
    """A message that failed. `envelope` is missing where its bytes are no envelope of ours; `key` is its routing key."""

    body: bytes
    signature: str
    envelope: Envelope | None
    key: str = ""

    @property
    def id(self) -> str:
        return self.envelope.id if self.envelope else f"unreadable:{hashlib.sha256(self.body).hexdigest()[:32]}"


def hurry(of_these: sa.ColumnElement[bool]) -> sa.Update:
    """The statement that has what waited for its predecessors, `of_these` aggregates, tried at once. Binds `of_queue` and `now`."""
    mine = failed_events.c.queue == sa.bindparam("of_queue"), of_these
    now = sa.bindparam("now", type_=failed_events.c.next_try_at.type)
    came_early = failed_events.c.error.startswith(OutOfOrder.__name__)
    return sa.update(failed_events).where(*mine, came_early).values(next_try_at=now, attempts=0)


class Failures:
    """The failed events of one queue. `delays` are the seconds before each retry; after the last one an event is parked."""

    def __init__(self, service: str, queue: str, delays: Sequence[float]) -> None:
        self._service = service
        self._queue = queue
        self._delays = delays

    def keep(self, session: Session, failed: Failed, error: Exception, now: datetime) -> None:
        """Keep what failed for the first time, to be tried again. Nothing changes where it is kept already."""
        self._insert(session, [failed], error, now, self._next_try(now, 1))

    def keep_early(self, session: Session, early: Sequence[Failed], settling: Collection[str], now: datetime) -> None:
        """Keep what came before its predecessors. Those of the ids in `settling` may yet turn out to be the first: they wait."""
        first = [failed for failed in early if failed.id in settling]
        others = [failed for failed in early if failed.id not in settling]
        self._insert(session, first, OutOfOrder(), now, now + SETTLING)
        self._insert(session, others, OutOfOrder(), now, self._next_try(now, 1))

    def earlier(self, session: Session, aggregate: str, sequence: int) -> bool:
        """Whether an event of this aggregate waits that comes before number `sequence`."""
        found = sa.select(failed_events.c.event_id).where(
            failed_events.c.queue == self._queue,
            failed_events.c.aggregate == aggregate,
            failed_events.c.sequence < sequence,
        )
        return session.execute(found.limit(1)).first() is not None

    def park(self, session: Session, failed: Failed, error: Exception, now: datetime) -> None:
        """Keep what no retry can mend until a person decides."""
        log.error("event_parked", queue=self._queue, key=failed.key, event_id=failed.id, error=str(error))
        self._insert(session, [failed], error, now, None)

    def some_due(self, session: Session, now: datetime) -> bool:
        """Whether there is a failed event whose time has come."""
        return session.execute(self._due(now).limit(1)).first() is not None

    def take_due(self, session: Session, now: datetime, most: int) -> list[sa.Row[Any]]:
        """The most urgent failed events whose time has come, locked; none where another process has its turn at this queue.

        Two at once would hurry each other's rows, and come to a deadlock.
        """
        if not take_turn(session, f"retry {self._queue}"):
            return []
        return list(session.execute(self._due(now).limit(most).with_for_update(skip_locked=True)))

    def _due(self, now: datetime) -> sa.Select[Any]:
        return (
            sa.select(failed_events)
            .where(failed_events.c.queue == self._queue, failed_events.c.next_try_at <= now)
            .order_by(failed_events.c.next_try_at, failed_events.c.sequence)
        )

    def forget(self, session: Session, rows: Sequence[sa.Row[Any]]) -> None:
        """They have been handled after all."""
        if rows:
            session.execute(sa.delete(failed_events).where(self._these(session, rows)))

    def put_off(self, session: Session, rows: Sequence[sa.Row[Any]], error: Exception, now: datetime) -> None:
        """They failed again: the next try comes later, or never."""
        metrics.failed.labels(self._service, self._queue).inc(len(rows))
        for attempts, alike in itertools.groupby(sorted(rows, key=_attempts), key=_attempts):
            self._put_off(session, list(alike), attempts + 1, error, now)

    def _put_off(
        self, session: Session, rows: Sequence[sa.Row[Any]], attempts: int, error: Exception, now: datetime
    ) -> None:
        next_try_at = self._next_try(now, attempts)
        for row in rows if next_try_at is None else ():
            log.error("event_parked", queue=self._queue, type=row.type, event_id=row.event_id, error=str(error))
        again = {"attempts": attempts, "next_try_at": next_try_at, **_told(error)}
        session.execute(sa.update(failed_events).where(self._these(session, rows)).values(again))

    def _these(self, session: Session, rows: Sequence[sa.Row[Any]]) -> sa.ColumnElement[bool]:
        ids = [row.event_id for row in rows]
        return sa.and_(failed_events.c.queue == self._queue, among(session, failed_events.c.event_id, ids))

    def _next_try(self, now: datetime, attempts: int) -> datetime | None:
        """When to try again after `attempts` failures; None parks it."""
        return now + timedelta(seconds=self._delays[attempts - 1]) if attempts <= len(self._delays) else None

    def _insert(
        self, session: Session, failed: Sequence[Failed], error: Exception, now: datetime, next_try_at: datetime | None
    ) -> None:
        metrics.failed.labels(self._service, self._queue).inc(len(failed))
        told = {"attempts": 1, "failed_at": now, "next_try_at": next_try_at, **_told(error)}
        rows = [{"queue": self._queue, **_row(each), **told} for each in failed]
        insert_rows(session, failed_events, rows, where_new=True)


def _attempts(row: sa.Row[Any]) -> int:
    return int(row.attempts)


def _row(failed: Failed) -> dict[str, Any]:
    envelope = failed.envelope
    return {
        "event_id": failed.id,
        "type": envelope.type if envelope else _storable(failed.key)[:80],
        "aggregate": envelope.aggregate if envelope else "",
        "sequence": envelope.sequence if envelope else 0,
        "body": failed.body,
        "signature": _storable(failed.signature)[:64],
        "trace": envelope.trace if envelope else "",
    }


def _told(error: Exception) -> dict[str, str]:
    return {
        "error": _storable(f"{type(error).__name__}: {error}")[:2000],
        "detail": _storable("".join(traceback.format_exception(error)))[-8000:],
    }


def _storable(text: str) -> str:
    """Text as any database keeps it: what failed may hold anything, and keeping it must not fail too."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode(errors="replace").decode()
