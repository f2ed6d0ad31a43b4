"""Incidents with their timelines, posts, rules and fired steps, and takedowns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.alerts.domain.directives import Directive
from services.alerts.domain.incidents import OPEN_STATES, Incident, LinkedPost, TimelineEntry
from services.alerts.domain.register import Reach
from services.alerts.domain.takedowns import Takedown
from services.alerts.storage.register import reachable
from services.alerts.storage.tables import (
    directives,
    escalation_steps,
    incident,
    posts,
    takedown,
    timeline,
)


def visible(reach: Reach) -> sa.ColumnElement[bool]:
    """Incidents a person may see: of accounts within reach, and those they reported."""
    if reach.everything:
        return sa.true()
    return sa.or_(incident.c.account_id.in_(reachable(reach)), incident.c.reported_by == reach.person_id)


def find_incident(session: Session, incident_id: str, reach: Reach) -> Incident | None:
    return session.scalars(sa.select(Incident).where(incident.c.id == incident_id, visible(reach))).one_or_none()


def get_incident(session: Session, incident_id: str) -> Incident | None:
    """The incident, whoever asks: for deadlines and events."""
    return session.get(Incident, incident_id)


def list_incidents(reach: Reach, wanted: dict[str, Any]) -> sa.Select[Any]:
    query = sa.select(Incident).where(visible(reach))
    for name in ("account_id", "state", "severity", "kind", "owner_id"):
        if wanted.get(name):
            query = query.where(incident.c[name] == wanted[name])
    if wanted.get("q"):
        query = query.where(
            sa.or_(*(c.icontains(wanted["q"], autoescape=True) for c in (incident.c.title, incident.c.summary)))
        )
    if wanted.get("open") is not None:
        done = incident.c.state.in_(("resolved", "closed"))
        query = query.where(~done if wanted["open"] else done)
    return query


def open_by_key(session: Session, keys: Iterable[str]) -> dict[str, Incident]:
    """Incidents that later findings may still join, by their key."""
    query = sa.select(Incident).where(incident.c.dedup_key.in_(set(keys)))
    return {found.dedup_key: found for found in session.scalars(query) if found.dedup_key}


def open_of_account(session: Session, account_id: str) -> Sequence[Incident]:
    """What is open of an account, the oldest first."""
    query = sa.select(Incident).where(incident.c.account_id == account_id, incident.c.state.in_(OPEN_STATES))
    return session.scalars(query.order_by(incident.c.id)).all()


def count_open(session: Session) -> int:
    query = sa.select(sa.func.count()).select_from(incident).where(incident.c.state.in_(OPEN_STATES))
    return int(session.scalar(query) or 0)


def family(session: Session, incident_id: str) -> list[str]:
    """An incident's id, and those of all that were merged into it, one into the other."""
    found = [incident_id]
    wave = found
    while wave := list(session.scalars(sa.select(incident.c.id).where(incident.c.merged_into.in_(wave)))):
        found = [*found, *wave]
    return found


def free_key(session: Session, found: Incident) -> None:
    """Let a new incident take the key of one whose window has passed; written at once, for the key is unique."""
    found.dedup_key = None
    session.flush()


def known_posts(session: Session, observed_post_ids: Iterable[str]) -> set[tuple[str, str]]:
    """Which of these observed posts are linked already, each with its verdict."""
    query = sa.select(posts.c.observed_post_id, posts.c.verdict).where(
        posts.c.observed_post_id.in_(set(observed_post_ids))
    )
    return {(row.observed_post_id, row.verdict) for row in session.execute(query)}


def timeline_of(session: Session, incident_id: str) -> Sequence[TimelineEntry]:
    return session.scalars(
        sa.select(TimelineEntry).where(timeline.c.incident_id == incident_id).order_by(timeline.c.number)
    ).all()


def posts_of(session: Session, incident_ids: Iterable[str]) -> Sequence[LinkedPost]:
    query = sa.select(LinkedPost).where(posts.c.incident_id.in_(list(incident_ids)))
    return session.scalars(query.order_by(posts.c.id)).all()


def same_post(session: Session, incident_id: str, url: str, checksum: str) -> bool:
    """Whether this very content at this address is linked already."""
    mine = posts.c.incident_id == incident_id, posts.c.url == url, posts.c.checksum == checksum
    return session.scalar(sa.select(posts.c.id).where(*mine).limit(1)) is not None


def directive_ids_of(session: Session, incident_ids: Iterable[str]) -> list[str]:
    query = sa.select(directives.c.id).where(directives.c.incident_id.in_(list(incident_ids)))
    return list(session.scalars(query.order_by(directives.c.id)))


def step_fired(session: Session, found: Incident, level: int, due_at: datetime, now: datetime, told: list[str]) -> None:
    """Keep that a step fired: the key (incident, round, level) lets it fire once."""
    session.execute(
        sa.insert(escalation_steps).values(
            incident_id=found.id, round=found.escalation_round, level=level, due_at=due_at, fired_at=now, told=told
        )
    )


def steps_of(session: Session, incident_id: str) -> Sequence[sa.Row[Any]]:
    """Steps that fired, in order: round, level, due_at, fired_at, told."""
    query = sa.select(escalation_steps).where(escalation_steps.c.incident_id == incident_id)
    return session.execute(query.order_by(escalation_steps.c.round, escalation_steps.c.level)).all()


# ---- takedowns


def takedowns_of(session: Session, incident_ids: Iterable[str]) -> Sequence[Takedown]:
    query = sa.select(Takedown).where(takedown.c.incident_id.in_(list(incident_ids)))
    return session.scalars(query.order_by(takedown.c.id)).all()


def open_takedowns(session: Session, incident_ids: Iterable[str]) -> int:
    mine = takedown.c.incident_id.in_(list(incident_ids)), takedown.c.state == "open"
    query = sa.select(sa.func.count()).select_from(takedown).where(*mine)
    return int(session.scalar(query) or 0)


def same_takedown(session: Session, incident_id: str, account_id: str, url: str) -> Takedown | None:
    query = sa.select(Takedown).where(
        takedown.c.incident_id == incident_id, takedown.c.account_id == account_id, takedown.c.url == url
    )
    return session.scalars(query).one_or_none()


def find_takedown(session: Session, takedown_id: str, reach: Reach) -> Takedown | None:
    query = sa.select(Takedown).where(takedown.c.id == takedown_id, _takedown_visible(reach))
    return session.scalars(query).one_or_none()


def get_takedown(session: Session, takedown_id: str) -> Takedown | None:
    return session.get(Takedown, takedown_id)


def next_look(session: Session, now: datetime) -> Takedown | None:
    """A takedown whose copy is to be looked at, its row locked; those that another process looks at are left out."""
    waits = takedown.c.check_state.in_(("due", "looking")), takedown.c.check_at <= now
    query = sa.select(Takedown).where(*waits).order_by(takedown.c.check_at).limit(1)
    return session.scalars(query.with_for_update(skip_locked=True)).one_or_none()


def titles_of(session: Session, incident_id: str, url: str) -> list[str]:
    """What the posts at this address were called."""
    query = sa.select(posts.c.title).where(posts.c.incident_id == incident_id, posts.c.url == url)
    return [title for title in session.scalars(query) if title]


def list_takedowns(reach: Reach, wanted: dict[str, Any]) -> sa.Select[Any]:
    query = sa.select(Takedown).where(_takedown_visible(reach))
    for name in ("incident_id", "account_id", "state", "check_state"):
        if wanted.get(name):
            query = query.where(takedown.c[name] == wanted[name])
    return query


def _takedown_visible(reach: Reach) -> sa.ColumnElement[bool]:
    return sa.true() if reach.everything else takedown.c.account_id.in_(reachable(reach))


def directives_of(session: Session, incident_ids: Iterable[str]) -> Sequence[Directive]:
    query = sa.select(Directive).where(directives.c.incident_id.in_(list(incident_ids)))
    return session.scalars(query.order_by(directives.c.id)).all()
