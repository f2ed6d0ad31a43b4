"""What the boards show of the registry, in a handful of statements."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.kit.trends import count_by_week
from services.registry.domain.accounts import Account
from services.registry.domain.applications import PENDING, Application
from services.registry.domain.rights import Scope
from services.registry.storage import accounts as account_queries
from services.registry.storage import applications as application_queries
from services.registry.storage.changes import within
from services.registry.storage.filing_tables import changes, filings, reviews, rounds
from services.registry.storage.life_tables import handovers, sightings
from services.registry.storage.tables import accounts, applications, units

NEWEST, WAITING = 10, 50


def read_board(session: Session, scope: Scope, unit_ids: frozenset[str], now: datetime) -> dict[str, Any]:
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
        "changes": {"waiting": _changes(session, scope, unit_ids)},
        "filings": _filings(session, scope, unit_ids),
        "annual_review": _annual(session, scope, unit_ids),
        "trend": count_by_week(session, accounts.c.approved_at, of_accounts, {"approved": sa.true()}, now),
    }


def _account_counts(session: Session, condition: sa.ColumnElement[bool]) -> dict[str, Any]:
    """Totals of accounts by tier, channel and status, from one grouped statement."""
    columns = (accounts.c.tier, accounts.c.channel, accounts.c.status)
    counted: dict[str, dict[str, int]] = {"tier": {}, "channel": {}, "status": {}}
    matrix: dict[str, dict[str, int]] = {}
    for *values, count in session.execute(sa.select(*columns, sa.func.count()).where(condition).group_by(*columns)):
        for name, value in zip(counted, values, strict=True):
            if name == "status" or values[2] != "closed":
                counted[name][str(value)] = counted[name].get(str(value), 0) + count
        if values[2] != "closed":
            of_channel = matrix.setdefault(values[1], {})
            of_channel[str(values[0])] = of_channel.get(str(values[0]), 0) + count
    return {
        "accounts": {
            "total": sum(count for status, count in counted["status"].items() if status != "closed"),
            **{f"by_{name}": found for name, found in counted.items()},
            "by_channel_and_tier": matrix,
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


def _near(table: sa.Table, scope: Scope, unit_ids: frozenset[str]) -> sa.ColumnElement[bool]:
    condition = within(table, scope)
    if unit_ids:
        condition &= table.c.unit_id.in_(unit_ids) | table.c.faculty_id.in_(unit_ids)
    return condition


def _changes(session: Session, scope: Scope, unit_ids: frozenset[str]) -> list[dict[str, Any]]:
    """Changes that wait to be taken on file, longest first."""
    query = (
        sa.select(
            changes.c.id, changes.c.account_id, accounts.c.name, changes.c.kind, changes.c.filed_at, changes.c.late
        )
        .join(accounts, accounts.c.id == changes.c.account_id)
        .where(_near(changes, scope, unit_ids), changes.c.state == "filed")
        .order_by(changes.c.filed_at)
        .limit(WAITING)
    )
    return [{**row, "filed_at": row["filed_at"].isoformat()} for row in session.execute(query).mappings()]


def _filings(session: Session, scope: Scope, unit_ids: frozenset[str]) -> list[dict[str, Any]]:
    """Changes that must be filed, the overdue and most urgent first (article 7)."""
    names = ("id", "account_id", "kind", "changed_on", "due_on", "state", "cause")
    query = (
        sa.select(*(filings.c[name] for name in names), accounts.c.name.label("account_name"))
        .join(accounts, accounts.c.id == filings.c.account_id)
        .where(_near(filings, scope, unit_ids), filings.c.state.in_(("open", "overdue")))
        .order_by(filings.c.due_on)
        .limit(WAITING)
    )
    rows = session.execute(query).mappings()
    return [{**row, "changed_on": row["changed_on"].isoformat(), "due_on": row["due_on"].isoformat()} for row in rows]


def _handovers(session: Session, scope: Scope, unit_ids: frozenset[str]) -> list[dict[str, Any]]:
    """What has to pass into other hands since somebody's role ended, the most urgent first."""
    seen = (
        sa.true()
        if scope.everything
        else handovers.c.unit_id.in_(scope.unit_ids) | handovers.c.faculty_id.in_(scope.faculty_ids)
    )
    if unit_ids:
        seen &= handovers.c.unit_id.in_(unit_ids) | handovers.c.faculty_id.in_(unit_ids)
    names = ("id", "kind", "subject_id", "title", "person_name", "role", "due_on", "state")
    query = sa.select(*(handovers.c[name] for name in names)).where(seen, handovers.c.state.in_(("open", "overdue")))
    rows = session.execute(query.order_by(handovers.c.due_on).limit(WAITING)).mappings()
    return [{**row, "due_on": row["due_on"].isoformat()} for row in rows]


def _dormant(condition: sa.ColumnElement[bool]) -> sa.Select[Any]:
    return sa.select(sa.func.count()).where(
        condition, accounts.c.dormant_since.is_not(None), accounts.c.status == "active"
    )


def _open_sightings(session: Session, scope: Scope) -> int:
    """Sightings that nobody settled yet; only who sees all is told."""
    if not scope.everything:
        return 0
    return int(session.scalar(sa.select(sa.func.count()).where(sightings.c.state == "open")) or 0)


def _annual(session: Session, scope: Scope, unit_ids: frozenset[str]) -> dict[str, Any] | None:
    """How far the newest round is; None where there was none."""
    newest = session.execute(sa.select(rounds.c.year, rounds.c.due_on).order_by(rounds.c.year.desc()).limit(1)).first()
    if newest is None:
        return None
    query = sa.select(reviews.c.state, sa.func.count()).where(reviews.c.year == newest.year)
    counted = session.execute(query.where(_near(reviews, scope, unit_ids)).group_by(reviews.c.state))
    states = {row.state: row[1] for row in counted}
    return {"year": newest.year, "due_on": newest.due_on.isoformat(), "by_state": states}
