"""What the kit's tables need not keep: old answers to idempotency keys, and the marks of events that later ones cover."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.kit.tables import idempotency, inbox

ANSWERS_KEPT = timedelta(days=14)
MARKS_KEPT = timedelta(days=30)


def tidy(session: Session, now: datetime) -> int:
    """Delete what is no longer needed; how many rows. The newest mark of each aggregate stays, for it holds the order."""
    later = inbox.alias("later")
    covered = sa.exists().where(
        later.c.queue == inbox.c.queue, later.c.aggregate == inbox.c.aggregate, later.c.sequence > inbox.c.sequence
    )
    old = [
        sa.delete(idempotency).where(idempotency.c.created_at < now - ANSWERS_KEPT),
        sa.delete(inbox).where(inbox.c.handled_at < now - MARKS_KEPT, covered),
    ]
    return sum(int(getattr(session.execute(statement), "rowcount", 0)) for statement in old)
