"""What is kept of an incident beside its timeline: evidence, people, its review and the actions that follow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import inspect
from sqlalchemy.orm import Session, defer

from services.alerts.domain.aftermath import IncidentAction, IncidentReview
from services.alerts.domain.evidence import Evidence, Involved
from services.alerts.domain.register import Reach
from services.alerts.storage.incidents import visible
from services.alerts.storage.tables import evidence, incident, incident_actions, involved


def evidence_of(session: Session, incident_ids: Iterable[str]) -> Sequence[Evidence]:
    """What was kept, the oldest first; the contents are not loaded."""
    query = sa.select(Evidence).where(evidence.c.incident_id.in_(list(incident_ids))).order_by(evidence.c.id)
    content: Any = inspect(Evidence).attrs["content"].class_attribute
    return session.scalars(query.options(defer(content, raiseload=True))).all()


def find_evidence(session: Session, evidence_id: str, reach: Reach) -> Evidence | None:
    query = sa.select(Evidence).join(incident, incident.c.id == evidence.c.incident_id)
    return session.scalars(query.where(evidence.c.id == evidence_id, visible(reach))).one_or_none()


def same_evidence(session: Session, incident_id: str, sha256: str) -> Evidence | None:
    query = sa.select(Evidence).where(evidence.c.incident_id == incident_id, evidence.c.sha256 == sha256)
    return session.scalars(query.limit(1)).one_or_none()


def people_of(session: Session, incident_ids: Iterable[str]) -> Sequence[Involved]:
    query = sa.select(Involved).where(involved.c.incident_id.in_(list(incident_ids)))
    return session.scalars(query.order_by(involved.c.id)).all()


def review_of(session: Session, incident_id: str) -> IncidentReview | None:
    return session.get(IncidentReview, incident_id)


def actions_of(session: Session, incident_ids: Iterable[str]) -> Sequence[IncidentAction]:
    query = sa.select(IncidentAction).where(incident_actions.c.incident_id.in_(list(incident_ids)))
    return session.scalars(query.order_by(incident_actions.c.id)).all()


def find_action(session: Session, action_id: str) -> IncidentAction | None:
    return session.get(IncidentAction, action_id)


def list_actions(reach: Reach, wanted: dict[str, Any]) -> sa.Select[Any]:
    """Actions of the incidents within reach, and one's own."""
    within = sa.select(incident.c.id).where(visible(reach))
    mine = sa.or_(incident_actions.c.incident_id.in_(within), incident_actions.c.owner_id == reach.person_id)
    query = sa.select(IncidentAction).where(mine)
    for name in ("state", "owner_id", "incident_id"):
        if wanted.get(name):
            query = query.where(incident_actions.c[name] == wanted[name])
    return query
