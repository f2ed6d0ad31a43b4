"""What the kit's tables need not keep: old answers to idempotency keys, and the marks of events that later ones cover.

Each table is walked through by its key, so many rows at a time that nobody waits for it, however many there are.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.kit.tables import idempotency, inbox

ANSWERS_KEPT = timedelta(days=14)
MARKS_KEPT = timedelta(days=30)
AT_ONCE = 5_000
"""Rows that one transaction looks at, about."""

Place = tuple[str, ...]


def _covered() -> sa.ColumnElement[bool]:
    """The newest mark of each aggregate stays, for it holds the order."""
    later = inbox.alias("later")
    return sa.exists().where(
        later.c.queue == inbox.c.queue, later.c.aggregate == inbox.c.aggregate, later.c.sequence > inbox.c.sequence
    )


class Walk:
    """One way through a table, in the order of its key, of which two columns at most count: what is `old` goes."""

    def __init__(self, table: sa.Table, old: sa.ColumnElement[bool]) -> None:
        self._table = table
        self._old = old
        self._key = sa.tuple_(*list(table.primary_key)[:2])
        self._after: Place | None = ("",) * len(self._key.clauses)

    @property
    def is_over(self) -> bool:
        return self._after is None

    def tidy(self, session: Session) -> int:
        """Look at the next rows; how many went. Where the transaction fails, what was old is met by the next walk."""
        if self._after is None:
            return 0
        rules = [self._key > self._after]
        upto = session.execute(
            sa.select(*self._key.clauses).where(*rules).order_by(*self._key.clauses).offset(AT_ONCE).limit(1)
        ).first()
        self._after = tuple(upto) if upto else None
        if self._after:
            rules.append(self._key <= self._after)
        gone = session.execute(sa.delete(self._table).where(*rules, self._old))
        return int(getattr(gone, "rowcount", 0))


def walks(now: datetime) -> list[Walk]:
    """The ways through every table that is tidied, as of now."""
    return [
        Walk(idempotency, idempotency.c.created_at < now - ANSWERS_KEPT),
        Walk(inbox, sa.and_(inbox.c.handled_at < now - MARKS_KEPT, _covered())),
    ]
