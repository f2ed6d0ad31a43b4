"""The fund's money: conditional updates that never take a line below zero, and the rows that tell of each movement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from services.contracts.errors import NotFound
from services.kit.paging import page
from services.training.domain.funds import Expense, Fund, Line, Movement, Reservation
from services.training.storage.attendance import take_turns
from services.training.storage.fund_tables import expenses, fund_lines, funds, movements, reservations
from services.training.storage.plan_tables import files


def _find(db: orm.Session, cls: type[Any], id: str, fund_id: str) -> Any:
    found = db.get(cls, id, populate_existing=True)
    if found is None or (fund_id and found.fund_id != fund_id):
        raise NotFound()
    return found


def find_fund(db: orm.Session, fund_id: str) -> Fund:
    found = db.get(Fund, fund_id, populate_existing=True)
    if found is None:
        raise NotFound()
    return found


def lock_fund(db: orm.Session, fund_id: str) -> Fund:
    """A fund as it is now, which nobody closes or puts into lines until this work ends."""
    query = sa.select(Fund).where(funds.c.id == fund_id).with_for_update()
    found = db.scalars(query.execution_options(populate_existing=True)).first()
    if found is None:
        raise NotFound()
    return found


def find_line(db: orm.Session, line_id: str, fund_id: str = "") -> Line:
    """A line; with `fund_id` only one of that fund. Raises `NotFound`."""
    line: Line = _find(db, Line, line_id, fund_id)
    return line


def find_reservation(db: orm.Session, reservation_id: str, fund_id: str = "") -> Reservation:
    reservation: Reservation = _find(db, Reservation, reservation_id, fund_id)
    return reservation


def find_expense(db: orm.Session, expense_id: str, fund_id: str) -> Expense:
    expense: Expense = _find(db, Expense, expense_id, fund_id)
    return expense


def add(db: orm.Session, *things: Fund | Line | Reservation | Expense | Movement) -> None:
    """Keep new rows, each in its table, parents first."""
    for thing in things:
        db.add(thing)
        db.flush()


def allocate(db: orm.Session, fund_id: str, amount: int) -> bool:
    """Put `amount` fen of a fund into lines; False where it does not hold so much, or is closed."""
    return _changed(
        db,
        sa.update(funds)
        .where(funds.c.id == fund_id, funds.c.closed_at.is_(None), funds.c.total - funds.c.allocated >= amount)
        .values(allocated=funds.c.allocated + amount),
    )


def hold(db: orm.Session, line_id: str, amount: int) -> bool:
    """Reserve `amount` fen on a line; False where so much is not available."""
    c = fund_lines.c
    enough = sa.and_(c.closed.is_(False), c.amount - c.reserved - c.spent >= amount)
    return _changed(db, sa.update(fund_lines).where(c.id == line_id, enough).values(reserved=c.reserved + amount))


def spend(db: orm.Session, line_id: str, amount: int) -> bool:
    """Spend `amount` fen straight from a line; False where so much is not available."""
    c = fund_lines.c
    enough = sa.and_(c.closed.is_(False), c.amount - c.reserved - c.spent >= amount)
    return _changed(db, sa.update(fund_lines).where(c.id == line_id, enough).values(spent=c.spent + amount))


def draw(db: orm.Session, reservation_id: str, amount: int) -> bool:
    """Take `amount` fen out of a reservation; False where it does not hold so much."""
    c = reservations.c
    return _changed(
        db,
        sa.update(reservations)
        .where(c.id == reservation_id, c.remaining >= amount)
        .values(remaining=c.remaining - amount),
    )


def settle(db: orm.Session, line_id: str, *, reserved: int, spent: int) -> None:
    """Change what a line has reserved and spent by these fen, once the right to do so was won by `draw` or a decision."""
    c = fund_lines.c
    db.execute(
        sa.update(fund_lines)
        .where(c.id == line_id)
        .values(reserved=c.reserved + reserved, spent=c.spent + spent)
        .execution_options(synchronize_session=False)
    )


def close_lines(db: orm.Session, fund_id: str) -> bool:
    """Close a fund's lines against new money; whether nothing is reserved on them, and no expense is undecided."""
    update = sa.update(fund_lines).where(fund_lines.c.fund_id == fund_id).values(closed=True)
    held = db.scalars(update.returning(fund_lines.c.reserved).execution_options(synchronize_session=False)).all()
    filed = sa.select(sa.func.count()).select_from(expenses)
    return not sum(held) and not db.scalar(filed.where(expenses.c.fund_id == fund_id, expenses.c.state == "filed"))


def spent_of_fund(db: orm.Session, fund_id: str) -> int:
    """What a fund's lines have spent together."""
    query = sa.select(sa.func.coalesce(sa.func.sum(fund_lines.c.spent), 0)).where(fund_lines.c.fund_id == fund_id)
    return int(db.scalar(query) or 0)


def carry_in(db: orm.Session, year: int, name: str, amount: int) -> str | None:
    """Add what was left to the open fund of this year and name, and return its id; None where there is none."""
    c = funds.c
    wanted = sa.select(c.id).where(c.year == year, c.name == name, c.closed_at.is_(None)).order_by(c.id).limit(1)
    update = (
        sa.update(funds)
        .where(c.id == wanted.scalar_subquery())
        .values(total=c.total + amount, carried_in=c.carried_in + amount)
        .returning(c.id)
        .execution_options(synchronize_session=False)
    )
    return db.scalar(update)


def receipt_counts(db: orm.Session, expense_ids: Sequence[str]) -> dict[str, int]:
    """How many receipts stand at each of these expenses."""
    query = sa.select(files.c.owner_id, sa.func.count()).where(files.c.owner_id.in_(expense_ids))
    return {row[0]: int(row[1]) for row in db.execute(query.group_by(files.c.owner_id))}


def take_turn_of_receipt(db: orm.Session, sha256: str) -> None:
    """Whoever hands in a file of the same content waits until this work ends."""
    take_turns(db, {f"receipt:{sha256[:48]}"})


def is_receipt_used(db: orm.Session, sha256: str) -> bool:
    """Whether a file of this content stands at an expense that was not rejected."""
    query = sa.select(expenses.c.id).join(files, files.c.owner_id == expenses.c.id)
    return db.scalar(query.where(files.c.sha256 == sha256, expenses.c.state != "rejected").limit(1)) is not None


def all_expenses(db: orm.Session, fund_id: str) -> list[Expense]:
    """Every expense of a fund, in order of filing."""
    return list(db.scalars(sa.select(Expense).where(expenses.c.fund_id == fund_id).order_by(expenses.c.id)))


def all_lines(db: orm.Session, fund_id: str) -> list[Line]:
    """Every line of a fund, in order of their making."""
    return list(db.scalars(sa.select(Line).where(fund_lines.c.fund_id == fund_id).order_by(fund_lines.c.id)))


def all_movements(db: orm.Session, fund_id: str) -> list[Movement]:
    """Every movement of a fund, in order of time."""
    return list(db.scalars(sa.select(Movement).where(movements.c.fund_id == fund_id).order_by(movements.c.id)))


def _changed(db: orm.Session, update: sa.Update) -> bool:
    result: Any = db.execute(update.execution_options(synchronize_session=False))
    return bool(result.rowcount)


def list_funds(db: orm.Session, wanted: dict[str, Any], dump: Any) -> dict[str, Any]:
    query = sa.select(Fund)
    if wanted.get("year"):
        query = query.where(funds.c.year == wanted["year"])
    return page(db, query, funds.c.id, wanted, dump, newest_first=True)


def list_lines(db: orm.Session, wanted: dict[str, Any], dump: Any, fund_id: str) -> dict[str, Any]:
    query = sa.select(Line).where(fund_lines.c.fund_id == fund_id)
    return page(db, query, fund_lines.c.id, wanted, dump)


def list_reservations(db: orm.Session, wanted: dict[str, Any], dump: Any, fund_id: str) -> dict[str, Any]:
    query = sa.select(Reservation).where(reservations.c.fund_id == fund_id)
    return page(db, query, reservations.c.id, wanted, dump, newest_first=True)


def list_expenses(db: orm.Session, wanted: dict[str, Any], dump: Any, fund_id: str) -> dict[str, Any]:
    query = sa.select(Expense).where(expenses.c.fund_id == fund_id)
    if wanted.get("state"):
        query = query.where(expenses.c.state == wanted["state"])
    return page(db, query, expenses.c.id, wanted, dump, newest_first=True)


def list_movements(db: orm.Session, wanted: dict[str, Any], dump: Any, fund_id: str) -> dict[str, Any]:
    query = sa.select(Movement).where(movements.c.fund_id == fund_id)
    return page(db, query, movements.c.id, wanted, dump)


def movements_of_line(db: orm.Session, line_id: str) -> list[tuple[str, int]]:
    """All movements of a line as pairs of kind and amount."""
    query = sa.select(movements.c.kind, movements.c.amount).where(movements.c.line_id == line_id)
    return [(row.kind, row.amount) for row in db.execute(query)]


def fund_numbers(db: orm.Session) -> list[dict[str, Any]]:
    """Each open fund with what its lines hold together, in fen."""
    held = sa.func.coalesce(sa.func.sum(fund_lines.c.reserved), 0), sa.func.coalesce(sa.func.sum(fund_lines.c.spent), 0)
    query = (
        sa.select(
            funds.c.id, funds.c.year, funds.c.name, funds.c.total, held[0].label("reserved"), held[1].label("spent")
        )
        .select_from(funds.outerjoin(fund_lines))
        .where(funds.c.closed_at.is_(None))
        .group_by(funds.c.id, funds.c.year, funds.c.name, funds.c.total)
        .order_by(funds.c.year.desc(), funds.c.id)
    )
    return [dict(row._mapping) for row in db.execute(query)]


def expenses_waiting(db: orm.Session) -> int:
    """How many expenses wait for a second person."""
    return int(db.scalar(sa.select(sa.func.count()).select_from(expenses).where(expenses.c.state == "filed")) or 0)
