"""Sightings in SQL."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.kit.paging import page
from services.registry.domain.sightings import Sighting
from services.registry.storage.life_tables import sightings


class SqlSightings:
    """Sightings by id; all of them, or one person's own."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, sighting_id: str) -> Sighting | None:
        return self._session.get(Sighting, sighting_id)

    def locked(self, sighting_id: str) -> Sighting | None:
        query = sa.select(Sighting).where(sightings.c.id == sighting_id).with_for_update()
        return self._session.scalar(query.execution_options(populate_existing=True))

    def add(self, sighting: Sighting) -> None:
        self._session.add(sighting)

    def page(self, wanted: dict[str, Any], by: str, dump: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
        """Newest first; only those that `by` filed, where it names a person."""
        query = sa.select(Sighting)
        if by:
            query = query.where(sightings.c.by == by)
        if wanted["state"]:
            query = query.where(sightings.c.state == wanted["state"])
        return page(self._session, query, sightings.c.id, wanted, dump, newest_first=True)
