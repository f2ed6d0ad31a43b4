"""The dedicated fund (专项资金, article 16): lines, reservations and expenses. All amounts are whole fen.

What a line holds is ``amount - reserved - spent`` and is never below zero. Every movement is a row of its own; `balance_of`
adds them up, and must give what the line says.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from services.contracts.errors import NotPermitted, StateConflict

MOVEMENTS = ("allocate", "reserve", "release", "spend", "spend_reserved", "refund")
EXPENSE_STATES = ("filed", "approved", "rejected")


@dataclass(eq=False, kw_only=True)
class Fund:
    """One year's fund: `total` is what the college gave with what was `carried_in`, `allocated` what its lines hold together.

    Once closed, what was not spent may have been `carried_out` to the fund `carried_to`.
    """

    id: str
    year: int
    name: str
    total: int
    allocated: int
    created_at: datetime
    created_by: str
    closed_at: datetime | None = None
    carried_in: int = 0
    carried_out: int = 0
    carried_to: str | None = None


@dataclass(eq=False, kw_only=True)
class Line:
    """A line of a fund."""

    id: str
    fund_id: str
    title: str
    amount: int
    reserved: int = 0
    spent: int = 0
    closed: bool = False

    @property
    def available(self) -> int:
        return self.amount - self.reserved - self.spent


@dataclass(eq=False, kw_only=True)
class Reservation:
    """Money held back on a line for a purpose, often a session; `remaining` is what is neither spent nor released."""

    id: str
    fund_id: str
    line_id: str
    session_id: str | None
    purpose: str
    amount: int
    remaining: int
    made_at: datetime
    made_by: str


@dataclass(eq=False, kw_only=True)
class Expense:
    """Money spent, from a reservation or straight from a line. A second person approves it."""

    id: str
    fund_id: str
    line_id: str
    reservation_id: str | None
    purpose: str
    amount: int
    state: str
    filed_at: datetime
    filed_by: str
    receipt: str = ""
    decided_at: datetime | None = None
    decided_by: str | None = None
    comment: str = ""
    version: int = 1

    def decide(self, state: str, person_id: str, comment: str, now: datetime) -> None:
        """Approve or reject; nobody decides on their own, and nobody twice."""
        if person_id == self.filed_by:
            raise NotPermitted(
                zh="报销须由另一人审批，您不能审批自己提交的支出。没有作任何更改。",
                en="An expense is approved by a second person, not by the one who filed it. Nothing was changed.",
                code="own_expense",
            )
        if self.state != "filed":
            raise StateConflict(code="expense_decided", state=self.state)
        self.state, self.decided_by, self.decided_at, self.comment = state, person_id, now, comment


@dataclass(eq=False, kw_only=True)
class Movement:
    """One row of the money's ledger; `amount` is positive, `kind` says which way it went."""

    id: str
    fund_id: str
    line_id: str
    kind: str
    amount: int
    at: datetime
    by: str
    reservation_id: str | None = None
    expense_id: str | None = None


@dataclass(frozen=True)
class Report:
    """A fund with all that stands in its books."""

    fund: Fund
    lines: list[Line]
    movements: list[Movement]
    expenses: list[Expense]
    receipts: dict[str, int]


@dataclass(frozen=True)
class Balance:
    """What the movements of a line add up to, in fen."""

    amount: int
    reserved: int
    spent: int


_EFFECTS = {
    "allocate": (1, 0, 0),
    "reserve": (0, 1, 0),
    "release": (0, -1, 0),
    "spend": (0, 0, 1),
    "spend_reserved": (0, -1, 1),
    "refund": (0, 0, -1),
}


def balance_of(movements: Iterable[tuple[str, int]]) -> Balance:
    """Add up pairs of kind and amount."""
    totals = [0, 0, 0]
    for kind, amount in movements:
        for place, sign in enumerate(_EFFECTS[kind]):
            totals[place] += sign * amount
    return Balance(*totals)


def insufficient(available: int) -> StateConflict:
    """The refusal of an amount that a line or a reservation does not hold."""
    return StateConflict(
        zh=f"额度不足：可用 {available / 100:.2f} 元。没有作任何更改。",
        en=f"Not enough money: {available / 100:.2f} yuan are left. Nothing was changed.",
        code="insufficient_funds",
        available=f"{available / 100:.2f}",
    )


def fund_closed() -> StateConflict:
    return StateConflict(
        zh="该专项资金已结账关闭，不能再预留或支出。没有作任何更改。",
        en="This fund is closed: nothing can be reserved or spent any more. Nothing was changed.",
        code="fund_closed",
    )


def fund_in_use() -> StateConflict:
    return StateConflict(
        zh="仍有未释放的预留或未审批的支出，不能结账。没有作任何更改，请先逐一处理。",
        en="Reservations or undecided expenses are left; settle them first. Nothing was changed.",
        code="fund_in_use",
    )


def receipt_missing() -> StateConflict:
    return StateConflict(
        zh="该支出尚无凭证，按规则不能批准。没有作任何更改；请先由经办人上传发票或收据。",
        en="This expense has no receipt and the rules ask for one. Nothing was changed; have it uploaded first.",
        code="receipt_missing",
    )


def receipt_used() -> StateConflict:
    return StateConflict(
        zh="同一张凭证已用于另一笔支出，没有保存。请核对是否重复报销。",
        en="The same receipt stands at another expense already; it was not kept. See whether this was claimed before.",
        code="receipt_used",
    )


def expense_settled(state: str) -> StateConflict:
    return StateConflict(
        zh="该支出已审批，不能再增加凭证。没有作任何更改。",
        en="This expense was decided; no receipt can be added any more. Nothing was changed.",
        code="expense_decided",
        state=state,
    )
