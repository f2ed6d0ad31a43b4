"""Parked messages: events that failed after all their retries, kept with their error and trace until a person decides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.kit.tables import failed_events, inbox

_parked = failed_events.c.next_try_at.is_(None)


def parked(session: Session) -> list[sa.Row[Any]]:
    """All parked messages, oldest first."""
    return list(session.execute(sa.select(failed_events).where(_parked).order_by(failed_events.c.failed_at)))


def find(session: Session, event_id: str) -> list[sa.Row[Any]]:
    """The parked copies of one message: one for each queue that could not handle it."""
    return list(session.execute(sa.select(failed_events).where(_parked, failed_events.c.event_id == event_id)))


def replay(session: Session, event_ids: Sequence[str] | None, now: datetime) -> int:
    """Have the service try these parked messages again (all of them with None), at once and with fresh retries; how many."""
    chosen = _parked if event_ids is None else sa.and_(_parked, failed_events.c.event_id.in_(event_ids))
    done = session.execute(sa.update(failed_events).where(chosen).values(next_try_at=now, attempts=0))
    return int(getattr(done, "rowcount", 0))


def drop(session: Session, event_ids: Sequence[str], now: datetime) -> int:
    """Give these up for good. Their place in the order counts as handled, so that later events of the aggregate may pass."""
    rows = [row for event_id in event_ids for row in find(session, event_id)]
    for row in rows:
        session.execute(
            sa.delete(failed_events).where(failed_events.c.queue == row.queue, failed_events.c.event_id == row.event_id)
        )
        if row.aggregate:
            session.execute(
                sa.insert(inbox).values(
                    queue=row.queue, aggregate=row.aggregate, sequence=row.sequence, event_id=row.event_id, handled_at=now
                )
            )
            session.execute(
                sa.update(failed_events)
                .where(failed_events.c.queue == row.queue, failed_events.c.aggregate == row.aggregate)
                .values(next_try_at=now, attempts=0)
            )
    return len(rows)
