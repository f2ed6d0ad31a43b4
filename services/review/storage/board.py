"""What the boards show of review, in few statements."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.kit.trends import count_by_week
from services.review.domain.campaigns import Campaign
from services.review.domain.observed import ObservedPost
from services.review.domain.submission import ON_HOLD, Submission
from services.review.storage.tables import campaigns, observed_posts, submissions

NEWEST = 10


def _of(table: sa.Table, unit_id: str) -> sa.ColumnElement[bool]:
    return sa.or_(table.c.unit_id == unit_id, table.c.faculty_id == unit_id) if unit_id else sa.true()


def counts(session: Session, unit_id: str) -> list[sa.Row[Any]]:
    """Rows of (state, tier, channel, number)."""
    c = submissions.c
    query = sa.select(c.state, c.tier, c.channel, sa.func.count().label("number")).where(_of(submissions, unit_id))
    return list(session.execute(query.group_by(c.state, c.tier, c.channel)).all())


def waiting(session: Session, unit_id: str) -> list[sa.Row[Any]]:
    """Rows of (role, number, since, due): what waits at whom, since when the oldest, and when the first is due."""
    c = submissions.c
    query = sa.select(
        c.waits_role.label("role"),
        sa.func.count().label("number"),
        sa.func.min(c.changed_at, type_=c.changed_at.type).label("since"),
        sa.func.min(c.due_at, type_=c.due_at.type).label("due"),
    )
    return list(
        session.execute(query.where(c.state == "in_review", _of(submissions, unit_id)).group_by(c.waits_role)).all()
    )


def newest(session: Session, unit_id: str) -> list[Submission]:
    query = sa.select(Submission).where(_of(submissions, unit_id)).order_by(submissions.c.id.desc()).limit(NEWEST)
    return list(session.scalars(query))


def most_urgent(session: Session, unit_id: str) -> list[Submission]:
    """What waits for a decision, the first due first."""
    query = sa.select(Submission).where(submissions.c.state == "in_review", _of(submissions, unit_id))
    return list(session.scalars(query.order_by(submissions.c.queue_key).limit(NEWEST)))


def verdicts(session: Session, unit_id: str, since: datetime) -> dict[str, int]:
    """How many posts observed since then have which verdict."""
    c = observed_posts.c
    query = sa.select(c.verdict, sa.func.count()).where(c.observed_at >= since, _of(observed_posts, unit_id))
    return {row[0]: row[1] for row in session.execute(query.group_by(c.verdict))}


def bad_posts(session: Session, unit_id: str) -> list[ObservedPost]:
    """The newest with a verdict other than approved."""
    query = sa.select(ObservedPost).where(observed_posts.c.verdict != "approved", _of(observed_posts, unit_id))
    return list(session.scalars(query.order_by(observed_posts.c.id.desc()).limit(NEWEST)))


def trend(session: Session, unit_id: str, now: datetime) -> list[dict[str, Any]]:
    """Texts handed in by week, and how many of them were published or sent back."""
    c = submissions.c
    counted = {
        "submitted": sa.true(),
        "published": c.state == "published",
        "refused": c.state.in_(("returned", "rejected")),
    }
    return count_by_week(session, c.created_at, _of(submissions, unit_id), counted, now)


def campaigns_now(session: Session, now: datetime) -> list[Campaign]:
    """Those that are not over, the first to end first."""
    query = sa.select(Campaign).where(campaigns.c.ends_at >= now).order_by(campaigns.c.ends_at).limit(NEWEST)
    return list(session.scalars(query))


def campaign_states(session: Session, campaign_ids: Collection[str], unit_id: str) -> list[sa.Row[Any]]:
    """Rows of (campaign_id, standing, number): how many texts of these campaigns stand where."""
    c = submissions.c
    by_person = sa.and_(c.state == "held", c.held_by == "")
    standing = sa.case((by_person, ON_HOLD), else_=c.state).label("standing")
    query = sa.select(c.campaign_id, standing, sa.func.count().label("number"))
    query = query.where(c.campaign_id.in_(campaign_ids), _of(submissions, unit_id))
    return list(session.execute(query.group_by(c.campaign_id, sa.text("standing"))).all())
