"""The fund by the year: opened, read, closed and carried over; expenses decided by a second person, with their receipts (article 16)."""

from __future__ import annotations

import hashlib
from typing import Any

from services.kit.api import Work
from services.training.domain.files import RECEIPTS, File
from services.training.domain.funds import (
    Expense,
    Fund,
    Report,
    expense_settled,
    fund_closed,
    fund_in_use,
    receipt_missing,
    receipt_used,
)
from services.training.handlers.materials import keep_file
from services.training.handlers.money import move
from services.training.handlers.rights import ORGANISERS, PURSE, PURSE_READERS
from services.training.storage import money, plan
from services.training.storage.rules import rules_in_force


def open_fund(work: Work, year: int, name: str, total: int) -> Fund:
    """Open a year's fund of `total` fen."""
    work.identity.require(*PURSE)
    fund = Fund(
        id=work.new_id(),
        year=year,
        name=name,
        total=total,
        allocated=0,
        created_at=work.now,
        created_by=work.identity.id,
    )
    money.add(work.session, fund)
    work.record("open_fund", f"fund:{fund.id}", year=year, total=total)
    return fund


def close_fund(work: Work, fund_id: str, carry_over: bool = False) -> Fund:
    """Close a fund at the year's end: nothing is reserved or spent from it any more. With `carry_over` what was not spent goes
    to the next year's fund of the same name, which is opened where it is not there yet.

    Raises `StateConflict`: ``fund_in_use`` while reservations or undecided expenses are left, ``fund_closed`` the second time.
    """
    work.identity.require(*PURSE)
    fund = money.lock_fund(work.session, fund_id)
    if fund.closed_at is not None:
        raise fund_closed()
    if not money.close_lines(work.session, fund_id):
        raise fund_in_use()
    fund.closed_at = work.now
    work.session.flush()
    left = fund.total - money.spent_of_fund(work.session, fund_id)
    if carry_over and left:
        _carry_over(work, fund, left)
    work.record("close_fund", f"fund:{fund_id}", allocated=fund.allocated, carried_out=fund.carried_out)
    return fund


def _carry_over(work: Work, fund: Fund, left: int) -> None:
    found = money.carry_in(work.session, fund.year + 1, fund.name, left)
    if found is None:
        following = open_fund(work, fund.year + 1, fund.name, left)
        following.carried_in = left
        found = following.id
    fund.carried_out, fund.carried_to = left, found


def read_fund(work: Work, fund_id: str) -> Report:
    """A fund with all its lines, movements and expenses, for the report."""
    work.identity.require(*PURSE_READERS)
    db = work.session
    fund, expenses = money.find_fund(db, fund_id), money.all_expenses(db, fund_id)
    receipts = money.receipt_counts(db, [expense.id for expense in expenses])
    return Report(fund, money.all_lines(db, fund_id), money.all_movements(db, fund_id), expenses, receipts)


def decide_expense(work: Work, fund_id: str, expense_id: str, state: str, comment: str) -> Expense:
    """Approve or reject an expense, by a second person; a rejected one's money goes back to its line."""
    work.identity.require(*PURSE)
    expense = money.find_expense(work.session, expense_id, fund_id)
    work.check_version(expense.version)
    if state == "approved":
        _check_receipt(work, expense)
    expense.decide(state, work.identity.id, comment, work.now)
    work.session.flush()
    if state == "rejected":
        money.settle(work.session, expense.line_id, reserved=0, spent=-expense.amount)
        line = money.find_line(work.session, expense.line_id)
        move(work, line, "refund", expense.amount, expense_id=expense.id, reservation_id=expense.reservation_id)
    work.record(f"expense_{state}", f"fund:{fund_id}", expense=expense.id)
    return expense


def add_receipt(work: Work, fund_id: str, expense_id: str, name: str, content: bytes) -> File:
    """Attach a receipt: by the one who filed the expense or those who keep the purse, until it is decided.

    Raises `InputInvalid` for a file that is no receipt, `StateConflict` (``receipt_used``) where it stands at another expense.
    """
    work.identity.require(*ORGANISERS)
    expense = money.find_expense(work.session, expense_id, fund_id)
    if expense.filed_by != work.identity.id:
        work.identity.require(*PURSE)
    if expense.state != "filed":
        raise expense_settled(expense.state)
    sha256 = hashlib.sha256(content).hexdigest()
    money.take_turn_of_receipt(work.session, sha256)
    if money.is_receipt_used(work.session, sha256):
        raise receipt_used()
    file = keep_file(work, expense_id, name, content, RECEIPTS)
    work.record("add_receipt", f"fund:{fund_id}", expense=expense_id, file=file.id, sha256=file.sha256)
    return file


def list_receipts(work: Work, fund_id: str, expense_id: str) -> list[File]:
    work.identity.require(*PURSE_READERS)
    money.find_expense(work.session, expense_id, fund_id)
    return plan.files_of(work.session, expense_id)


def read_receipt(work: Work, fund_id: str, expense_id: str, file_id: str) -> File:
    work.identity.require(*PURSE_READERS)
    money.find_expense(work.session, expense_id, fund_id)
    return plan.find_file(work.session, expense_id, file_id)


def _check_receipt(work: Work, expense: Expense) -> None:
    if not rules_in_force(work.session).receipts_needed or expense.receipt:
        return
    if not plan.files_of(work.session, expense.id):
        raise receipt_missing()


def list_money(work: Work, what: str, wanted: dict[str, Any], dump: Any, fund_id: str = "") -> dict[str, Any]:
    """A page of ``funds``, or of the ``lines``, ``reservations``, ``expenses`` or ``movements`` of a fund."""
    work.identity.require(*PURSE_READERS)
    if what == "funds":
        return money.list_funds(work.session, wanted, dump)
    money.find_fund(work.session, fund_id)
    lists = {
        "lines": money.list_lines,
        "reservations": money.list_reservations,
        "expenses": money.list_expenses,
        "movements": money.list_movements,
    }
    found = lists[what](work.session, wanted, dump, fund_id)
    return _with_receipts(work, found) if what == "expenses" else found


def _with_receipts(work: Work, found: dict[str, Any]) -> dict[str, Any]:
    """A page of expenses with how many receipts stand at each."""
    counts = money.receipt_counts(work.session, [item["id"] for item in found["items"]])
    return {**found, "items": [{**item, "receipt_files": counts.get(item["id"], 0)} for item in found["items"]]}
