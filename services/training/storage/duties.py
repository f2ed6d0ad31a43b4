"""Duties to be trained, and the accounts they stem from."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.dialects import postgresql, sqlite

from services.kit.paging import page
from services.training.domain.duties import Duty, Requirement
from services.training.storage.tables import accounts, certificates, duties, requirements


def save_accounts(db: orm.Session, rows: Sequence[dict[str, Any]]) -> None:
    """Keep these accounts as they are now: each ``{"id", "name", "unit_id", "operator_ids"}``, at most once."""
    insert = _insert(db, accounts).values(list(rows))
    changed = {name: insert.excluded[name] for name in ("name", "unit_id", "operator_ids")}
    db.execute(insert.on_conflict_do_update(index_elements=[accounts.c.id], set_=changed))


def operators_of(db: orm.Session, account_ids: Collection[str]) -> dict[str, set[str]]:
    """Who ran these accounts as they were last told, by account."""
    rows = db.execute(sa.select(accounts.c.id, accounts.c.operator_ids).where(accounts.c.id.in_(account_ids)))
    return {row.id: set(row.operator_ids) for row in rows}


def accounts_run_by(db: orm.Session, person_id: str) -> list[Any]:
    """The accounts that this person runs: id, name, unit_id."""
    rows = db.execute(sa.select(accounts.c.id, accounts.c.name, accounts.c.unit_id, accounts.c.operator_ids))
    return [row for row in rows if person_id in row.operator_ids]


def certified(db: orm.Session, person_ids: Collection[str], now: datetime) -> set[str]:
    """Which of these people hold a valid certificate."""
    c = certificates.c
    query = sa.select(c.person_id).where(
        c.person_id.in_(person_ids), c.revoked_at.is_(None), sa.or_(c.expires_at.is_(None), c.expires_at > now)
    )
    return set(db.scalars(query))


def owed_by(db: orm.Session, person_ids: Collection[str]) -> dict[str, list[Duty]]:
    """What each of these people owes."""
    query = sa.select(Duty).where(duties.c.person_id.in_(person_ids), duties.c.met_at.is_(None))
    found: dict[str, list[Duty]] = {person_id: [] for person_id in person_ids}
    for duty in db.scalars(query.execution_options(populate_existing=True)):
        found[duty.person_id].append(duty)
    return found


def everyone_owing(db: orm.Session) -> list[str]:
    return list(db.scalars(sa.select(duties.c.person_id).where(duties.c.met_at.is_(None)).distinct()))


def find_duty(db: orm.Session, duty_id: str) -> Duty | None:
    return db.get(Duty, duty_id, populate_existing=True)


def duty_for_account(db: orm.Session, account_id: str, person_id: str) -> Duty | None:
    """The duty that came with running this account, owed or met."""
    query = sa.select(Duty).where(duties.c.incident_id == account_id, duties.c.person_id == person_id)
    return db.scalars(query).first()


def add_duty(db: orm.Session, duty: Duty) -> None:
    db.add(duty)


def drop_duty(db: orm.Session, duty: Duty) -> None:
    db.delete(duty)


def unit_numbers(db: orm.Session, now: datetime, units: Collection[str] | None) -> list[dict[str, Any]]:
    """Duties by unit: how many are owed, overdue and met, and how many people owe."""
    c = duties.c
    owed, overdue = c.met_at.is_(None), sa.and_(c.met_at.is_(None), c.due_at <= now)
    query = (
        sa.select(
            c.unit_id,
            sa.func.sum(sa.case((owed, 1), else_=0)).label("owed"),
            sa.func.sum(sa.case((overdue, 1), else_=0)).label("overdue"),
            sa.func.sum(sa.case((owed, 0), else_=1)).label("met"),
            sa.func.count(sa.distinct(sa.case((owed, c.person_id)))).label("people"),
        )
        .group_by(c.unit_id)
        .order_by(sa.desc("overdue"), sa.desc("owed"), c.unit_id)
    )
    if units is not None:
        query = query.where(c.unit_id.in_(units))
    return [
        {name: value if name == "unit_id" else int(value) for name, value in row._mapping.items()}
        for row in db.execute(query)
    ]


def save_requirements(db: orm.Session, rows: Sequence[Requirement]) -> None:
    """Keep what incidents ask for; one that is known already stays as it is."""
    insert = _insert(db, requirements).values([{**asdict(row), "assigned": False} for row in rows])
    db.execute(insert.on_conflict_do_nothing())


def unassigned(db: orm.Session, incident_ids: Collection[str]) -> list[str]:
    """Which of these incidents' requirements wait for their account."""
    c = requirements.c
    return list(db.scalars(sa.select(c.incident_id).where(c.incident_id.in_(incident_ids), c.assigned.is_(False))))


def assign_duties(db: orm.Session, new_id: Any) -> list[Duty]:
    """Make duties of those requirements whose account is known by now, one for each who runs it."""
    open_ones = sa.select(requirements, accounts.c.name, accounts.c.unit_id, accounts.c.operator_ids).join(
        accounts, accounts.c.id == requirements.c.account_id
    )
    made = []
    rows = db.execute(open_ones.where(requirements.c.assigned.is_(False)).with_for_update(of=requirements)).all()
    for row in rows:
        made += [
            Duty(
                id=new_id(),
                incident_id=row.incident_id,
                account_id=row.account_id,
                account_name=row.name,
                unit_id=row.unit_id,
                person_id=person_id,
                reason=row.reason,
                due_at=row.due_at,
            )
            for person_id in dict.fromkeys(row.operator_ids)
        ]
    db.add_all(made)
    assigned = requirements.c.incident_id.in_([row.incident_id for row in rows])
    db.execute(
        sa.update(requirements).where(assigned).values(assigned=True).execution_options(synchronize_session=False)
    )
    db.flush()
    return made


def meet_duties(db: orm.Session, person_id: str, number: str, now: datetime) -> None:
    """What this person owed is met by the certificate of this number."""
    db.execute(
        sa.update(duties)
        .where(duties.c.person_id == person_id, duties.c.met_at.is_(None))
        .values(met_at=now, certificate_number=number)
        .execution_options(synchronize_session=False)
    )


def owing(db: orm.Session, person_ids: Collection[str]) -> set[str]:
    """Which of these people owe a training."""
    query = sa.select(duties.c.person_id).where(duties.c.person_id.in_(person_ids), duties.c.met_at.is_(None))
    return set(db.scalars(query))


def reopen_duties(db: orm.Session, number: str) -> None:
    """What was met by the certificate of this number is owed again."""
    db.execute(
        sa.update(duties)
        .where(duties.c.certificate_number == number)
        .values(met_at=None, certificate_number="")
        .execution_options(synchronize_session=False)
    )


def list_duties(
    db: orm.Session, wanted: dict[str, Any], dump: Any, now: datetime, *, units: Collection[str] | None, person_id: str
) -> dict[str, Any]:
    """A page of duties, filtered; where `units` is given, only those units' and `person_id`'s own."""
    c = duties.c
    states = {
        "met": c.met_at.is_not(None),
        "owed": sa.and_(c.met_at.is_(None), c.due_at > now),
        "overdue": sa.and_(c.met_at.is_(None), c.due_at <= now),
    }
    query = sa.select(Duty)
    if units is not None:
        query = query.where(sa.or_(c.unit_id.in_(units), c.person_id == person_id))
    if wanted.get("state"):
        query = query.where(states[wanted["state"]])
    for name in ("unit_id", "person_id", "kind"):
        if wanted.get(name):
            query = query.where(c[name] == wanted[name])
    return page(db, query, c.id, wanted, dump)


def duty_numbers(db: orm.Session, now: datetime, unit_id: str = "") -> dict[str, int]:
    """How many duties are owed, and how many of these are overdue, of a unit or of all."""
    c = duties.c
    query = sa.select(
        sa.func.count().label("owed"),
        sa.func.coalesce(sa.func.sum(sa.case((c.due_at <= now, 1), else_=0)), 0).label("overdue"),
    ).where(c.met_at.is_(None))
    if unit_id:
        query = query.where(c.unit_id == unit_id)
    return {name: int(value) for name, value in db.execute(query).one()._mapping.items()}


def _insert(db: orm.Session, table: sa.Table) -> Any:
    dialect: Any = sqlite if db.get_bind().dialect.name == "sqlite" else postgresql
    return dialect.insert(table)
