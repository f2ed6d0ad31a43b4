"""What waits for a webhook that is paused, or catches up: held deliveries, and those dropped because they were too many or too old."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.alerts.domain.delivery import HOOK_TALK, Backlog
from services.alerts.storage.tables import deliveries

_events = deliveries.c.kind.not_in(HOOK_TALK)


def _of(channel_id: str, *states: str) -> tuple[sa.ColumnElement[bool], ...]:
    return deliveries.c.channel_id == channel_id, deliveries.c.state.in_(states), _events


def hold(session: Session, channel_id: str) -> None:
    """Hold back what waits to be sent. What is being sent goes on; what is being claimed is held by who claims it, under the hook's lock."""
    waiting = sa.select(deliveries.c.id).where(*_of(channel_id, "queued")).with_for_update(skip_locked=True)
    session.execute(sa.update(deliveries).where(deliveries.c.id.in_(waiting)).values(state="held"))


def hold_failed(session: Session, channel_id: str, since: datetime) -> None:
    """Hold what was given up since then, to be tried anew."""
    mine = _of(channel_id, "failed")
    held = sa.update(deliveries).where(*mine, deliveries.c.created_at >= since)
    session.execute(held.values(state="held", attempts=0))


def drop(session: Session, channel_id: str, before: datetime, most: int) -> int:
    """Drop of what is held what happened before then, and the oldest of more than `most`; how many. Their rows stay, their bodies do not."""
    held = _of(channel_id, "held")
    edge = sa.select(deliveries.c.id).where(*held).order_by(deliveries.c.id.desc()).offset(most).limit(1)
    newest_surplus = session.scalar(edge) or ""
    too_old = sa.or_(deliveries.c.created_at < before, deliveries.c.id <= newest_surplus)
    dropped = sa.update(deliveries).where(*held, too_old).values(state="dropped", zh="", en="")
    result: Any = session.execute(dropped)
    return int(result.rowcount)


def drop_all(session: Session, channel_id: str) -> int:
    """Drop all that is held; how many."""
    dropped = sa.update(deliveries).where(*_of(channel_id, "held")).values(state="dropped", zh="", en="")
    result: Any = session.execute(dropped)
    return int(result.rowcount)


def release_first(session: Session, channel_id: str, now: datetime) -> bool:
    """Let the oldest held one go, unless one is under way; false where there is neither."""
    if session.execute(sa.select(deliveries.c.id).where(*_of(channel_id, "queued", "sending")).limit(1)).first():
        return True
    first = session.scalar(sa.select(sa.func.min(deliveries.c.id)).where(*_of(channel_id, "held")))
    if first is None:
        return False
    released = sa.update(deliveries).where(deliveries.c.id == first)
    session.execute(released.values(state="queued", attempts=0, next_try_at=now))
    return True


def is_first(session: Session, channel_id: str, delivery_id: str) -> bool:
    """Whether nothing older waits or is under way."""
    older = sa.select(deliveries.c.id).where(*_of(channel_id, "held", "queued", "sending"))
    return session.execute(older.where(deliveries.c.id < delivery_id).limit(1)).first() is None


def backlogs(session: Session, channel_ids: Iterable[str]) -> dict[str, Backlog]:
    """By channel: how many events are held and since when they happened, and how many were dropped, and of which time."""
    query = sa.select(
        deliveries.c.channel_id,
        deliveries.c.state,
        sa.func.count(),
        sa.func.min(deliveries.c.created_at),
        sa.func.max(deliveries.c.created_at),
    ).where(deliveries.c.channel_id.in_(list(channel_ids)), deliveries.c.state.in_(("held", "dropped")), _events)
    found: dict[str, Backlog] = {}
    for channel_id, state, count, first, last in session.execute(
        query.group_by(deliveries.c.channel_id, deliveries.c.state)
    ):
        mine = found.setdefault(channel_id, Backlog())
        if state == "held":
            mine.held, mine.held_since = count, first
        else:
            mine.dropped, mine.dropped_from, mine.dropped_until = count, first, last
    return found
