"""What intake goes by: the department's rules and severities, sources outside, and when each account last published."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from services.alerts.domain.intake import DEFAULT_RULES, IntakeRule
from services.alerts.domain.severities import DEFAULT_SEVERITIES, Severity
from services.alerts.domain.sources import Source
from services.alerts.storage.tables import account_activity, accounts
from services.kit.tables import deadlines


def rules(session: Session) -> dict[str, IntakeRule]:
    """The department's rules over the built-in ones."""
    return {**DEFAULT_RULES, **{rule.kind: rule for rule in session.scalars(sa.select(IntakeRule))}}


def save_rule(session: Session, given: dict[str, Any]) -> IntakeRule:
    found = session.get(IntakeRule, given["kind"])
    if found is None:
        found = IntakeRule(**given)
        session.add(found)
    for name, value in given.items():
        setattr(found, name, value)
    return found


def severities(session: Session) -> dict[str, Severity]:
    """The department's definitions over the built-in ones, the gravest first."""
    own = {found.severity: found for found in session.scalars(sa.select(Severity))}
    return {name: own.get(name, built_in) for name, built_in in DEFAULT_SEVERITIES.items()}


def save_severity(session: Session, given: dict[str, Any]) -> Severity:
    found = session.get(Severity, given["severity"])
    if found is None:
        found = Severity(**given)
        session.add(found)
    for name, value in given.items():
        setattr(found, name, value)
    return found


def list_sources() -> sa.Select[tuple[Source]]:
    return sa.select(Source)


def find_source(session: Session, source_id: str) -> Source | None:
    return session.get(Source, source_id)


# ---- accounts that fall silent


def note_posts(session: Session, last: dict[str, datetime]) -> None:
    """Keep when accounts last published, as far as that is news."""
    rows = [{"account_id": account, "last_post_at": at, "dormant_since": None} for account, at in sorted(last.items())]
    if not rows:
        return
    dialect: Any = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    insert = dialect.insert(account_activity).values(rows)
    newer = account_activity.c.last_post_at < insert.excluded.last_post_at
    changed = {"last_post_at": insert.excluded.last_post_at, "dormant_since": None}
    session.execute(insert.on_conflict_do_update(index_elements=["account_id"], set_=changed, where=newer))


def is_planned(session: Session, kind: str, subject: str) -> bool:
    """Whether a deadline of this kind waits already."""
    mine = deadlines.c.kind == kind, deadlines.c.subject == subject
    return session.scalar(sa.select(deadlines.c.subject).where(*mine)) is not None


def fallen_silent(session: Session, before: datetime, limit: int) -> list[tuple[str, datetime]]:
    """Active accounts whose last known post is older than `before` and of which that was not said yet: id and time."""
    query = (
        sa.select(account_activity.c.account_id, account_activity.c.last_post_at)
        .join(accounts, accounts.c.id == account_activity.c.account_id)
        .where(
            accounts.c.status == "active",
            account_activity.c.last_post_at < before,
            account_activity.c.dormant_since.is_(None),
        )
    )
    rows = session.execute(query.order_by(account_activity.c.last_post_at).limit(limit))
    return [(row.account_id, row.last_post_at) for row in rows]


def say_silent(session: Session, account_ids: Sequence[str], at: datetime) -> None:
    session.execute(
        sa.update(account_activity).where(account_activity.c.account_id.in_(account_ids)).values(dormant_since=at)
    )
