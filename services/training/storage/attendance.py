"""Enrolments: who stands where, the order of the waiting list, and the check-in that works once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.dialects import postgresql, sqlite

from services.contracts.errors import NotFound
from services.kit.bulk import as_json, insert_rows, recordset
from services.kit.paging import page
from services.training.domain.enrolments import ATTENDED, STANDING, Engagement, Enrolment
from services.training.storage.tables import enrolments, sessions, turns, units

_TURN = ("person_id", "taken")
_COLUMNS = tuple(column.key for column in enrolments.c)


def _upsert_turns(insert: Any) -> Any:
    return insert.on_conflict_do_update(index_elements=[turns.c.person_id], set_={"taken": turns.c.taken + 1})


# Built once: building a statement costs more than running it.
_TAKE_TURNS = {
    "sqlite": _upsert_turns(sqlite.insert(turns)),
    "postgresql": _upsert_turns(postgresql.insert(turns).from_select(list(_TURN), recordset(turns, _TURN))),
}


def take_turns(db: orm.Session, person_ids: Collection[str]) -> None:
    """Lock these people's rows, in one order for all, until the work ends: one person's enrolments happen one by one."""
    rows = [{"person_id": person_id, "taken": 1} for person_id in sorted(set(person_ids))]
    if not rows:
        return
    dialect = db.get_bind().dialect.name
    given: Any = {"rows": as_json(rows)} if dialect == "postgresql" else rows
    db.execute(_TAKE_TURNS[dialect], given)


@cache
def _engagements(postgres: bool) -> sa.Select[Any]:
    """What people hold between two times; on PostgreSQL their ids are one array."""
    e, s = enrolments.c, sessions.c
    if postgres:
        of_them = e.person_id == sa.any_(sa.bindparam("person_ids", type_=postgresql.ARRAY(e.person_id.type)))
    else:
        of_them = e.person_id.in_(sa.bindparam("person_ids", expanding=True))
    return (
        sa.select(e.person_id, s.id, s.title, s.starts_at, s.ends_at)
        .select_from(enrolments.join(sessions))
        .where(of_them, e.state.in_(STANDING), s.state == "announced")
        .where(s.ends_at > sa.bindparam("earliest"), s.starts_at < sa.bindparam("latest"))
        .order_by(s.calendar_key)
    )


def find_engagements(
    db: orm.Session, person_ids: Collection[str], earliest: datetime, latest: datetime
) -> dict[str, list[Engagement]]:
    """What these people are enrolled in or wait for between these times, and is not called off, by person."""
    query = _engagements(db.get_bind().dialect.name == "postgresql")
    found: dict[str, list[Engagement]] = {}
    for row in db.execute(query, {"person_ids": list(person_ids), "earliest": earliest, "latest": latest}):
        engagement = Engagement(session_id=row.id, title=row.title, starts_at=row.starts_at, ends_at=row.ends_at)
        found.setdefault(row.person_id, []).append(engagement)
    return found


def add_enrolments(db: orm.Session, rows: Sequence[Enrolment]) -> None:
    """Keep these enrolments, all in one statement."""
    insert_rows(db, enrolments, [{name: kept[name] for name in _COLUMNS} for kept in map(vars, rows)])


def find_enrolment(db: orm.Session, session_id: str, enrolment_id: str) -> Enrolment:
    """The enrolment as it stands in the database now. Raises `NotFound`, also where it belongs to another session."""
    query = sa.select(Enrolment).where(enrolments.c.id == enrolment_id, enrolments.c.session_id == session_id)
    found = db.scalars(query.execution_options(populate_existing=True)).first()
    if found is None:
        raise NotFound()
    return found


def find_standing(db: orm.Session, session_id: str, person_id: str) -> Enrolment | None:
    """This person's enrolment in this session, unless they withdrew."""
    query = sa.select(Enrolment).where(
        enrolments.c.session_id == session_id, enrolments.c.person_id == person_id, enrolments.c.state.in_(STANDING)
    )
    return db.scalars(query.execution_options(populate_existing=True)).first()


def held_ahead(db: orm.Session, person_ids: Collection[str], now: datetime) -> list[tuple[str, str]]:
    """Ids of session and enrolment of what these people hold at sessions that did not begin yet, in one order for all."""
    e, s = enrolments.c, sessions.c
    query = sa.select(e.session_id, e.id).select_from(enrolments.join(sessions))
    ahead = e.state.in_(STANDING), e.checked_in_at.is_(None), s.state == "announced", s.starts_at > now
    rows = db.execute(query.where(e.person_id.in_(person_ids), *ahead).order_by(e.session_id, e.id))
    return [(row.session_id, row.id) for row in rows]


def first_waiting(db: orm.Session, session_id: str, limit: int | None) -> list[Enrolment]:
    """The first `limit` of the waiting list, in order of arrival; all of it without a limit."""
    query = (
        sa.select(Enrolment)
        .where(enrolments.c.session_id == session_id, enrolments.c.state == "waiting")
        .order_by(enrolments.c.arrival)
        .limit(limit)
    )
    return list(db.scalars(query.execution_options(populate_existing=True)))


def mark_arrived(db: orm.Session, session_id: str, person_id: str, attendance: str, now: datetime) -> str | None:
    """Check a seated person in, once: the enrolment's id, or None where they have no seat or were checked in before."""
    c = enrolments.c
    update = (
        sa.update(enrolments)
        .where(c.session_id == session_id, c.person_id == person_id, c.state == "enrolled", c.checked_in_at.is_(None))
        .values(checked_in_at=now, attendance=attendance)
        .returning(c.id)
        .execution_options(synchronize_session=False)
    )
    return db.scalar(update)


def list_enrolments(
    db: orm.Session, wanted: dict[str, Any], dump: Any, *, session_id: str = "", person_id: str = ""
) -> dict[str, Any]:
    """A page of enrolments of a session or of a person, in order of their making."""
    query = sa.select(Enrolment)
    if session_id:
        query = query.where(enrolments.c.session_id == session_id)
    if person_id:
        query = query.where(enrolments.c.person_id == person_id)
    if wanted.get("state"):
        query = query.where(enrolments.c.state == wanted["state"])
    return page(db, query, enrolments.c.id, wanted, dump, newest_first=bool(person_id))


def list_requests(
    db: orm.Session, wanted: dict[str, Any], dump: Any, unit_ids: Collection[str] | None
) -> dict[str, Any]:
    """A page of wishes that wait for a unit's word: of people of these units and those below them, or of all."""
    query = sa.select(Enrolment).where(enrolments.c.state == "requested")
    if unit_ids is not None:
        query = query.where(enrolments.c.unit_id.in_(units_below(db, unit_ids)))
    return page(db, query, enrolments.c.id, wanted, dump)


def units_below(db: orm.Session, unit_ids: Collection[str]) -> list[str]:
    """These units and all below them."""
    rows = db.execute(sa.select(units.c.id, units.c.path))
    return [row.id for row in rows if row.id in unit_ids or not set(unit_ids).isdisjoint(row.path)]


def pot_of_session(db: orm.Session, session_id: str) -> list[Enrolment]:
    """Everyone who is or was in the pot of a lottery: by ticket once drawn, by id before."""
    drawn = sa.or_(enrolments.c.ticket != "", enrolments.c.state == "entered")
    query = sa.select(Enrolment).where(enrolments.c.session_id == session_id, drawn)
    return list(db.scalars(query.order_by(enrolments.c.ticket, enrolments.c.id)))


def people_of_session(db: orm.Session, session_id: str, *states: str) -> list[str]:
    """The ids of those who stand in these states, or in any but having left."""
    query = sa.select(enrolments.c.person_id).where(
        enrolments.c.session_id == session_id, enrolments.c.state.in_(states or STANDING)
    )
    return list(db.scalars(query.order_by(enrolments.c.arrival)))


def all_of_session(db: orm.Session, session_id: str, *states: str) -> list[Enrolment]:
    """A session's enrolments in order of arrival, in these states or all but withdrawn ones."""
    query = sa.select(Enrolment).where(
        enrolments.c.session_id == session_id, enrolments.c.state.in_(states or STANDING)
    )
    return list(db.scalars(query.order_by(enrolments.c.arrival)))


def standing_of_person(db: orm.Session, person_id: str, limit: int) -> list[Enrolment]:
    """A person's newest enrolments that were not withdrawn."""
    query = sa.select(Enrolment).where(enrolments.c.person_id == person_id, enrolments.c.state.in_(STANDING))
    return list(db.scalars(query.order_by(enrolments.c.id.desc()).limit(limit)))


def positions(db: orm.Session, waiting: Collection[Enrolment]) -> Mapping[str, int]:
    """How many stand before each of these on its waiting list, counting themselves."""
    if not waiting:
        return {}
    mine, before = enrolments.alias("mine"), enrolments.alias("before")
    query = (
        sa.select(mine.c.id, sa.func.count())
        .join(before, sa.and_(before.c.session_id == mine.c.session_id, before.c.state == "waiting"))
        .where(mine.c.id.in_([row.id for row in waiting]), before.c.arrival <= mine.c.arrival)
        .group_by(mine.c.id)
    )
    return {row[0]: int(row[1]) for row in db.execute(query)}


def unit_numbers(db: orm.Session, unit_id: str) -> dict[str, int]:
    """How many enrolments of a unit's people stand, wait, and were attended."""
    c = enrolments.c
    query = sa.select(
        sa.func.coalesce(sa.func.sum(sa.case((c.state == "enrolled", 1), else_=0)), 0).label("enrolled"),
        sa.func.coalesce(sa.func.sum(sa.case((c.state.in_(("waiting", "offered")), 1), else_=0)), 0).label("waiting"),
        sa.func.coalesce(sa.func.sum(sa.case((c.attendance.in_(ATTENDED), 1), else_=0)), 0).label("attended"),
    ).where(c.unit_id == unit_id)
    return {name: int(value) for name, value in db.execute(query).one()._mapping.items()}
