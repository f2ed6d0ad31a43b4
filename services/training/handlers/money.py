"""The dedicated fund (article 16): lines, reservations and expenses, every movement a row, a line never below zero."""

from __future__ import annotations

from typing import Any

from services.contracts.errors import InputInvalid, NotFound, StateConflict
from services.kit.api import Work
from services.training.domain.funds import (
    Expense,
    Line,
    Movement,
    Reservation,
    fund_closed,
    insufficient,
)
from services.training.domain.plans import PlanItem
from services.training.domain.sessions import Session
from services.training.handlers.rights import ORGANISERS, PURSE
from services.training.storage import money


def add_line(work: Work, fund_id: str, title: str, amount: int) -> Line:
    """Put `amount` fen of a fund into a new line. Raises `StateConflict` where the fund does not hold so much."""
    work.identity.require(*PURSE)
    fund = money.find_fund(work.session, fund_id)
    if fund.closed_at is not None:
        raise fund_closed()
    if not money.allocate(work.session, fund_id, amount):
        raise insufficient(fund.total - fund.allocated)
    line = Line(id=work.new_id(), fund_id=fund_id, title=title, amount=amount)
    money.add(work.session, line)
    move(work, line, "allocate", amount)
    work.record("add_fund_line", f"fund:{fund_id}", line=line.id, amount=amount)
    return line


def reserve_money(
    work: Work, fund_id: str, line_id: str, amount: int, purpose: str, session_id: str | None
) -> Reservation:
    """Hold `amount` fen of a line back. Raises `StateConflict` (``insufficient_funds``) where it does not hold so much."""
    work.identity.require(*ORGANISERS)
    line = _line_of(work, line_id, fund_id)
    return _reserve(work, line, amount, purpose, session_id)


def reserve_for_session(work: Work, session: Session) -> Reservation:
    """Hold a session's budget back on its line."""
    assert session.fund_line_id is not None
    line = _line_of(work, session.fund_line_id, "", "fund_line_id")
    return _reserve(work, line, session.budget, session.title, session.id)


def reserve_for_plan(work: Work, item: PlanItem) -> Reservation:
    """Hold the budget of an item of the plan back on its line."""
    assert item.fund_line_id is not None
    line = _line_of(work, item.fund_line_id, "", "fund_line_id")
    return _reserve(work, line, item.budget, item.title, None)


def release_for_session(work: Work, session: Session) -> None:
    """Give back what is left of a session's reservation."""
    if session.reservation_id:
        _release(work, money.find_reservation(work.session, session.reservation_id))


def release_reservation(work: Work, fund_id: str, reservation_id: str) -> Reservation:
    """Give back to the line what is left of a reservation; nothing happens where nothing is."""
    work.identity.require(*PURSE)
    return _release(work, money.find_reservation(work.session, reservation_id, fund_id))


def file_expense(work: Work, fund_id: str, wanted: dict[str, Any]) -> Expense:
    """File an expense, from a reservation or straight from a line; the money is taken now, a second person approves it.

    `wanted`: ``{"line_id"?, "reservation_id"?, "amount" (fen), "purpose", "receipt"?}``.
    """
    work.identity.require(*ORGANISERS)
    reservation = _reservation_wanted(work, fund_id, wanted)
    line_id = reservation.line_id if reservation else wanted.get("line_id")
    if not line_id:
        raise InputInvalid({"line_id": ["须指明预算科目或预留。 Name a line or a reservation."]})
    line = _line_of(work, line_id, fund_id)
    expense = Expense(
        id=work.new_id(),
        fund_id=fund_id,
        line_id=line.id,
        reservation_id=reservation.id if reservation else None,
        purpose=wanted["purpose"],
        amount=wanted["amount"],
        receipt=wanted.get("receipt", ""),
        state="filed",
        filed_at=work.now,
        filed_by=work.identity.id,
    )
    _take(work, line, reservation, expense)
    work.record("file_expense", f"fund:{fund_id}", expense=expense.id, amount=expense.amount)
    return expense


def _reserve(work: Work, line: Line, amount: int, purpose: str, session_id: str | None) -> Reservation:
    if not money.hold(work.session, line.id, amount):
        raise _too_little(line)
    reservation = Reservation(
        id=work.new_id(),
        fund_id=line.fund_id,
        line_id=line.id,
        session_id=session_id,
        purpose=purpose,
        amount=amount,
        remaining=amount,
        made_at=work.now,
        made_by=work.identity.id,
    )
    money.add(work.session, reservation)
    move(work, line, "reserve", amount, reservation_id=reservation.id)
    work.record("reserve_money", f"fund:{line.fund_id}", reservation=reservation.id, amount=amount)
    return reservation


def _release(work: Work, reservation: Reservation) -> Reservation:
    amount = reservation.remaining
    if amount and money.draw(work.session, reservation.id, amount):
        money.settle(work.session, reservation.line_id, reserved=-amount, spent=0)
        line = money.find_line(work.session, reservation.line_id)
        move(work, line, "release", amount, reservation_id=reservation.id)
        work.record("release_money", f"fund:{reservation.fund_id}", reservation=reservation.id, amount=amount)
    return money.find_reservation(work.session, reservation.id)


def _take(work: Work, line: Line, reservation: Reservation | None, expense: Expense) -> None:
    if reservation is None:
        if not money.spend(work.session, line.id, expense.amount):
            raise _too_little(line)
    elif money.draw(work.session, reservation.id, expense.amount):
        money.settle(work.session, line.id, reserved=-expense.amount, spent=expense.amount)
    else:
        raise insufficient(reservation.remaining)
    money.add(work.session, expense)
    kind = "spend_reserved" if reservation else "spend"
    move(work, line, kind, expense.amount, expense_id=expense.id, reservation_id=expense.reservation_id)


def _too_little(line: Line) -> StateConflict:
    return fund_closed() if line.closed else insufficient(line.available)


def move(
    work: Work,
    line: Line,
    kind: str,
    amount: int,
    *,
    reservation_id: str | None = None,
    expense_id: str | None = None,
) -> None:
    movement = Movement(
        id=work.new_id(),
        fund_id=line.fund_id,
        line_id=line.id,
        kind=kind,
        amount=amount,
        at=work.now,
        by=work.identity.id,
        reservation_id=reservation_id,
        expense_id=expense_id,
    )
    money.add(work.session, movement)


def _line_of(work: Work, line_id: str, fund_id: str, field: str = "line_id") -> Line:
    try:
        return money.find_line(work.session, line_id, fund_id)
    except NotFound as error:
        raise InputInvalid({field: ["没有这一预算科目。 There is no such line."]}) from error


def _reservation_wanted(work: Work, fund_id: str, wanted: dict[str, Any]) -> Reservation | None:
    if not wanted.get("reservation_id"):
        return None
    try:
        return money.find_reservation(work.session, wanted["reservation_id"], fund_id)
    except NotFound as error:
        raise InputInvalid({"reservation_id": ["没有这一预留。 There is no such reservation."]}) from error
