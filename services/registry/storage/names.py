"""Protected names in SQL: those that were set, and every unit's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.kit.paging import page
from services.registry.domain.names import ProtectedName
from services.registry.storage.tables import protected_names, units


class SqlNames:
    """The names that are not free."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self) -> Sequence[ProtectedName]:
        """Names that were set, and units' names."""
        found = list(self._session.scalars(sa.select(ProtectedName)))
        rows = self._session.execute(sa.select(units.c.id, units.c.name, units.c.path).where(units.c.kind != "college"))
        return [
            *found,
            *(ProtectedName(id=row.id, name=row.name, kind="unit", unit_id=row.id, path=row.path) for row in rows),
        ]

    def get(self, name_id: str) -> ProtectedName | None:
        return self._session.get(ProtectedName, name_id)

    def named(self, name: str) -> ProtectedName | None:
        return self._session.scalar(sa.select(ProtectedName).where(protected_names.c.name == name))

    def add(self, protected: ProtectedName) -> None:
        self._session.add(protected)

    def remove(self, protected: ProtectedName) -> None:
        self._session.delete(protected)

    def page(self, wanted: dict[str, Any], dump: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
        return page(self._session, sa.select(ProtectedName), protected_names.c.id, wanted, dump)
