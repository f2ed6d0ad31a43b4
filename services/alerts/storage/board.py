"""What boards show of this service, in few statements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.alerts.domain.directives import Directive
from services.alerts.domain.freezes import Freeze
from services.alerts.domain.incidents import OPEN_STATES, Incident
from services.alerts.domain.register import Reach
from services.alerts.storage import directives as directive_queries
from services.alerts.storage import incidents as incident_queries
from services.alerts.storage.register import reachable
from services.alerts.storage.tables import accounts, directives, freeze, incident, receipts, takedown
from services.kit.trends import count_by_week


def incident_counts(session: Session, reach: Reach) -> list[tuple[str, str, str, int]]:
    """Open incidents by state, severity and channel: ``(state, severity, channel, count)``."""
    query = (
        sa.select(incident.c.state, incident.c.severity, sa.func.coalesce(accounts.c.channel, ""), sa.func.count())
        .outerjoin(accounts, accounts.c.id == incident.c.account_id)
        .where(incident.c.state.in_(OPEN_STATES), incident_queries.visible(reach))
        .group_by(incident.c.state, incident.c.severity, accounts.c.channel)
    )
    return [(row[0], row[1], row[2], int(row[3])) for row in session.execute(query)]


def open_incidents(session: Session, reach: Reach, limit: int) -> Sequence[Incident]:
    """The most urgent first: by severity, then the oldest."""
    query = sa.select(Incident).where(incident.c.state.in_(OPEN_STATES), incident_queries.visible(reach))
    by_severity = sa.case({"I": 1, "II": 2, "III": 3}, value=incident.c.severity, else_=4)
    return session.scalars(query.order_by(by_severity, incident.c.id).limit(limit)).all()


def oldest_unacknowledged(session: Session, reach: Reach) -> Incident | None:
    query = sa.select(Incident).where(incident.c.state == "reported", incident_queries.visible(reach))
    return session.scalars(query.order_by(incident.c.reported_at, incident.c.id).limit(1)).one_or_none()


def directives_in_progress(session: Session, reach: Reach, limit: int) -> Sequence[Directive]:
    unfinished = sa.and_(directives.c.done_count < directives.c.total, directives.c.withdrawn_at.is_(None))
    query = sa.select(Directive).where(unfinished, directive_queries.visible(reach))
    return session.scalars(query.order_by(directives.c.due_at, directives.c.id).limit(limit)).all()


def own_receipts(session: Session, reach: Reach, directive_ids: Sequence[str]) -> dict[str, dict[str, int]]:
    """How the accounts within reach stand with these directives: ``{directive: {state: count}}``."""
    query = (
        sa.select(receipts.c.directive_id, receipts.c.state, sa.func.count())
        .where(receipts.c.directive_id.in_(directive_ids), receipts.c.account_id.in_(reachable(reach)))
        .group_by(receipts.c.directive_id, receipts.c.state)
    )
    found: dict[str, dict[str, int]] = {}
    for directive_id, state, count in session.execute(query):
        found.setdefault(directive_id, {})[state] = int(count)
    return found


def freezes_in_force(session: Session, limit: int) -> Sequence[Freeze]:
    query = sa.select(Freeze).where(freeze.c.state == "in_force")
    return session.scalars(query.order_by(freeze.c.id.desc()).limit(limit)).all()


def trend(session: Session, reach: Reach, now: datetime) -> list[dict[str, Any]]:
    """Incidents reported by week, and how many of them were grave (I or II)."""
    counted = {"reported": sa.true(), "grave": incident.c.severity.in_(("I", "II"))}
    return count_by_week(session, incident.c.reported_at, incident_queries.visible(reach), counted, now)


def takedown_counts(session: Session, reach: Reach) -> dict[str, Any]:
    """Open takedowns, those overdue among them, and when the next is due."""
    query = sa.select(
        sa.func.count(),
        sa.func.coalesce(sa.func.sum(sa.case((takedown.c.overdue, 1), else_=0)), 0),
        sa.func.min(takedown.c.due_at),
    ).where(takedown.c.state == "open")
    if not reach.everything:
        query = query.where(takedown.c.account_id.in_(reachable(reach)))
    count, overdue, next_due = session.execute(query).one()
    return {"open": int(count), "overdue": int(overdue), "next_due_at": next_due}
