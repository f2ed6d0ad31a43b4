"""Units in SQL."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.kit.paging import page
from services.kit.uniting import move_unit
from services.registry.domain.units import Unit
from services.registry.storage.access import access_tokens
from services.registry.storage.tables import metadata, units


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

    def await_turn_of_tree(self) -> None:
        """Who moves units does so one after the other: two at once could hang two units under one another."""
        self._session.execute(sa.select(units.c.id).order_by(units.c.id).with_for_update())

    def manage(self, unit_id: str, faculty_id: str) -> None:
        """Have all that is of a unit be managed by this one from now on."""
        self._session.flush()
        for table in metadata.sorted_tables:
            if {"unit_id", "faculty_id"} <= set(table.c.keys()):
                mine = table.c.unit_id == unit_id, table.c.faculty_id != faculty_id
                self._session.execute(sa.update(table).where(*mine).values(faculty_id=faculty_id))
        self._session.expire_all()

    def give_all(self, unit_id: str, into_id: str) -> None:
        """Whatever names this unit names the other one from now on."""
        move_unit(self._session, metadata, unit_id, into_id, (access_tokens.c.grants,))

    def remove(self, unit: Unit) -> None:
        self._session.delete(unit)

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
