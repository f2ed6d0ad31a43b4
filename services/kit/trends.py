"""Counts by week, for the trends on boards: one pass over the rows of the last weeks, the same on both databases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.kit.clock import CAMPUS_ZONE

WEEKS = 12


def weeks_until(now: datetime) -> list[datetime]:
    """The Mondays, at midnight on the campus, on which the last weeks began; that of `now` comes last."""
    today = now.astimezone(CAMPUS_ZONE).date()
    monday = datetime.combine(today - timedelta(days=today.weekday()), time(), CAMPUS_ZONE)
    return [monday - timedelta(weeks=ago) for ago in range(WEEKS - 1, -1, -1)]


def count_by_week(
    session: Session,
    moment: sa.Column[Any],
    condition: sa.ColumnElement[bool],
    counted: Mapping[str, sa.ColumnElement[bool]],
    now: datetime,
) -> list[dict[str, Any]]:
    """``[{"week": "2026-11-23", name: how many rows whose `moment` lies in that week fulfil counted[name]}]``, oldest first."""
    starts = weeks_until(now)
    spans = [(start, start + timedelta(weeks=1)) for start in starts]
    sums = [
        sa.func.coalesce(sa.func.sum(sa.case((sa.and_(fits, moment >= since, moment < until), 1), else_=0)), 0)
        for since, until in spans
        for fits in counted.values()
    ]
    numbers = iter(session.execute(sa.select(*sums).where(condition, moment >= starts[0])).one())
    return [{"week": f"{since:%Y-%m-%d}", **{name: int(next(numbers)) for name in counted}} for since in starts]
