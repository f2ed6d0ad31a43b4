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
    in_order = failed_events.c.failed_at, failed_events.c.aggregate, failed_events.c.sequence
    return list(session.execute(sa.select(failed_events).where(_parked).order_by(*in_order)))


def count(session: Session) -> int:
    """How many messages are parked."""
    return int(session.scalar(sa.select(sa.func.count()).select_from(failed_events).where(_parked)) or 0)


def find(session: Session, event_id: str) -> list[sa.Row[Any]]:
    """The parked copies of one message: one for each queue that could not handle it."""
    return list(session.execute(sa.select(failed_events).where(_parked, failed_events.c.event_id == event_id)))


def replay(session: Session, event_ids: Sequence[str] | None, now: datetime) -> int:
    """Have the service try these parked messages again (all of them with None), at once and with fresh retries; how many."""
    chosen = _parked if event_ids is None else sa.and_(_parked, failed_events.c.event_id.in_(event_ids))
    done = session.execute(sa.update(failed_events).where(chosen).values(next_try_at=now, attempts=0))
    return int(getattr(done, "rowcount", 0))


class EarlierKept(Exception):
    """An earlier event of the same aggregate is still kept for the same queue: it must be replayed or dropped first."""


def drop(session: Session, event_ids: Sequence[str], now: datetime) -> int:
    """Give these up for good. Their place in the order counts as handled, so that later events of the aggregate may pass.

    Raises `EarlierKept`, and drops none, where that would make an earlier one that may still be mended count as handled too.
    """
    rows = sorted((row for event_id in event_ids for row in find(session, event_id)), key=lambda row: row.sequence)
    for row in rows:
        _refuse_before_earlier(session, row)
        session.execute(
            sa.delete(failed_events).where(failed_events.c.queue == row.queue, failed_events.c.event_id == row.event_id)
        )
        if row.aggregate and not _is_handled(session, row):
            session.execute(
                sa.insert(inbox).values(
                    queue=row.queue,
                    aggregate=row.aggregate,
                    sequence=row.sequence,
                    event_id=row.event_id,
                    handled_at=now,
                )
            )
        if row.aggregate:
            session.execute(
                sa.update(failed_events)
                .where(failed_events.c.queue == row.queue, failed_events.c.aggregate == row.aggregate)
                .values(next_try_at=now, attempts=0)
            )
    return len(rows)


def _is_handled(session: Session, row: sa.Row[Any]) -> bool:
    """Whether a second copy of it came through meanwhile."""
    place = inbox.c.queue == row.queue, inbox.c.aggregate == row.aggregate, inbox.c.sequence == row.sequence
    return session.execute(sa.select(inbox.c.event_id).where(*place)).first() is not None


def _refuse_before_earlier(session: Session, row: sa.Row[Any]) -> None:
    same = failed_events.c.queue == row.queue, failed_events.c.aggregate == row.aggregate
    earlier = sa.select(failed_events.c.event_id).where(*same, failed_events.c.sequence < row.sequence)
    if row.aggregate and (found := session.scalars(earlier.order_by(failed_events.c.sequence)).first()):
        raise EarlierKept(f"{row.event_id} comes after {found} in {row.aggregate}: replay or drop that one first")
