"""Directives with a receipt an account, and freezes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.alerts.domain.directives import Directive, Receipt, Wording
from services.alerts.domain.freezes import Freeze, Proof
from services.alerts.domain.register import Account, Reach, Scope
from services.alerts.storage.register import in_scope, reachable, upsert
from services.alerts.storage.tables import (
    account_operators,
    accounts,
    directives,
    freeze,
    freeze_proofs,
    grants,
    people,
    receipts,
    wordings,
)
from services.kit.api import Instant


def send_to_scope(session: Session, directive: Directive, scope: Scope) -> list[str]:
    """One receipt for every account in scope, by one statement; the ids of these accounts."""
    session.flush()
    blank = {
        "directive_id": sa.literal(directive.id),
        "account_id": accounts.c.id,
        "state": sa.literal("sent"),
        "url": sa.literal(""),
        "read_by": sa.literal(""),
        "done_by": sa.literal(""),
        "overdue": sa.false(),
        "late": sa.false(),
        "wording": sa.literal(directive.wording),
        "delivered_at": sa.case((_is_reached(), sa.literal(directive.issued_at, Instant)), else_=sa.null()),
    }
    session.execute(sa.insert(receipts).from_select(list(blank), sa.select(*blank.values()).where(in_scope(scope))))
    query = sa.select(receipts.c.account_id).where(receipts.c.directive_id == directive.id)
    return list(session.scalars(query.order_by(receipts.c.account_id)))


def _is_reached() -> sa.ColumnElement[bool]:
    """Accounts of which somebody active hears: who operates them, or the responsible person of their unit or faculty."""
    operated = (
        sa.select(account_operators.c.person_id)
        .join(people, people.c.id == account_operators.c.person_id)
        .where(account_operators.c.account_id == accounts.c.id, people.c.active)
    )
    answered = (
        sa.select(grants.c.person_id)
        .join(people, people.c.id == grants.c.person_id)
        .where(
            grants.c.role == "responsible",
            people.c.active,
            grants.c.unit_id.in_((accounts.c.unit_id, accounts.c.faculty_id)),
        )
    )
    return sa.or_(operated.exists(), answered.exists())


def count_delivered(session: Session, directive_id: str) -> int:
    mine = receipts.c.directive_id == directive_id, receipts.c.delivered_at.is_not(None)
    return int(session.scalar(sa.select(sa.func.count()).select_from(receipts).where(*mine)) or 0)


def ask_anew(session: Session, directive: Directive) -> None:
    """Every receipt is as if just sent, for the wording that holds now."""
    session.execute(
        sa.update(receipts)
        .where(receipts.c.directive_id == directive.id)
        .values(
            state="sent", url="", read_at=None, read_by="", done_at=None, done_by="", overdue=False, late=False,
            wording=directive.wording,
        )
    )  # fmt: skip


def wordings_of(session: Session, directive_id: str) -> Sequence[Wording]:
    query = sa.select(Wording).where(wordings.c.directive_id == directive_id)
    return session.scalars(query.order_by(wordings.c.number)).all()


GROUPS = {"unit": accounts.c.unit_name, "tier": accounts.c.tier, "channel": accounts.c.channel}


def progress(session: Session, directive_id: str, reach: Reach, by: str) -> list[dict[str, Any]]:
    """How far the accounts of each unit, tier or channel are: ``{group, total, delivered, read, done, overdue}``, the furthest last."""

    def count(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)

    done = count(receipts.c.state == "done")
    query = (
        sa.select(
            GROUPS[by].label("group"),
            sa.func.count().label("total"),
            count(receipts.c.delivered_at.is_not(None)).label("delivered"),
            count(receipts.c.state != "sent").label("read"),
            done.label("done"),
            count(sa.or_(receipts.c.overdue, receipts.c.late)).label("overdue"),
        )
        .join(accounts, accounts.c.id == receipts.c.account_id)
        .where(receipts.c.directive_id == directive_id)
        .group_by(GROUPS[by])
    )
    if not reach.everything:
        query = query.where(receipts.c.account_id.in_(reachable(reach)))
    rows = session.execute(query.order_by(done * 1.0 / sa.func.count(), sa.func.count().desc(), GROUPS[by]))
    return [{**row, "group": str(row["group"])} for row in rows.mappings()]


def visible(reach: Reach) -> sa.ColumnElement[bool]:
    """Directives a person may see: those that went to an account within reach."""
    if reach.everything:
        return sa.true()
    return directives.c.id.in_(sa.select(receipts.c.directive_id).where(receipts.c.account_id.in_(reachable(reach))))


def find_directive(session: Session, directive_id: str, reach: Reach) -> Directive | None:
    return session.scalars(sa.select(Directive).where(directives.c.id == directive_id, visible(reach))).one_or_none()


def get_directive(session: Session, directive_id: str) -> Directive | None:
    return session.get(Directive, directive_id)


def list_directives(reach: Reach, wanted: dict[str, Any]) -> sa.Select[Any]:
    query = sa.select(Directive).where(visible(reach))
    if wanted.get("incident_id"):
        query = query.where(directives.c.incident_id == wanted["incident_id"])
    if wanted.get("account_id"):
        mine = sa.select(receipts.c.directive_id).where(receipts.c.account_id == wanted["account_id"])
        query = query.where(directives.c.id.in_(mine))
    if wanted.get("state"):
        query = query.where(_in_state(wanted["state"]))
    return query


def _in_state(state: str) -> sa.ColumnElement[bool]:
    withdrawn = directives.c.withdrawn_at.is_not(None)
    if state == "withdrawn":
        return withdrawn
    done = directives.c.done_count >= directives.c.total
    overdue = directives.c.overdue_at.is_not(None)
    return ~withdrawn & {"done": done, "overdue": ~done & overdue, "in_progress": ~done & ~overdue}[state]


def receipts_page(
    session: Session, directive_id: str, reach: Reach, wanted: dict[str, Any]
) -> tuple[list[tuple[Receipt, Account | None]], str | None]:
    """Receipts with their accounts, in order of the accounts' ids, and the cursor of the next page."""
    query = (
        sa.select(Receipt, Account)
        .outerjoin(Account, accounts.c.id == receipts.c.account_id)
        .where(receipts.c.directive_id == directive_id)
    )
    if not reach.everything:
        query = query.where(receipts.c.account_id.in_(reachable(reach)))
    if wanted.get("state"):
        query = query.where(receipts.c.state == wanted["state"])
    if wanted.get("cursor"):
        query = query.where(receipts.c.account_id > wanted["cursor"])
    limit: int = wanted["limit"]
    rows: list[tuple[Receipt, Account | None]] = [
        (row[0], row[1]) for row in session.execute(query.order_by(receipts.c.account_id).limit(limit + 1))
    ]
    more = len(rows) > limit
    return rows[:limit], rows[limit - 1][0].account_id if more else None


def find_receipt(session: Session, directive_id: str, account_id: str) -> Receipt | None:
    """The receipt, locked until the work is done, so that two who answer at once are counted once."""
    return session.get(Receipt, (directive_id, account_id), with_for_update=True)


def count_receipts(session: Session, directive_id: str, read: int, done: int) -> None:
    """Add to a directive's counts where the database keeps them, so that many receipts at once add up."""
    session.execute(
        sa.update(directives)
        .where(directives.c.id == directive_id)
        .values(read_count=directives.c.read_count + read, done_count=directives.c.done_count + done)
        .execution_options(synchronize_session=False)
    )


def mark_overdue(session: Session, directive_id: str) -> int:
    """Mark the receipts that are not done; how many there are."""
    late = receipts.c.directive_id == directive_id, receipts.c.state != "done"
    session.execute(sa.update(receipts).where(*late).values(overdue=True))
    return int(session.scalar(sa.select(sa.func.count()).select_from(receipts).where(*late)) or 0)


def operators_to_tell(session: Session, directive_id: str, *, unfinished: bool = False) -> Sequence[str]:
    """Who operates the accounts of a directive: all of them, or those not done yet."""
    query = (
        sa.select(account_operators.c.person_id)
        .join(receipts, receipts.c.account_id == account_operators.c.account_id)
        .where(receipts.c.directive_id == directive_id)
    )
    if unfinished:
        query = query.where(receipts.c.state != "done")
    return session.scalars(query.distinct()).all()


def responsible_to_tell(session: Session, directive_id: str, *, unfinished: bool = False) -> Sequence[str]:
    """The responsible persons (第一责任人, article 6) of the units and faculties whose accounts a directive went to."""
    query = (
        sa.select(grants.c.person_id)
        .join(people, people.c.id == grants.c.person_id)
        .join(accounts, sa.or_(accounts.c.unit_id == grants.c.unit_id, accounts.c.faculty_id == grants.c.unit_id))
        .join(receipts, receipts.c.account_id == accounts.c.id)
        .where(receipts.c.directive_id == directive_id, grants.c.role == "responsible", people.c.active)
    )
    if unfinished:
        query = query.where(receipts.c.state != "done")
    return session.scalars(query.distinct()).all()


# ---- freezes


def find_freeze(session: Session, freeze_id: str) -> Freeze | None:
    return session.get(Freeze, freeze_id)


def list_freezes(wanted: dict[str, Any]) -> sa.Select[Any]:
    query = sa.select(Freeze)
    return query.where(freeze.c.state == wanted["state"]) if wanted.get("state") else query


def keep_proofs(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Keep that processes obeyed; what one of them said last stands."""
    upsert(session, freeze_proofs, rows)


def proofs_of(session: Session, freeze_ids: Sequence[str]) -> dict[str, list[Proof]]:
    """Which processes obeyed each of these freezes, the first to do so first."""
    query = sa.select(Proof).where(freeze_proofs.c.freeze_id.in_(freeze_ids))
    found: dict[str, list[Proof]] = {freeze_id: [] for freeze_id in freeze_ids}
    for proof in session.scalars(query.order_by(freeze_proofs.c.obeyed_at, freeze_proofs.c.process)):
        found[proof.freeze_id].append(proof)
    return found
