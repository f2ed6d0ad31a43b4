"""Accounts, units and people as events told of them: saved in batches, asked for by reach and scope."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from services.alerts.domain.register import Account, Person, Reach, Scope
from services.alerts.storage.tables import account_operators, accounts, grants, people, unit_paths, units
from services.kit.bulk import among

Rows = Sequence[dict[str, Any]]


def upsert(session: Session, table: sa.Table, rows: Rows, *, keep: frozenset[str] = frozenset()) -> None:
    """Insert `rows` or bring those that are there up to date; columns in `keep` stay as they are. One row a key."""
    if not rows:
        return
    keys = [column.name for column in table.primary_key]
    dialect: Any = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    insert = dialect.insert(table).values(list(rows))
    changed = {name: insert.excluded[name] for name in rows[0] if name not in keys and name not in keep}
    session.execute(insert.on_conflict_do_update(index_elements=keys, set_=changed))


def save_accounts(session: Session, rows: Rows, operators: dict[str, tuple[str, ...]]) -> None:
    """Accounts with their operators; the status of an account that is known stays."""
    upsert(session, accounts, rows, keep=frozenset({"status"}))
    session.execute(sa.delete(account_operators).where(account_operators.c.account_id.in_(list(operators))))
    pairs = [{"account_id": a, "person_id": p} for a, persons in operators.items() for p in dict.fromkeys(persons)]
    if pairs:
        session.execute(sa.insert(account_operators), pairs)


def set_status(session: Session, account_id: str, status: str) -> None:
    session.execute(sa.update(accounts).where(accounts.c.id == account_id).values(status=status))


def save_units(session: Session, rows: Rows, paths: dict[str, tuple[str, ...]]) -> None:
    upsert(session, units, rows)
    session.execute(sa.delete(unit_paths).where(unit_paths.c.unit_id.in_(list(paths))))
    pairs = [{"unit_id": unit, "ancestor_id": a} for unit, path in paths.items() for a in dict.fromkeys((*path, unit))]
    if pairs:
        session.execute(sa.insert(unit_paths), pairs)


def forget_unit(session: Session, unit_id: str) -> None:
    session.execute(sa.delete(units).where(units.c.id == unit_id))
    session.execute(sa.delete(unit_paths).where(unit_paths.c.unit_id == unit_id))


def save_people(session: Session, rows: Rows, held: dict[str, tuple[tuple[str, str], ...]]) -> None:
    upsert(session, people, rows)
    session.execute(sa.delete(grants).where(grants.c.person_id.in_(list(held))))
    triples = [
        {"person_id": person, "role": role, "unit_id": unit}
        for person, pairs in held.items()
        for role, unit in dict.fromkeys(pairs)
    ]
    if triples:
        session.execute(sa.insert(grants), triples)


def find_account(session: Session, account_id: str) -> Account | None:
    return session.get(Account, account_id)


def find_accounts(session: Session, account_ids: Iterable[str]) -> dict[str, Account]:
    query = sa.select(Account).where(accounts.c.id.in_(set(account_ids)))
    return {account.id: account for account in session.scalars(query)}


def find_people(session: Session, person_ids: Iterable[str]) -> dict[str, Person]:
    query = sa.select(Person).where(people.c.id.in_(set(person_ids)))
    return {person.id: person for person in session.scalars(query)}


def gone_among(session: Session, person_ids: Collection[str]) -> set[str]:
    """Which of these people are no longer active."""
    if not person_ids:
        return set()
    query = sa.select(people.c.id).where(among(session, people.c.id, sorted(person_ids)), people.c.active.is_(False))
    return set(session.scalars(query))


def people_with_any_role(session: Session, person_ids: Iterable[str], roles: Sequence[str]) -> set[str]:
    """Which of these people are active and hold one of `roles`, in whatever unit."""
    query = (
        sa.select(people.c.id)
        .join(grants, grants.c.person_id == people.c.id)
        .where(people.c.id.in_(set(person_ids)), people.c.active, grants.c.role.in_(roles))
    )
    return set(session.scalars(query))


def holders(session: Session, role: str, unit_ids: Sequence[str] = ()) -> list[str]:
    """Active people who hold `role`: anywhere, or in one of the units."""
    query = sa.select(grants.c.person_id).join(people, people.c.id == grants.c.person_id)
    query = query.where(grants.c.role == role, people.c.active)
    if unit_ids:
        query = query.where(grants.c.unit_id.in_(unit_ids))
    return list(session.scalars(query.distinct().order_by(grants.c.person_id)))


def operators_of(session: Session, account_id: str) -> list[str]:
    query = sa.select(account_operators.c.person_id).where(account_operators.c.account_id == account_id)
    return list(session.scalars(query.order_by(account_operators.c.person_id)))


def all_operators(session: Session) -> list[str]:
    """Active people who operate an account that is not closed."""
    query = sa.select(account_operators.c.person_id).join(people, people.c.id == account_operators.c.person_id)
    query = query.join(accounts, accounts.c.id == account_operators.c.account_id)
    return list(session.scalars(query.where(people.c.active, accounts.c.status != "closed").distinct()))


def within_units(unit_ids: Iterable[str]) -> sa.ColumnElement[bool]:
    """Accounts of these units and all below them, and those that a unit manages as faculty (article 6)."""
    wanted = sorted(unit_ids)
    below = sa.select(unit_paths.c.unit_id).where(unit_paths.c.ancestor_id.in_(wanted))
    return sa.or_(accounts.c.unit_id.in_(wanted), accounts.c.faculty_id.in_(wanted), accounts.c.unit_id.in_(below))


def within_reach(reach: Reach) -> sa.ColumnElement[bool]:
    """Accounts that a person may see into."""
    if reach.everything:
        return sa.true()
    own = sa.select(account_operators.c.account_id).where(account_operators.c.person_id == reach.person_id)
    parts: list[sa.ColumnElement[bool]] = [accounts.c.id.in_(own)]
    if reach.unit_ids:
        parts.append(within_units(reach.unit_ids))
    if reach.tiers:
        parts.append(accounts.c.tier.in_(reach.tiers))
    return sa.or_(*parts)


def reachable(reach: Reach) -> sa.Select[Any]:
    """The ids of the accounts that a person may see into, as a subquery."""
    return sa.select(accounts.c.id).where(within_reach(reach))


def may_reach(session: Session, reach: Reach, account_id: str) -> bool:
    return reach.everything or bool(
        session.scalar(sa.select(accounts.c.id).where(accounts.c.id == account_id, within_reach(reach)))
    )


def answers_for(session: Session, reach: Reach, account_id: str) -> bool:
    """Whether a person acts for this account: operates it, or is of the unit or faculty that answers for it."""
    own = Reach(person_id=reach.person_id, unit_ids=reach.unit_ids)
    return bool(session.scalar(sa.select(accounts.c.id).where(accounts.c.id == account_id, within_reach(own))))


def in_scope(scope: Scope) -> sa.ColumnElement[bool]:
    """Accounts that a scope means, those closed for good left out."""
    parts: list[sa.ColumnElement[bool]] = [accounts.c.status != "closed"]
    if scope.tier:
        parts.append(accounts.c.tier == scope.tier)
    if scope.channel:
        parts.append(accounts.c.channel == scope.channel)
    if scope.unit_id:
        parts.append(within_units([scope.unit_id]))
    if scope.account_ids:
        parts.append(accounts.c.id.in_(scope.account_ids))
    return sa.and_(*parts)


def unit_is_within(session: Session, unit_id: str, unit_ids: Iterable[str]) -> bool:
    """Whether a unit is one of these, or lies below one of them."""
    wanted = set(unit_ids)
    below = sa.select(unit_paths.c.unit_id).where(unit_paths.c.unit_id == unit_id, unit_paths.c.ancestor_id.in_(wanted))
    return unit_id in wanted or session.scalar(below.limit(1)) is not None


def unknown_accounts(session: Session, account_ids: Iterable[str]) -> list[str]:
    """Which of these ids name no account that is known."""
    wanted = list(account_ids)
    known = set(session.scalars(sa.select(accounts.c.id).where(accounts.c.id.in_(wanted)))) if wanted else set()
    return [account_id for account_id in wanted if account_id not in known]


def knows_unit(session: Session, unit_id: str) -> bool:
    return session.scalar(sa.select(units.c.id).where(units.c.id == unit_id)) is not None
