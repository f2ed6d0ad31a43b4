"""Since when a queue hears of a kind of aggregates: where an aggregate is older, its first event there is not its first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.contracts.events import Envelope
from services.kit.tables import listening


def begin_listening(session: Session, queue: str, topics: Sequence[str], now: datetime) -> None:
    """Remember since when a queue hears of these kinds of aggregates; older ones may begin with any number.

    To be called once the queue is bound, before events are handled: for a topic bound later to a suite that already runs.
    """
    known = listening_since(session, queue)
    rows = [{"queue": queue, "topic": topic, "since": now} for topic in topics if topic not in known]
    if rows:
        session.execute(sa.insert(listening), rows)


def listening_since(session: Session, queue: str) -> dict[str, datetime]:
    """Kind of aggregate → since when the queue hears of it; without those it has heard of from the beginning."""
    found = session.execute(sa.select(listening.c.topic, listening.c.since).where(listening.c.queue == queue))
    return {row.topic: row.since for row in found}


def began_before(envelope: Envelope, since: dict[str, datetime]) -> bool:
    """Whether the event's aggregate is older than the interest in its kind."""
    heard = since.get(envelope.aggregate.partition(":")[0])
    return bool(heard and envelope.begun and datetime.fromisoformat(envelope.begun) < heard)
