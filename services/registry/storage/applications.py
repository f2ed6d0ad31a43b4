"""Applications and their moves in SQL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.kit.paging import page
from services.registry.domain.applications import OPEN, Application, Move
from services.registry.domain.rights import Scope
from services.registry.storage.tables import applications, moves


class SqlApplications:
    """Applications (附件1) by id, by place, and as far as somebody sees."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, application_id: str) -> Application | None:
        return self._session.get(Application, application_id)

    def locked(self, application_id: str) -> Application | None:
        """The application, which nobody else changes until this transaction ends."""
        query = sa.select(Application).where(applications.c.id == application_id).with_for_update()
        return self._session.scalar(query.execution_options(populate_existing=True))

    def add(self, *made: Application) -> None:
        self._session.add_all(made)
        self._session.flush()

    def add_move(self, move: Move) -> None:
        self._session.add(move)

    def moves(self, application_id: str) -> Sequence[Move]:
        """Its way, oldest first."""
        query = sa.select(Move).where(moves.c.application_id == application_id).order_by(moves.c.id)
        return self._session.scalars(query).all()

    def some_open(self, unit_id: str, channel: str, besides: str) -> bool:
        """Whether the unit has another application under way on this channel."""
        query = sa.select(applications.c.id).where(
            applications.c.unit_id == unit_id,
            applications.c.channel == channel,
            applications.c.state.in_(OPEN),
            applications.c.id != besides,
        )
        return self._session.scalar(query.limit(1)) is not None

    def page(self, wanted: dict[str, Any], scope: Scope, dump: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
        """Newest first, as far as `scope` reaches; drafts only one's own."""
        mine = applications.c.applicant_id == scope.person_id
        query = sa.select(Application).where(sa.or_(mine, applications.c.state != "draft"))
        for name in ("state", "unit_id"):
            if wanted[name]:
                query = query.where(applications.c[name] == wanted[name])
        query = query.where(within(scope))
        return page(self._session, query, applications.c.id, wanted, dump, newest_first=True)


def within(scope: Scope) -> sa.ColumnElement[bool]:
    """`Scope.covers` as a condition."""
    if scope.everything:
        return sa.true()
    return sa.or_(
        applications.c.unit_id.in_(scope.unit_ids),
        applications.c.faculty_id.in_(scope.faculty_ids),
        applications.c.tier.in_(scope.tiers),
        applications.c.applicant_id == scope.person_id,
    )
