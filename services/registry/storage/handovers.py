"""Handovers in SQL, and the pending steps that somebody holds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.kit.paging import page
from services.registry.domain.applications import OPEN as OPEN_APPLICATIONS
from services.registry.domain.applications import PENDING, Application
from services.registry.domain.handovers import OPEN, Handover
from services.registry.domain.rights import Scope
from services.registry.storage.life_tables import handovers
from services.registry.storage.tables import applications


class SqlHandovers:
    """Handovers by subject and as far as somebody sees."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, handover_id: str) -> Handover | None:
        query = sa.select(Handover).where(handovers.c.id == handover_id).with_for_update()
        return self._session.scalar(query.execution_options(populate_existing=True))

    def add(self, handover: Handover) -> None:
        self._session.add(handover)
        self._session.flush()

    def open_of(self, subject_id: str) -> Sequence[Handover]:
        """What of this account or application still has to pass into other hands."""
        query = sa.select(Handover).where(handovers.c.subject_id == subject_id, handovers.c.state.in_(OPEN))
        return self._session.scalars(query).all()

    def applications_of(self, person_id: str) -> Sequence[Application]:
        """Applications of this person that are on their way, or were not handed in yet."""
        query = sa.select(Application).where(
            applications.c.applicant_id == person_id, applications.c.state.in_(("draft", *OPEN_APPLICATIONS))
        )
        return self._session.scalars(query.order_by(applications.c.id)).all()

    def waiting_in(self, unit_ids: Collection[str]) -> Sequence[Application]:
        """Applications that wait for somebody, of these units and of those that they manage; of all where none is named."""
        query = sa.select(Application).where(applications.c.state.in_(PENDING)).order_by(applications.c.id)
        if unit_ids:
            query = query.where(applications.c.unit_id.in_(unit_ids) | applications.c.faculty_id.in_(unit_ids))
        return self._session.scalars(query).all()

    def page(self, wanted: dict[str, Any], scope: Scope, dump: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
        query = sa.select(Handover).where(_within(scope))
        for name in ("state", "kind", "person_id"):
            if wanted[name]:
                query = query.where(handovers.c[name] == wanted[name])
        return page(self._session, query, handovers.c.id, wanted, dump, newest_first=True)


def _within(scope: Scope) -> sa.ColumnElement[bool]:
    if scope.everything:
        return sa.true()
    return sa.or_(
        handovers.c.unit_id.in_(scope.unit_ids),
        handovers.c.faculty_id.in_(scope.faculty_ids),
        handovers.c.tier.in_(scope.tiers),
        handovers.c.person_id == scope.person_id,
    )
