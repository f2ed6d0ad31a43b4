"""The inbox's rows: how far each aggregate was handled in a queue, and the marks of what has just been handled."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.kit import failures
from services.kit.bulk import among, as_json, insert_rows, recordset
from services.kit.tables import failed_events, inbox

# Statements are built once: building one costs more than running it.
_OF_QUEUE = inbox.c.queue == sa.bindparam("of_queue")
_LAST = sa.select(inbox.c.aggregate, sa.func.max(inbox.c.sequence)).where(_OF_QUEUE).group_by(inbox.c.aggregate)
_HEADS = _LAST.where(inbox.c.aggregate.in_(sa.bindparam("wanted", expanding=True)))
# One look into the index for each aggregate, whatever the planner knows of the table; and psycopg takes long to write an array.
_HEADS_POSTGRESQL = sa.text(
    """
    SELECT wanted.aggregate, head.sequence
    FROM jsonb_array_elements_text(CAST(:wanted AS jsonb)) AS wanted(aggregate)
    CROSS JOIN LATERAL (
        SELECT sequence FROM inbox
        WHERE inbox.queue = :of_queue AND inbox.aggregate = wanted.aggregate ORDER BY sequence DESC LIMIT 1
    ) AS head
    """
)

_NAMES = ("queue", "aggregate", "sequence", "event_id", "handled_at")
_MARKED = (
    sa.insert(inbox).from_select(list(_NAMES), recordset(inbox, _NAMES)).returning(inbox.c.aggregate).cte("marked")
)
_MARK = failures.hurry(failed_events.c.aggregate == _MARKED.c.aggregate)


def heads(session: Session, queue: str, aggregates: Collection[str]) -> dict[str, int]:
    """The last number that was handled of each of these aggregates, where any was."""
    wanted = list(aggregates)
    if session.get_bind().dialect.name == "postgresql":
        found = session.execute(_HEADS_POSTGRESQL, {"of_queue": queue, "wanted": as_json(wanted)})
    else:
        found = session.execute(_HEADS, {"of_queue": queue, "wanted": wanted})
    return {row[0]: row[1] for row in found}


def mark(session: Session, queue: str, rows: Sequence[Mapping[str, Any]], now: datetime) -> None:
    """Insert `rows` of the inbox, and hurry what waited for them: on PostgreSQL in one statement."""
    if not rows:
        return
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_MARK, {"rows": as_json(rows), "of_queue": queue, "now": now})
        return
    insert_rows(session, inbox, rows)
    followers = failures.hurry(among(session, failed_events.c.aggregate, {row["aggregate"] for row in rows}))
    session.execute(followers, {"of_queue": queue, "now": now})
