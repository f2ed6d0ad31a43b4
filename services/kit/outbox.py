"""The relay: publishes the outbox's rows in order, many at a time, and deletes them once the broker has them safe.

It is woken by the commit that left rows, and polls only as a fallback for rows of a process that died. Several processes may
run one each: one at a time publishes, whoever wrote the rows, so that no later event overtakes an earlier one; one waits to be
the next; the others go back to sleep, for the next one will find what they left (decision 16).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import eventlet
import sqlalchemy as sa
import structlog
from eventlet.semaphore import Semaphore
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from services.kit.broker import Broker, BrokerAway, Outgoing
from services.kit.bulk import among
from services.kit.database import Database, await_turn, take_turn
from services.kit.identity import Keys
from services.kit.metrics import metrics
from services.kit.tables import outbox

FALLBACK_POLL = 1.0
BACK_OFF = 0.5
BATCH = 1000

log = structlog.get_logger(__name__)


# Statements are built once: building one costs more than running it.
_OLDEST = sa.select(outbox.c.id, outbox.c.type, outbox.c.body).order_by(outbox.c.id).limit(sa.bindparam("most"))
_TAKE_OLDEST = (
    sa.delete(outbox)
    .where(outbox.c.id.in_(sa.select(outbox.c.id).order_by(outbox.c.id).limit(sa.bindparam("most"))))
    .returning(outbox.c.id, outbox.c.type, outbox.c.body)
)
_SOME = sa.select(sa.exists().where(outbox.c.id.is_not(None)))


class Relay:
    """One green thread a process and service."""

    def __init__(self, service: str, database: Database, broker: Broker, keys: Keys) -> None:
        self._service = service
        self._database = database
        self._broker = broker
        self._keys = keys
        self._woken = Semaphore(0)
        self._stopping = False
        self._turn, self._next = f"{database.schema} outbox turn", f"{database.schema} outbox next"

    def wake(self) -> None:
        if self._woken.locked():
            self._woken.release()

    def run(self) -> None:
        """Publish until `stop`."""
        while not self._stopping:
            try:
                if self.publish_batch() < BATCH:
                    while not self._woken.acquire(timeout=FALLBACK_POLL) and not self._some_wait():
                        pass
            except (BrokerAway, SQLAlchemyError) as error:
                log.warning("relay_waits", service=self._service, error=str(error).partition("\n")[0])
                eventlet.sleep(BACK_OFF)
            except Exception:
                log.exception("relay_failed", service=self._service)
                eventlet.sleep(BACK_OFF)

    def stop(self) -> None:
        self._stopping = True
        self.wake()

    def publish_batch(self) -> int:
        """Publish the oldest rows; the number of them. Raises where broker or database are away: the rows stay."""
        publish = self._publish_then_delete if self._database.is_sqlite else self._publish_in_turn
        published = publish()
        metrics.published.labels(self._service).inc(published)
        return published

    def _some_wait(self) -> bool:
        with self._database.glance() as session:
            return bool(session.scalar(_SOME))

    def _publish_in_turn(self) -> int:
        """Publish if nobody else does. Where somebody does, wait to be the next, or leave the rows to who waits already.

        Whoever publishes looks for rows only once it has its turn: it finds those of everybody who saw another waiting.
        """
        published = self._publish_if_free()
        if published is None and self._wait_as_next():
            published = self._publish_if_free()
        return published or 0

    def _publish_if_free(self) -> int | None:
        """The rows are locked until the broker has them: what breaks meanwhile leaves them as they were. None: not our turn."""
        with self._database.begin() as session:
            if not take_turn(session, self._turn):
                return None
            rows = sorted(session.execute(_TAKE_OLDEST, {"most": BATCH}), key=lambda row: row.id)
            self._send(rows)
        return len(rows)

    def _wait_as_next(self) -> bool:
        """Return once the turn is free, having let go of it again; False at once where another waits for it."""
        with self._database.begin() as session:
            is_next = take_turn(session, self._next)
            if is_next:
                await_turn(session, self._turn)
        return is_next

    def _publish_then_delete(self) -> int:
        """SQLite has one relay and one writer: the consumers that `publish` waits for must be able to write."""
        with self._database.begin(writes=False) as session:
            rows = list(session.execute(_OLDEST, {"most": BATCH}))
        self._send(rows)
        if rows:
            with self._database.begin() as session:
                _delete(session, rows)
        return len(rows)

    def _send(self, rows: list[Any]) -> None:
        if rows:
            self._broker.publish([Outgoing(row.type, row.body, self._keys.sign_event(row.body)) for row in rows])


def _delete(session: Session, rows: list[Any]) -> None:
    if rows:
        session.execute(sa.delete(outbox).where(among(session, outbox.c.id, [row.id for row in rows])))


def lag(session: Session, now: datetime) -> float:
    """Seconds that the oldest unpublished event has waited; 0 where there is none."""
    oldest = session.scalar(sa.select(outbox.c.created_at).order_by(outbox.c.id).limit(1))
    return max((now - oldest).total_seconds(), 0.0) if oldest else 0.0
