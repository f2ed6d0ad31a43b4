"""Members of the association, their terms, departments and activities."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from services.contracts.errors import NotFound
from services.kit.paging import page
from services.training.domain.association import Activity, Department, Member, Term
from services.training.domain.rules import Rules
from services.training.storage.member_tables import activities, departments, members, terms


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


def add(db: orm.Session, *things: Member | Department | Term | Activity) -> None:
    db.add_all(things)
    db.flush()


def members_among(db: orm.Session, person_ids: Collection[str]) -> dict[str, str]:
    """The ids of the memberships of those of these people who are active members, by person."""
    query = sa.select(members.c.person_id, members.c.id).where(
        members.c.person_id.in_(person_ids), members.c.state == "active"
    )
    return {row.person_id: row.id for row in db.execute(query)}


def credit(db: orm.Session, member_id: str, hours: float, points: float) -> None:
    """Add hours and points to what a member has; less where they are negative. Sums are rounded to the hundredth, for tenths
    added up in binary fall short of what they say."""
    added = {column: column + more for column, more in ((members.c.hours, hours), (members.c.points, points))}
    exact = {column: sa.func.round(sa.cast(total, sa.Numeric(12, 4)), 2) for column, total in added.items()}
    db.execute(
        sa.update(members)
        .where(members.c.id == member_id)
        .values({column.key: sa.cast(total, sa.Float) for column, total in exact.items()})
        .execution_options(synchronize_session=False)
    )


def activities_of_certificate(db: orm.Session, number: str) -> list[Activity]:
    return list(db.scalars(sa.select(Activity).where(activities.c.certificate_number == number)))


def drop_activity(db: orm.Session, activity: Activity) -> None:
    db.delete(activity)


def list_activities(db: orm.Session, wanted: dict[str, Any], dump: Any, member_id: str) -> dict[str, Any]:
    query = sa.select(Activity).where(activities.c.member_id == member_id)
    return page(db, query, activities.c.id, wanted, dump, newest_first=True)


def activities_between(db: orm.Session, since: datetime, until: datetime) -> list[Activity]:
    c = activities.c
    query = sa.select(Activity).where(c.happened_at >= since, c.happened_at < until).order_by(c.happened_at, c.id)
    return list(db.scalars(query))


def current_term(db: orm.Session, member_id: str) -> Term | None:
    query = sa.select(Term).where(terms.c.member_id == member_id, terms.c.ended_at.is_(None))
    return db.scalars(query.order_by(terms.c.id.desc())).first()


def find_term(db: orm.Session, term_id: str) -> Term | None:
    return db.get(Term, term_id, populate_existing=True)


def list_terms(db: orm.Session, wanted: dict[str, Any], dump: Any) -> dict[str, Any]:
    """A page of terms of office, newest first; of one member where that is asked for."""
    query = sa.select(Term)
    if wanted.get("member_id"):
        query = query.where(terms.c.member_id == wanted["member_id"])
    return page(db, query, terms.c.id, wanted, dump, newest_first=True)


def terms_between(db: orm.Session, since: datetime, until: datetime) -> list[Term]:
    """Terms that ran at some time between these."""
    c = terms.c
    query = sa.select(Term).where(c.began_at < until, sa.or_(c.ended_at.is_(None), c.ended_at >= since))
    return list(db.scalars(query.order_by(c.began_at, c.id)))


def all_departments(db: orm.Session) -> list[Department]:
    return list(db.scalars(sa.select(Department).order_by(departments.c.id)))


def department_numbers(db: orm.Session) -> dict[str, int]:
    """How many active members stand in each department, by its name."""
    query = sa.select(members.c.group, sa.func.count()).where(members.c.state == "active").group_by(members.c.group)
    return {row[0]: int(row[1]) for row in db.execute(query)}


def heads_of_departments(db: orm.Session) -> dict[str, list[str]]:
    """The names of those who lead each department, by its name."""
    query = sa.select(members.c.group, members.c.name).where(
        members.c.state == "active", members.c.role == "group_leader"
    )
    found: dict[str, list[str]] = {}
    for group, name in db.execute(query.order_by(members.c.since)):
        found.setdefault(group, []).append(name)
    return found


def members_named(db: orm.Session, member_ids: Collection[str]) -> dict[str, Member]:
    return {member.id: member for member in db.scalars(sa.select(Member).where(members.c.id.in_(member_ids)))}


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


def list_backbone(db: orm.Session, wanted: dict[str, Any], dump: Any, rules: Rules) -> dict[str, Any]:
    """A page of active members who have a role or the hours; the domain says which of them count, and why."""
    enough = members.c.hours >= rules.backbone_hours, members.c.points >= rules.backbone_points
    query = sa.select(Member).where(members.c.state == "active", sa.or_(members.c.role != "member", *enough))
    return page(db, query, members.c.id, wanted, dump)


def member_numbers(db: orm.Session) -> dict[str, int]:
    """How many members there are in each state, and how many active ones in each role."""
    rows = db.execute(
        sa.select(members.c.state, members.c.role, sa.func.count()).group_by(members.c.state, members.c.role)
    )
    found = {"applied": 0, "active": 0, "left": 0, "alumni": 0, "backbone": 0}
    for state, role, count in rows:
        found[state] += count
        found["backbone"] += count if state == "active" and role != "member" else 0
    return found
