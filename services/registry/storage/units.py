"""Units in SQL."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.kit.paging import page
from services.registry.domain.units import Unit
from services.registry.storage.tables import units


class SqlUnits:
    """The tree of units."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[str, Unit] = {}

    def get(self, unit_id: str) -> Unit | None:
        return self._session.get(Unit, unit_id)

    def await_turn(self, unit_id: str) -> None:
        """Whoever looks at what the unit has waits until this work ends, and sees then what it made."""
        self._session.execute(sa.select(units.c.id).where(units.c.id == unit_id).with_for_update())

    def many(self, unit_ids: Collection[str]) -> dict[str, Unit]:
        """Those of `unit_ids` that exist, by id; one statement for those that were not asked for before."""
        new = set(unit_ids) - self._known.keys()
        if new:
            found = self._session.scalars(sa.select(Unit).where(units.c.id.in_(new)))
            self._known.update({unit.id: unit for unit in found})
        return {unit_id: self._known[unit_id] for unit_id in unit_ids if unit_id in self._known}

    def below(self, unit_id: str) -> Sequence[Unit]:
        """The unit and all units under it."""
        tree = sa.select(units.c.id).where(units.c.id == unit_id).cte("tree", recursive=True)
        tree = tree.union_all(sa.select(units.c.id).where(units.c.parent_id == tree.c.id))
        return self._session.scalars(sa.select(Unit).where(units.c.id.in_(sa.select(tree.c.id)))).all()

    def named(self, name: str) -> Unit | None:
        return self._session.scalar(sa.select(Unit).where(units.c.name == name))

    def add(self, unit: Unit) -> None:
        self._session.add(unit)

    def page(self, wanted: dict[str, Any], dump: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
        query = sa.select(Unit)
        for name in ("kind", "parent_id"):
            if wanted[name]:
                query = query.where(units.c[name] == wanted[name])
        return page(self._session, query, units.c.id, wanted, dump)
