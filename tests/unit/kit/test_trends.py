"""Counts by week: whole weeks of the campus, the one at hand last, and nothing from before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.kit.api import Instant
from services.kit.trends import WEEKS, count_by_week, weeks_until

NOW = datetime(2026, 3, 4, 8, 0, tzinfo=UTC)
TABLE = sa.Table("posts", sa.MetaData(), sa.Column("at", Instant), sa.Column("bad", sa.Boolean))


def counted(*rows: tuple[datetime, bool]) -> list[dict[str, object]]:
    engine = sa.create_engine("sqlite://")
    TABLE.metadata.create_all(engine)
    with Session(engine) as session:
        session.execute(TABLE.insert(), [{"at": at, "bad": bad} for at, bad in rows])
        wanted = {"all": sa.true(), "bad": TABLE.c.bad}
        found = count_by_week(session, TABLE.c.at, sa.true(), wanted, NOW)
    engine.dispose()
    return found


def test_a_week_begins_on_monday_at_midnight_on_the_campus() -> None:
    midnight = datetime(2026, 3, 1, 16, 0, tzinfo=UTC)
    found = counted((midnight - timedelta(minutes=1), False), (midnight, True))
    assert found[-2:] == [{"week": "2026-02-23", "all": 1, "bad": 0}, {"week": "2026-03-02", "all": 1, "bad": 1}]


def test_what_is_older_than_the_weeks_shown_is_not_counted() -> None:
    first = weeks_until(NOW)[0]
    found = counted((first - timedelta(minutes=1), False), (first, False))
    assert (len(found), sum(int(str(week["all"])) for week in found), found[0]["all"]) == (WEEKS, 1, 1)


def test_where_nothing_happened_every_week_is_zero() -> None:
    assert {week["all"] for week in counted((datetime(2020, 1, 1, tzinfo=UTC), False))} == {0}
