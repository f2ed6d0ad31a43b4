"""The people and units that the registry tells of."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.dialects import postgresql, sqlite

from services.training.storage.tables import people, units


@dataclass(frozen=True)
class Person:
    """A person as the registry last told of them."""

    id: str
    name: str
    unit_id: str
    active: bool
    grants: tuple[tuple[str, str], ...] = ()

    @property
    def units(self) -> set[str]:
        """Their own unit, and those in which they hold a role."""
        return {self.unit_id, *(unit_id for _, unit_id in self.grants)} - {""}


def save_people(db: orm.Session, rows: Sequence[dict[str, Any]]) -> None:
    """Keep these people as they are now: each ``{"id", "name", "unit_id", "grants", "active"}``, at most once."""
    _save(db, people, rows)


def save_units(db: orm.Session, rows: Sequence[dict[str, Any]]) -> None:
    """Keep these units as they are now: each ``{"id", "name", "path"}``, at most once."""
    _save(db, units, rows)


def _save(db: orm.Session, table: sa.Table, rows: Sequence[dict[str, Any]]) -> None:
    dialect: Any = sqlite if db.get_bind().dialect.name == "sqlite" else postgresql
    insert = dialect.insert(table).values(list(rows))
    changed = {column.key: insert.excluded[column.key] for column in table.c if not column.primary_key}
    db.execute(insert.on_conflict_do_update(index_elements=[table.c.id], set_=changed))


def find_person(db: orm.Session, person_id: str) -> Person | None:
    """The person, or None where the registry never told of them."""
    row = db.execute(sa.select(people).where(people.c.id == person_id)).first()
    return None if row is None else _person(row)


def names_of(db: orm.Session, person_ids: Collection[str]) -> dict[str, str]:
    """The names of these people, by their id."""
    rows = db.execute(sa.select(people.c.id, people.c.name).where(people.c.id.in_(person_ids)))
    return {row.id: row.name for row in rows}


def active_people(db: orm.Session, person_ids: Collection[str] = ()) -> list[Person]:
    """Everyone who is active, or those of `person_ids` who are."""
    query = sa.select(people).where(people.c.active.is_(True))
    if person_ids:
        query = query.where(people.c.id.in_(person_ids))
    return [_person(row) for row in db.execute(query.order_by(people.c.unit_id, people.c.id))]


def holders_of(db: orm.Session, role: str, unit_id: str) -> list[str]:
    """Who holds a role in exactly this unit."""
    return [person.id for person in active_people(db) if (role, unit_id) in person.grants]


def holders_anywhere(db: orm.Session, *roles: str) -> list[str]:
    """Who holds any of these roles, in whatever unit."""
    return [person.id for person in active_people(db) if any(role in roles for role, _ in person.grants)]


def _person(row: Any) -> Person:
    return Person(row.id, row.name, row.unit_id, row.active, tuple((role, unit) for role, unit in row.grants))


def paths_of(db: orm.Session, unit_ids: Collection[str]) -> dict[str, list[str]]:
    """The ids of each unit's ancestors and its own, by unit."""
    rows = db.execute(sa.select(units.c.id, units.c.path).where(units.c.id.in_(unit_ids)))
    return {row.id: [*row.path, row.id] for row in rows}


def unit_names(db: orm.Session, unit_ids: Collection[str]) -> dict[str, str]:
    """The names of these units, by their id."""
    return {row.id: row.name for row in db.execute(sa.select(units.c.id, units.c.name).where(units.c.id.in_(unit_ids)))}
