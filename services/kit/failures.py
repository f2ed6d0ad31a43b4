"""What could not be handled: failed events as rows with their error and trace, tried again with growing delay, then parked.

A parked row has no next time; it waits for a person (`dead_letters`). An event that came before its predecessor is kept here
too, and is hurried as soon as that one is handled.
"""

from __future__ import annotations

import hashlib
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from services.contracts.events import Envelope
from services.kit.metrics import metrics
from services.kit.tables import failed_events

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

    def keep(
        self, session: Session, failed: Failed, error: Exception, now: datetime, wait: timedelta | None = None
    ) -> None:
        """Keep what failed for the first time, to be tried again, after `wait` where one is given.

        Nothing changes where it is kept already.
        """
        metrics.failed.labels(self._service, self._queue).inc()
        self._insert(session, failed, error, now, now + wait if wait else self._next_try(now, 1))

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
        metrics.failed.labels(self._service, self._queue).inc()
        log.error("event_parked", queue=self._queue, key=failed.key, event_id=failed.id, error=str(error))
        self._insert(session, failed, error, now, None)

    def due(self, now: datetime) -> sa.Select[Any]:
        """The most urgent failed event whose time has come."""
        return (
            sa.select(failed_events)
            .where(failed_events.c.queue == self._queue, failed_events.c.next_try_at <= now)
            .order_by(failed_events.c.next_try_at, failed_events.c.sequence)
            .limit(1)
        )

    def forget(self, session: Session, row: sa.Row[Any]) -> None:
        """It has been handled after all."""
        session.execute(sa.delete(failed_events).where(*_is(row)))

    def put_off(self, session: Session, row: sa.Row[Any], error: Exception, now: datetime) -> None:
        """It failed again: the next try comes later, or never."""
        metrics.failed.labels(self._service, self._queue).inc()
        attempts = row.attempts + 1
        next_try_at = self._next_try(now, attempts)
        if next_try_at is None:
            log.error("event_parked", queue=self._queue, type=row.type, event_id=row.event_id, error=str(error))
        session.execute(
            sa.update(failed_events).where(*_is(row)).values(attempts=attempts, next_try_at=next_try_at, **_told(error))
        )

    def _next_try(self, now: datetime, attempts: int) -> datetime | None:
        """When to try again after `attempts` failures; None parks it."""
        return now + timedelta(seconds=self._delays[attempts - 1]) if attempts <= len(self._delays) else None

    def _insert(
        self, session: Session, failed: Failed, error: Exception, now: datetime, next_try_at: datetime | None
    ) -> None:
        is_known = sa.select(failed_events.c.event_id).where(
            failed_events.c.queue == self._queue, failed_events.c.event_id == failed.id
        )
        if session.execute(is_known).first() is not None:
            return
        told = {"attempts": 1, "failed_at": now, "next_try_at": next_try_at, **_told(error)}
        session.execute(sa.insert(failed_events).values(queue=self._queue, **_row(failed), **told))


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


def _is(row: sa.Row[Any]) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    return failed_events.c.queue == row.queue, failed_events.c.event_id == row.event_id


def _told(error: Exception) -> dict[str, str]:
    return {
        "error": _storable(f"{type(error).__name__}: {error}")[:2000],
        "detail": _storable("".join(traceback.format_exception(error)))[-8000:],
    }


def _storable(text: str) -> str:
    """Text as any database keeps it: what failed may hold anything, and keeping it must not fail too."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode(errors="replace").decode()
