"""Members of the association, and the people and units that the registry tells of."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.dialects import postgresql, sqlite

from services.contracts.errors import NotFound
from services.kit.paging import page
from services.training.domain.association import BACKBONE_HOURS, Member
from services.training.storage.tables import members, people, units


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


def active_people(db: orm.Session, person_ids: Collection[str] = ()) -> list[Person]:
    """Everyone who is active, or those of `person_ids` who are."""
    query = sa.select(people).where(people.c.active.is_(True))
    if person_ids:
        query = query.where(people.c.id.in_(person_ids))
    return [_person(row) for row in db.execute(query.order_by(people.c.unit_id, people.c.id))]


def holders_of(db: orm.Session, role: str, unit_id: str) -> list[str]:
    """Who holds a role in exactly this unit."""
    return [person.id for person in active_people(db) if (role, unit_id) in person.grants]


def _person(row: Any) -> Person:
    return Person(row.id, row.name, row.unit_id, row.active, tuple((role, unit) for role, unit in row.grants))


def paths_of(db: orm.Session, unit_ids: Collection[str]) -> dict[str, list[str]]:
    """The ids of each unit's ancestors and its own, by unit."""
    rows = db.execute(sa.select(units.c.id, units.c.path).where(units.c.id.in_(unit_ids)))
    return {row.id: [*row.path, row.id] for row in rows}


def unit_names(db: orm.Session, unit_ids: Collection[str]) -> dict[str, str]:
    """The names of these units, by their id."""
    return {row.id: row.name for row in db.execute(sa.select(units.c.id, units.c.name).where(units.c.id.in_(unit_ids)))}


def active_members(db: orm.Session, person_ids: Collection[str]) -> set[str]:
    """Which of these people are active members."""
    query = sa.select(members.c.person_id).where(members.c.person_id.in_(person_ids), members.c.state == "active")
    return set(db.scalars(query))


def find_member(db: orm.Session, member_id: str) -> Member:
    """The membership of this id. Raises `NotFound`."""
    found = db.get(Member, member_id)
    if found is None:
        raise NotFound()
    return found


def membership_of(db: orm.Session, person_id: str) -> Member | None:
    return db.scalars(sa.select(Member).where(members.c.person_id == person_id)).first()


def add_member(db: orm.Session, member: Member) -> None:
    db.add(member)


def add_hours(db: orm.Session, person_ids: Collection[str], hours: float) -> None:
    """Credit hours of a session to those of these people who are members."""
    db.execute(
        sa.update(members)
        .where(members.c.person_id.in_(person_ids))
        .values(hours=members.c.hours + hours)
        .execution_options(synchronize_session=False)
    )


def list_members(db: orm.Session, wanted: dict[str, Any], dump: Any) -> dict[str, Any]:
    """A page of members, filtered by state, role and unit."""
    query = sa.select(Member)
    for name in ("state", "role", "unit_id"):
        if wanted.get(name):
            query = query.where(members.c[name] == wanted[name])
    return page(db, query, members.c.id, wanted, dump)


def all_members(db: orm.Session) -> list[Member]:
    """Every active member, in order of joining."""
    return list(
        db.scalars(sa.select(Member).where(members.c.state == "active").order_by(members.c.since, members.c.id))
    )


def list_backbone(db: orm.Session, wanted: dict[str, Any], dump: Any) -> dict[str, Any]:
    """A page of active members who have a role or the hours; the domain says which of them count, and why."""
    query = sa.select(Member).where(
        members.c.state == "active", sa.or_(members.c.role != "member", members.c.hours >= BACKBONE_HOURS)
    )
    return page(db, query, members.c.id, wanted, dump)


def member_numbers(db: orm.Session) -> dict[str, int]:
    """How many members there are in each state, and how many active ones in each role."""
    rows = db.execute(
        sa.select(members.c.state, members.c.role, sa.func.count()).group_by(members.c.state, members.c.role)
    )
    found = {"applied": 0, "active": 0, "left": 0, "backbone": 0}
    for state, role, count in rows:
        found[state] += count
        found["backbone"] += count if state == "active" and role != "member" else 0
    return found
