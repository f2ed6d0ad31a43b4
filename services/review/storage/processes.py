"""The running review processes: which version of the word list each screens by, and which freezes each has heard of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.kit.tables import deadlines
from services.review.storage.tables import freezes, processes, submissions

GONE = timedelta(minutes=2)
"""Of a process that has not been seen for so long nothing is shown."""


def note(session: Session, name: str, now: datetime, started_at: datetime, version: int, obeyed: Sequence[str]) -> None:
    """Say that a process is here, which version it screens by, and which freezes it obeys."""
    found = session.execute(
        sa.select(processes.c.lexicon_version, processes.c.adopted_at).where(processes.c.name == name)
    ).first()
    adopted = found.adopted_at if found and found.lexicon_version == version else now
    values = {"lexicon_version": version, "adopted_at": adopted, "freezes": list(obeyed), "seen_at": now}
    if found:
        session.execute(sa.update(processes).where(processes.c.name == name).values(**values))
    else:
        session.execute(sa.insert(processes).values(name=name, started_at=started_at, **values))
    session.execute(sa.delete(processes).where(processes.c.seen_at < now - GONE))


def running(session: Session, now: datetime) -> list[sa.Row[Any]]:
    """The processes that were seen lately, by name."""
    query = sa.select(processes).where(processes.c.seen_at >= now - GONE).order_by(processes.c.name)
    return list(session.execute(query).all())


def freezes_in_force(session: Session) -> list[str]:
    return list(session.scalars(sa.select(freezes.c.id).where(freezes.c.lifted_at.is_(None)).order_by(freezes.c.id)))


def still_holding(session: Session, kind: str) -> set[str]:
    """The freezes that have not come to all texts yet: those with a deadline of this kind."""
    return set(session.scalars(sa.select(deadlines.c.subject).where(deadlines.c.kind == kind)))


def texts_waiting(session: Session) -> int:
    """How many texts were handed in and are not screened yet."""
    query = sa.select(sa.func.count()).select_from(submissions).where(submissions.c.state == "screening")
    return int(session.scalar(query) or 0)


def held_by(session: Session, freeze_id: str) -> int:
    """How many texts a freeze holds."""
    rules = (submissions.c.held_by == freeze_id, submissions.c.state == "held")
    return int(session.scalar(sa.select(sa.func.count()).select_from(submissions).where(*rules)) or 0)
