"""Money under many hands at once, over PostgreSQL: whatever the steps, no line goes below zero and the books add up."""

from __future__ import annotations

from typing import Any

import eventlet
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm.exc import StaleDataError

from services.contracts.errors import XinmeiError
from services.kit import ledger
from services.training.domain.funds import balance_of
from services.training.handlers import money as handlers
from services.training.handlers import purse
from services.training.storage import money
from tests.unit.training.campus import DIRECTOR, OFFICER, Campus
from tests.unit.training.test_money import make_line
from tests.unit.training.test_purse import (  # noqa: F401
    test_a_receipt_is_known_by_its_content_and_stands_at_one_expense_only,
    test_what_is_left_at_the_years_end_is_carried_over_to_the_fen,
    test_what_is_left_joins_the_next_years_fund_where_that_is_open_already,
)

WIDTH = 8
STEPS = st.lists(
    st.tuples(st.sampled_from(["reserve", "spend", "draw", "release", "decide", "allocate"]), st.integers(20, 300)),
    min_size=WIDTH,
    max_size=40,
)


class Books:
    """One fund with two lines, and what workers made in it so far."""

    def __init__(self, campus: Campus) -> None:
        self.campus = campus
        line = make_line(campus, 500, total=1200)
        self.fund_id = line.fund_id
        with campus.acting(OFFICER) as work:
            self.lines = [line.id, handlers.add_line(work, line.fund_id, "沙龙", 300).id]
        self.reservations: list[str] = []
        self.expenses: list[str] = []

    def act(self, step: tuple[str, int]) -> None:
        """One worker's step, in its own transaction; what is refused changes nothing."""
        what, amount = step
        try:
            with self.campus.acting(DIRECTOR if what == "decide" else OFFICER) as work:
                getattr(self, what)(work, amount)
        except (XinmeiError, StaleDataError):
            return

    def reserve(self, work: Any, amount: int) -> None:
        line_id = self.lines[amount % 2]
        self.reservations.append(handlers.reserve_money(work, self.fund_id, line_id, amount, "预留", None).id)

    def spend(self, work: Any, amount: int) -> None:
        wanted = {"line_id": self.lines[amount % 2], "amount": amount, "purpose": "课酬"}
        self.expenses.append(handlers.file_expense(work, self.fund_id, wanted).id)

    def draw(self, work: Any, amount: int) -> None:
        if self.reservations:
            held = self.reservations[amount % len(self.reservations)]
            wanted = {"reservation_id": held, "amount": amount, "purpose": "课酬"}
            self.expenses.append(handlers.file_expense(work, self.fund_id, wanted).id)

    def release(self, work: Any, amount: int) -> None:
        if self.reservations:
            held = self.reservations[amount % len(self.reservations)]
            handlers.release_reservation(work, self.fund_id, held)

    def decide(self, work: Any, amount: int) -> None:
        if self.expenses:
            state = "approved" if amount % 2 else "rejected"
            purse.decide_expense(work, self.fund_id, self.expenses[amount % len(self.expenses)], state, "")

    def allocate(self, work: Any, amount: int) -> None:
        handlers.add_line(work, self.fund_id, "追加", amount)


@pytest.mark.article(16)
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(STEPS)
def test_whatever_workers_do_at_once_no_line_goes_below_zero_and_sums_match(campus: Campus, steps: Any) -> None:
    books = Books(campus)
    list(eventlet.GreenPool(WIDTH).imap(books.act, steps))
    with campus.acting(OFFICER) as work:
        fund, lines = money.find_fund(work.session, books.fund_id), money.all_lines(work.session, books.fund_id)
        for line in lines:
            moved = balance_of(money.movements_of_line(work.session, line.id))
            assert (moved.amount, moved.reserved, moved.spent) == (line.amount, line.reserved, line.spent)
            assert line.available >= 0 <= min(line.reserved, line.spent)
        assert fund.allocated == sum(line.amount for line in lines) <= fund.total
        held = money.list_reservations(
            work.session, {"limit": 200, "cursor": ""}, lambda r: {"left": r.remaining}, fund.id
        )
        assert sum(item["left"] for item in held["items"]) == sum(line.reserved for line in lines)
        filed = money.all_expenses(work.session, fund.id)
        assert sum(e.amount for e in filed if e.state != "rejected") == sum(line.spent for line in lines)
        assert ledger.verify(work.session) is None
