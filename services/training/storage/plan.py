"""The yearly plan, places, quotas, swaps, files, and who is asked to come: their statements."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from hashlib import blake2b
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from services.contracts.errors import NotFound
from services.kit.paging import page
from services.training.domain.enrolments import ATTENDED
from services.training.domain.files import File
from services.training.domain.plans import Place, PlanItem
from services.training.domain.quotas import Quota
from services.training.domain.sessions import Session
from services.training.domain.swaps import Swap
from services.training.storage.attendance import take_turns
from services.training.storage.plan_tables import files, places, plans, quotas, swaps
from services.training.storage.tables import enrolments, sessions


def add(db: orm.Session, *things: PlanItem | Place | Quota | Swap | File) -> None:
    db.add_all(things)
    db.flush()


def find_item(db: orm.Session, item_id: str) -> PlanItem:
    """The item of the plan. Raises `NotFound`."""
    found = db.get(PlanItem, item_id, populate_existing=True)
    if found is None:
        raise NotFound()
    return found


def list_items(db: orm.Session, wanted: dict[str, Any], dump: Any) -> dict[str, Any]:
    """A page of the plan, of one year where that is asked for."""
    query = sa.select(PlanItem)
    for name in ("year", "state"):
        if wanted.get(name):
            query = query.where(plans.c[name] == wanted[name])
    return page(db, query, plans.c.id, wanted, dump)


def held_of_plan(db: orm.Session, item_ids: Collection[str]) -> dict[str, int]:
    """How many sessions were announced under each of these items, called-off ones not counted."""
    query = (
        sa.select(sessions.c.plan_id, sa.func.count())
        .where(sessions.c.plan_id.in_(item_ids), sessions.c.state == "announced")
        .group_by(sessions.c.plan_id)
    )
    return {row[0]: int(row[1]) for row in db.execute(query)}


def theme_numbers(db: orm.Session, since: datetime, until: datetime) -> list[dict[str, Any]]:
    """Each theme of a time with its sessions, seats taken and people who attended, the most frequent first."""
    attended = (
        sa.select(enrolments.c.session_id, sa.func.count().label("number"))
        .where(enrolments.c.attendance.in_(ATTENDED))
        .group_by(enrolments.c.session_id)
        .subquery()
    )
    query = (
        sa.select(
            sessions.c.theme,
            sa.func.count().label("sessions"),
            sa.func.coalesce(sa.func.sum(attended.c.number), 0).label("attended"),
            sa.func.coalesce(sa.func.sum(sessions.c.hours), 0).label("hours"),
        )
        .select_from(sessions.outerjoin(attended, attended.c.session_id == sessions.c.id))
        .where(sessions.c.state == "announced", sessions.c.starts_at >= since, sessions.c.starts_at < until)
        .group_by(sessions.c.theme)
        .order_by(sa.desc("sessions"), sessions.c.theme)
    )
    return [{**row._mapping, "attended": int(row.attended)} for row in db.execute(query)]


def list_places(db: orm.Session, wanted: dict[str, Any], dump: Any) -> dict[str, Any]:
    return page(db, sa.select(Place), places.c.name, wanted, dump)


def place_named(db: orm.Session, name: str) -> Place | None:
    return db.scalars(sa.select(Place).where(places.c.name == name)).first()


def lock_quotas(db: orm.Session, session_id: str) -> dict[str, Quota]:
    """A session's quotas by unit, newest numbers; its seats must be held, for under them alone quotas change."""
    query = sa.select(Quota).where(quotas.c.session_id == session_id).order_by(quotas.c.unit_id)
    return {quota.unit_id: quota for quota in db.scalars(query.execution_options(populate_existing=True))}


def sessions_of_series(db: orm.Session, series_id: str) -> list[Session]:
    query = sa.select(Session).where(sessions.c.series_id == series_id).order_by(sessions.c.calendar_key)
    return list(db.scalars(query))


def find_swap(db: orm.Session, swap_id: str) -> Swap:
    found = db.get(Swap, swap_id, populate_existing=True)
    if found is None:
        raise NotFound()
    return found


def open_swaps(db: orm.Session, from_session_id: str, to_session_id: str) -> list[Swap]:
    """Open offers of this way, the oldest first."""
    c = swaps.c
    query = sa.select(Swap).where(
        c.from_session_id == from_session_id, c.to_session_id == to_session_id, c.state == "open"
    )
    return list(db.scalars(query.order_by(c.id).execution_options(populate_existing=True)))


def take_turn_of_swaps(db: orm.Session, session_ids: Collection[str]) -> None:
    """Whoever offers a swap between the same sessions waits until this work ends."""
    named = blake2b(" ".join(sorted(session_ids)).encode(), digest_size=16)
    take_turns(db, {f"swap:{named.hexdigest()}"})


def swap_of_enrolment(db: orm.Session, enrolment_id: str) -> Swap | None:
    """The open offer that this seat stands in."""
    query = sa.select(Swap).where(swaps.c.enrolment_id == enrolment_id, swaps.c.state == "open")
    return db.scalars(query).first()


def list_swaps(db: orm.Session, wanted: dict[str, Any], dump: Any, person_id: str) -> dict[str, Any]:
    query = sa.select(Swap).where(swaps.c.person_id == person_id)
    return page(db, query, swaps.c.id, wanted, dump, newest_first=True)


def files_of(db: orm.Session, *owner_ids: str) -> list[File]:
    """The files of these owners, without their content, in order of their coming."""
    return list(db.scalars(sa.select(File).where(files.c.owner_id.in_(owner_ids)).order_by(files.c.id)))


def find_file(db: orm.Session, owner_id: str, file_id: str) -> File:
    """One file of an owner. Raises `NotFound`."""
    found = db.get(File, file_id)
    if found is None or found.owner_id != owner_id:
        raise NotFound()
    return found
