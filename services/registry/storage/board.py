"""What the boards show of the registry, in a handful of statements."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.registry.domain.accounts import Account
from services.registry.domain.applications import PENDING, Application
from services.registry.domain.rights import Scope
from services.registry.storage import accounts as account_queries
from services.registry.storage import applications as application_queries
from services.registry.storage.tables import accounts, applications, units

NEWEST, WAITING = 10, 50


def read_board(session: Session, scope: Scope, unit_ids: frozenset[str]) -> dict[str, Any]:
    """Counts, what waits and since when, and the newest accounts, as far as `scope` reaches.

    With `unit_ids` only what these units run or manage.
    """
    of_accounts = account_queries.within(scope)
    of_applications = application_queries.within(scope)
    if unit_ids:
        of_accounts &= accounts.c.unit_id.in_(unit_ids) | accounts.c.faculty_id.in_(unit_ids)
        of_applications &= applications.c.unit_id.in_(unit_ids) | applications.c.faculty_id.in_(unit_ids)
    return {
        **_account_counts(session, of_accounts),
        "applications": {"by_state": _states(session, of_applications), "waiting": _waiting(session, of_applications)},
        "newest_accounts": _newest(session, of_accounts),
    }


def _account_counts(session: Session, condition: sa.ColumnElement[bool]) -> dict[str, Any]:
    """Totals of accounts by tier, channel and status, from one grouped statement."""
    columns = (accounts.c.tier, accounts.c.channel, accounts.c.status)
    counted: dict[str, dict[str, int]] = {"tier": {}, "channel": {}, "status": {}}
    for *values, count in session.execute(sa.select(*columns, sa.func.count()).where(condition).group_by(*columns)):
        for name, value in zip(counted, values, strict=True):
            if name == "status" or values[2] != "closed":
                counted[name][str(value)] = counted[name].get(str(value), 0) + count
    return {
        "accounts": {
            "total": sum(count for status, count in counted["status"].items() if status != "closed"),
            **{f"by_{name}": found for name, found in counted.items()},
        }
    }


def _states(session: Session, condition: sa.ColumnElement[bool]) -> dict[str, int]:
    query = sa.select(applications.c.state, sa.func.count()).where(condition).group_by(applications.c.state)
    return {row.state: row[1] for row in session.execute(query)}


def _waiting(session: Session, condition: sa.ColumnElement[bool]) -> list[dict[str, Any]]:
    """Applications that wait for a decision, longest first."""
    query = (
        sa.select(Application, units.c.name)
        .outerjoin(units, units.c.id == applications.c.unit_id)
        .where(condition, applications.c.state.in_(PENDING))
        .order_by(applications.c.waiting_since)
        .limit(WAITING)
    )
    return [
        {
            "id": found.id,
            "name": found.name,
            "channel": found.channel,
            "tier": found.tier,
            "state": found.state,
            "unit_id": found.unit_id,
            "unit_name": unit_name or "",
            "waits_for": list(found.waits_for),
            "waiting_since": found.waiting_since.isoformat() if found.waiting_since else None,
        }
        for found, unit_name in session.execute(query)
    ]


def _newest(session: Session, condition: sa.ColumnElement[bool]) -> list[dict[str, Any]]:
    query = (
        sa.select(Account, units.c.name)
        .outerjoin(units, units.c.id == accounts.c.unit_id)
        .where(condition)
        .order_by(accounts.c.id.desc())
        .limit(NEWEST)
    )
    return [
        {
            "id": found.id,
            "name": found.name,
            "channel": found.channel,
            "tier": found.tier,
            "status": found.status,
            "unit_id": found.unit_id,
            "unit_name": unit_name or "",
            "file_number": found.file_number,
            "approved_at": found.approved_at.isoformat(),
        }
        for found, unit_name in session.execute(query)
    ]
