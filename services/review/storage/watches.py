"""Watched addresses: which is due, and who looks at it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.review.domain.watches import Watch
from services.review.storage.tables import watches

LIST_KEY = watches.c.id


def find(session: Session, watch_id: str) -> Watch | None:
    return session.get(Watch, watch_id)


def listing(wanted: Mapping[str, Any]) -> sa.Select[Any]:
    """Those that are looked at."""
    query = sa.select(Watch).where(watches.c.next_at.is_not(None))
    return query.where(watches.c.account_id == wanted["account_id"]) if wanted.get("account_id") else query


def is_watched(session: Session, account_id: str, url: str) -> bool:
    c = watches.c
    rules = (c.account_id == account_id, c.url == url, c.next_at.is_not(None))
    return session.execute(sa.select(c.id).where(*rules)).first() is not None


def some_due(session: Session, now: datetime) -> bool:
    return session.execute(sa.select(watches.c.id).where(*_due(now)).limit(1)).first() is not None


def next_due(session: Session, now: datetime) -> Watch | None:
    """The one that waits longest and that no other process looks at, locked."""
    query = sa.select(Watch).where(*_due(now)).order_by(watches.c.next_at).limit(1)
    return session.scalars(query.with_for_update(skip_locked=True)).first()


def _due(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    c = watches.c
    return c.next_at <= now, sa.or_(c.leased_until.is_(None), c.leased_until < now)
