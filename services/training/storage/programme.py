"""Sessions and their seats: the one statement that gives seats away, and the lists of the programme."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from services.contracts.errors import NotFound
from services.kit.paging import page
from services.training.domain.enrolments import Opening
from services.training.domain.sessions import Seats, Session
from services.training.storage.attendance import take_turns
from services.training.storage.tables import seats, sessions


@dataclass(frozen=True)
class Granted:
    """What one call of `take_seats` gave: the last arrival number, how many got seats, how many wait now in all."""

    last_arrival: int
    seated: int
    waiting: int


def find_session(db: orm.Session, session_id: str) -> Session:
    """The session of this id. Raises `NotFound`."""
    found = db.get(Session, session_id)
    if found is None:
        raise NotFound()
    return found


def add_session(db: orm.Session, session: Session) -> None:
    db.add(session)
    db.flush()


# Built once: building a statement costs more than running it.
_OPENINGS = sa.select(
    *(sessions.c[name] for name in ("id", "title", "starts_at", "ends_at", "enrol_opens_at", "enrol_closes_at")),
    *(sessions.c[name] for name in ("state", "audience", "way", "approval", "quotas")),
).where(sessions.c.id.in_(sa.bindparam("session_ids", expanding=True)))


def find_openings(db: orm.Session, session_ids: Collection[str]) -> dict[str, Opening]:
    """What enrolling needs to know of these sessions, by their id; unknown ones are left out."""
    return {
        row.id: Opening(
            session_id=row.id,
            title=row.title,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            opens_at=row.enrol_opens_at,
            closes_at=row.enrol_closes_at,
            cancelled=row.state == "cancelled",
            audience=row.audience,
            way=row.way,
            approval=row.approval,
            quotas=row.quotas,
        )
        for row in db.execute(_OPENINGS, {"session_ids": list(session_ids)})
    }


def _taking_seats() -> Any:
    c, wanted = seats.c, sa.bindparam("wanted", type_=sa.Integer)
    free = c.capacity - c.taken
    seated = sa.case((sa.or_(c.waiting > 0, free <= 0), 0), (free < wanted, free), else_=wanted)
    return (
        sa.update(seats)
        .where(c.session_id == sa.bindparam("of_session"), c.open.is_(True))
        .values(arrivals=c.arrivals + wanted, taken=c.taken + seated, waiting=c.waiting + wanted - seated)
        .returning(c.arrivals, c.waiting)
        .execution_options(synchronize_session=False)
    )


_TAKE_SEATS = _taking_seats()


def take_seats(db: orm.Session, session_id: str, wanted: int) -> Granted | None:
    """Give `wanted` people a seat or a place to wait, in one conditional update; None where the session is called off.

    Nobody gets a seat past people who wait. Where nobody waited, those who wait afterwards are all from this call; where
    somebody did, nobody of this call got a seat: so the new numbers tell how many did.
    """
    row = db.execute(_TAKE_SEATS, {"of_session": session_id, "wanted": wanted}).first()
    return None if row is None else Granted(row.arrivals, max(0, wanted - row.waiting), row.waiting)


def count_arrivals(db: orm.Session, session_id: str, wanted: int) -> Seats | None:
    """Note that `wanted` people came, in one conditional update, and hold the session's seats until this work ends; the newest
    numbers, or None where the session is called off. Who gets what is settled after that."""
    update = (
        sa.update(seats)
        .where(seats.c.session_id == session_id, seats.c.open.is_(True))
        .values(arrivals=seats.c.arrivals + wanted)
        .execution_options(synchronize_session=False)
    )
    result: Any = db.execute(update)
    return lock_seats(db, session_id) if result.rowcount else None


def lock_seats(db: orm.Session, session_id: str) -> Seats:
    """The seats of a session, newest numbers, held until this work ends."""
    query = sa.select(Seats).where(seats.c.session_id == session_id).with_for_update()
    return db.scalars(query.execution_options(populate_existing=True)).one()


def take_turn_of_claims(db: orm.Session, place: str, speaker: str) -> None:
    """Whoever claims the same place or speaker waits until this work ends."""
    named = (("place", place), ("speaker", speaker))
    take_turns(db, {f"{kind}:{blake2b(name.encode(), digest_size=16).hexdigest()}" for kind, name in named if name})


def find_clashes(db: orm.Session, session: Session) -> list[Session]:
    """Other sessions at the same time that have the same place or the same speaker."""
    found = meeting(db, session.place, session.speaker, session.starts_at, session.ends_at)
    return [other for other in found if other.id != session.id]


def meeting(db: orm.Session, place: str, speaker: str, starts_at: datetime, ends_at: datetime) -> list[Session]:
    """Sessions of that time that have this place or this speaker."""
    s = sessions.c
    same = [column == value for column, value in ((s.place, place), (s.speaker, speaker)) if value]
    if not same:
        return []
    query = sa.select(Session).where(
        s.state == "announced", s.starts_at < ends_at, s.ends_at > starts_at, sa.or_(*same)
    )
    return list(db.scalars(query.order_by(s.calendar_key).limit(20)))


def list_sessions(db: orm.Session, wanted: dict[str, Any], dump: Any) -> dict[str, Any]:
    """A page of the programme in order of start, filtered by kind, state and time."""
    query = sa.select(Session)
    s = sessions.c
    for name, condition in (
        ("q", lambda value: sa.or_(*(c.icontains(value, autoescape=True) for c in (s.title, s.theme, s.speaker)))),
        ("kind", lambda value: s.kind == value),
        ("theme", lambda value: s.theme == value),
        ("series_id", lambda value: s.series_id == value),
        ("plan_id", lambda value: s.plan_id == value),
        ("state", lambda value: s.state == value),
        ("starts_from", lambda value: s.starts_at >= value),
        ("starts_until", lambda value: s.starts_at < value),
        ("ends_from", lambda value: s.ends_at >= value),
        ("ends_until", lambda value: s.ends_at < value),
    ):
        if wanted.get(name):
            query = query.where(condition(wanted[name]))
    return page(db, query, s.calendar_key, wanted, dump)


def next_sessions(db: orm.Session, now: datetime, limit: int) -> list[Session]:
    """The next sessions that are not over, by their start."""
    query = sa.select(Session).where(sessions.c.state == "announced", sessions.c.ends_at > now)
    return list(db.scalars(query.order_by(sessions.c.calendar_key).limit(limit)))


def session_numbers(db: orm.Session, now: datetime) -> dict[str, int]:
    """How many sessions were announced, are to come, and how many seats and waiting people these have."""
    coming = sa.and_(sessions.c.state == "announced", sessions.c.ends_at > now)
    query = sa.select(
        sa.func.count().label("announced"),
        sa.func.coalesce(sa.func.sum(sa.case((coming, 1), else_=0)), 0).label("coming"),
        sa.func.coalesce(sa.func.sum(sa.case((coming, seats.c.capacity), else_=0)), 0).label("capacity"),
        sa.func.coalesce(sa.func.sum(sa.case((coming, seats.c.taken), else_=0)), 0).label("taken"),
        sa.func.coalesce(sa.func.sum(sa.case((coming, seats.c.waiting), else_=0)), 0).label("waiting"),
    ).select_from(sessions.join(seats))
    return {name: int(value) for name, value in db.execute(query).one()._mapping.items()}


def titles_of(db: orm.Session, session_ids: Iterable[str]) -> dict[str, Session]:
    """Sessions by their id."""
    found = db.scalars(sa.select(Session).where(sessions.c.id.in_(list(session_ids))))
    return {session.id: session for session in found}
