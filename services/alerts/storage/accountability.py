"""What the record of accountability and the statistics are made from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.alerts.domain.incidents import Incident, LinkedPost
from services.alerts.domain.register import Reach
from services.alerts.domain.takedowns import Takedown
from services.alerts.storage.incidents import visible
from services.alerts.storage.register import upsert, within_units
from services.alerts.storage.tables import accounts, incident, posts, seals, takedown
from services.kit.tables import ledger


def save_seals(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    upsert(session, seals, rows)


def list_incidents(reach: Reach, since: datetime | None, until: datetime | None, unit_id: str) -> sa.Select[Any]:
    """Incidents reported in a span, of a unit and all below it where one is named."""
    query = sa.select(Incident).where(*_conditions(reach, since, until))
    if unit_id:
        query = query.where(incident.c.account_id.in_(sa.select(accounts.c.id).where(within_units([unit_id]))))
    return query


def _conditions(reach: Reach, since: datetime | None, until: datetime | None) -> list[sa.ColumnElement[bool]]:
    found = [visible(reach)]
    if since:
        found.append(incident.c.reported_at >= since)
    if until:
        found.append(incident.c.reported_at < until)
    return found


def posts_by_incident(session: Session, incident_ids: Iterable[str]) -> dict[str, list[LinkedPost]]:
    query = sa.select(LinkedPost).where(posts.c.incident_id.in_(list(incident_ids))).order_by(posts.c.id)
    found: dict[str, list[LinkedPost]] = defaultdict(list)
    for post in session.scalars(query):
        found[post.incident_id].append(post)
    return found


def takedowns_by_incident(session: Session, incident_ids: Iterable[str]) -> dict[str, list[Takedown]]:
    query = sa.select(Takedown).where(takedown.c.incident_id.in_(list(incident_ids))).order_by(takedown.c.id)
    found: dict[str, list[Takedown]] = defaultdict(list)
    for asked in session.scalars(query):
        found[asked.incident_id].append(asked)
    return found


def approvers(session: Session, submission_ids: Iterable[str]) -> dict[str, list[str]]:
    """Who approved each of these submissions."""
    query = sa.select(seals.c.submission_id, seals.c.approved_by).where(seals.c.submission_id.in_(set(submission_ids)))
    return {row.submission_id: list(row.approved_by) for row in session.execute(query)}


def count_incidents(
    session: Session, reach: Reach, since: datetime | None, until: datetime | None
) -> list[tuple[str, int | None, str, str, datetime]]:
    """Unit, tier, kind, severity and time of report of each incident in a span."""
    query = (
        sa.select(
            sa.func.coalesce(accounts.c.unit_name, ""),
            accounts.c.tier,
            incident.c.kind,
            incident.c.severity,
            incident.c.reported_at,
        )
        .outerjoin(accounts, accounts.c.id == incident.c.account_id)
        .where(*_conditions(reach, since, until))
    )
    return [(row[0], row[1], row[2], row[3], row[4]) for row in session.execute(query)]


def response_times(
    session: Session, reach: Reach, since: datetime | None, until: datetime | None
) -> list[tuple[str, datetime, datetime | None, datetime | None, datetime | None]]:
    """Severity of each incident in a span, and when it was reported, acknowledged, contained and resolved."""
    c = incident.c
    query = sa.select(c.severity, c.reported_at, c.acknowledged_at, c.contained_at, c.resolved_at)
    rows = session.execute(query.where(*_conditions(reach, since, until)))
    return [(row[0], row[1], row[2], row[3], row[4]) for row in rows]


def takedown_times(
    session: Session, reach: Reach, since: datetime | None, until: datetime | None
) -> list[tuple[datetime, datetime | None, bool]]:
    """Of each takedown of these incidents when it was asked for and done, and whether it was or is late."""
    c = takedown.c
    query = sa.select(c.asked_at, c.done_at, sa.or_(c.late, c.overdue)).join(incident, incident.c.id == c.incident_id)
    return [(row[0], row[1], bool(row[2])) for row in session.execute(query.where(*_conditions(reach, since, until)))]


def ledger_of(session: Session, incident_ids: Sequence[str]) -> Sequence[sa.Row[Any]]:
    """The ledger's entries about these incidents, in the order of the chain."""
    query = sa.select(ledger).where(ledger.c.subject.in_(incident_ids)).order_by(ledger.c.number)
    return session.execute(query).all()
