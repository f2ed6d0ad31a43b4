"""The dedicated fund: no line below zero, sums that match the movements, a second person for every expense."""

from __future__ import annotations

import contextlib
import io
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.contracts.errors import InputInvalid, NotFound, NotPermitted, StateConflict
from services.kit.database import Database
from services.training.domain.funds import Line, balance_of
from services.training.handlers import money as handlers
from services.training.handlers import purse
from services.training.handlers.programme import announce_session, cancel_session
from services.training.sheets import write_fund
from services.training.storage import money
from tests.unit.training.campus import AUDITOR, DIRECTOR, OFFICER, TRAINER, Campus, session_wanted, student


def make_line(campus: Campus, amount: int = 100_000, total: int = 1_000_000) -> Line:
    with campus.acting(OFFICER) as work:
        fund = purse.open_fund(work, 2026, "新媒体培训专项", total)
        return handlers.add_line(work, fund.id, "讲课费", amount)


def read_line(campus: Campus, line: Line) -> Line:
    with campus.acting(OFFICER) as work:
        found = money.find_line(work.session, line.id)
        balance = balance_of(money.movements_of_line(work.session, line.id))
    assert (balance.amount, balance.reserved, balance.spent) == (found.amount, found.reserved, found.spent)
    return found


def file(campus: Campus, line: Line, amount: int, **more: Any) -> str:
    with campus.acting(TRAINER) as work:
        wanted = {"line_id": line.id, "amount": amount, "purpose": "讲课费", **more}
        return handlers.file_expense(work, line.fund_id, wanted).id


@pytest.mark.article(16)
def test_a_line_never_goes_below_zero(campus: Campus) -> None:
    line = make_line(campus, 1000)
    file(campus, line, 600)
    with pytest.raises(StateConflict, match="insufficient_funds") as caught:
        file(campus, line, 401)
    assert caught.value.details["available"] == "4.00"
    file(campus, line, 400)
    assert read_line(campus, line).available == 0


@pytest.mark.article(16)
def test_lines_hold_no_more_than_their_fund(campus: Campus) -> None:
    line = make_line(campus, 600, total=1000)
    with pytest.raises(StateConflict, match="insufficient_funds"), campus.acting(OFFICER) as work:
        handlers.add_line(work, line.fund_id, "场地", 401)


@pytest.mark.article(16)
def test_a_session_reserves_its_budget_and_gives_it_back_when_called_off(campus: Campus) -> None:
    line = make_line(campus, 1000)
    with campus.acting(TRAINER) as work:
        session = announce_session(work, session_wanted(budget=700, fund_line_id=line.id))
    assert read_line(campus, line).reserved == 700
    with pytest.raises(StateConflict, match="insufficient_funds"), campus.acting(TRAINER) as work:
        announce_session(work, session_wanted(budget=301, fund_line_id=line.id))
    assert session.reservation_id
    file(campus, line, 200, reservation_id=session.reservation_id)
    assert (read_line(campus, line).reserved, read_line(campus, line).spent) == (500, 200)
    with campus.acting(TRAINER) as work:
        cancel_session(work, session.id, "讲师生病")
    assert (read_line(campus, line).reserved, read_line(campus, line).available) == (0, 800)


@pytest.mark.article(16)
def test_an_expense_takes_no_more_than_its_reservation_holds(campus: Campus) -> None:
    line = make_line(campus, 1000)
    with campus.acting(OFFICER) as work:
        held = handlers.reserve_money(work, line.fund_id, line.id, 300, "场地押金", None)
    with pytest.raises(StateConflict, match="insufficient_funds"):
        file(campus, line, 301, reservation_id=held.id)
    with campus.acting(OFFICER) as work:
        assert handlers.release_reservation(work, line.fund_id, held.id).remaining == 0
        assert handlers.release_reservation(work, line.fund_id, held.id).remaining == 0
    assert read_line(campus, line).available == 1000


@pytest.mark.article(16)
def test_an_expense_is_approved_once_by_a_second_person(campus: Campus) -> None:
    line = make_line(campus)
    with campus.acting(OFFICER) as work:
        own = handlers.file_expense(work, line.fund_id, {"line_id": line.id, "amount": 5, "purpose": "茶水"})
    with pytest.raises(NotPermitted, match="own_expense"), campus.acting(OFFICER) as work:
        purse.decide_expense(work, line.fund_id, own.id, "approved", "")
    for person in (TRAINER, AUDITOR, student(1)):
        with pytest.raises(NotPermitted), campus.acting(person) as work:
            purse.decide_expense(work, line.fund_id, own.id, "approved", "")
    with campus.acting(DIRECTOR) as work:
        assert purse.decide_expense(work, line.fund_id, own.id, "approved", "").decided_by == "director"
    with pytest.raises(StateConflict), campus.acting(DIRECTOR) as work:
        purse.decide_expense(work, line.fund_id, own.id, "rejected", "重复")


@pytest.mark.article(16)
def test_a_rejected_expense_gives_its_money_back(campus: Campus) -> None:
    line = make_line(campus, 1000)
    expense_id = file(campus, line, 900)
    with campus.acting(DIRECTOR) as work:
        purse.decide_expense(work, line.fund_id, expense_id, "rejected", "无发票")
    assert read_line(campus, line).available == 1000


def test_a_line_of_another_fund_is_no_line_here(campus: Campus) -> None:
    line, other = make_line(campus), make_line(campus)
    with pytest.raises(InputInvalid), campus.acting(OFFICER) as work:
        handlers.reserve_money(work, other.fund_id, line.id, 5, "错科目", None)
    with pytest.raises(NotFound), campus.acting(OFFICER) as work:
        purse.list_money(work, "lines", {"limit": 5, "cursor": ""}, vars, "no-such-fund")


@pytest.mark.article(16)
@pytest.mark.parametrize("person", [TRAINER, AUDITOR, student(1)])
def test_only_the_propaganda_department_opens_funds(campus: Campus, person: Any) -> None:
    with pytest.raises(NotPermitted), campus.acting(person) as work:
        purse.open_fund(work, 2026, "小金库", 100)
    with campus.acting(OFFICER) as work:
        fund = purse.open_fund(work, 2026, "专项资金", 100)
    with pytest.raises(NotPermitted), campus.acting(person) as work:
        handlers.add_line(work, fund.id, "小金库", 100)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["reserve", "release", "expense", "draw", "reject", "approve"]),
        st.integers(1, 700),
        st.integers(0, 5),
    ),
    max_size=25,
)


@pytest.fixture(scope="module")
def shared() -> Iterator[Campus]:
    with tempfile.TemporaryDirectory() as folder:
        database = Database.in_folder(Path(folder), "training")
        yield Campus(database)
        database.close()


@pytest.mark.article(16)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_no_order_of_steps_takes_a_line_below_zero_or_off_its_movements(shared: Campus, steps: list[Any]) -> None:
    held: list[str] = []
    filed: list[str] = []
    line = make_line(shared, 1000)
    for kind, amount, pick in steps:
        decider = DIRECTOR if kind in ("reject", "approve") else OFFICER
        with contextlib.suppress(StateConflict), shared.acting(decider) as work:
            _step(work, line, kind, amount, pick, held, filed)
        now = read_line(shared, line)
        assert now.available >= 0
        assert now.reserved >= 0
        assert now.spent >= 0


def _step(work: Any, line: Line, kind: str, amount: int, pick: int, held: list[str], filed: list[str]) -> None:
    fund_id = line.fund_id
    wanted = {"line_id": line.id, "amount": amount, "purpose": "讲课费"}
    if kind == "reserve":
        held.append(handlers.reserve_money(work, fund_id, line.id, amount, "预留", None).id)
    elif kind == "expense":
        filed.append(handlers.file_expense(work, fund_id, wanted).id)
    elif kind == "draw" and held:
        filed.append(handlers.file_expense(work, fund_id, {**wanted, "reservation_id": held[pick % len(held)]}).id)
    elif kind == "release" and held:
        handlers.release_reservation(work, fund_id, held[pick % len(held)])
    elif kind in ("reject", "approve") and filed:
        purse.decide_expense(
            work, fund_id, filed[pick % len(filed)], {"reject": "rejected", "approve": "approved"}[kind], "核"
        )


@pytest.mark.article(16)
def test_a_fund_is_closed_once_nothing_is_left_open_and_spends_nothing_after(campus: Campus) -> None:
    line = make_line(campus, 1000)
    with campus.acting(OFFICER) as work:
        held = handlers.reserve_money(work, line.fund_id, line.id, 300, "场地押金", None)

    def close() -> None:
        with campus.acting(DIRECTOR) as work:
            purse.close_fund(work, line.fund_id)

    with pytest.raises(StateConflict, match="fund_in_use"):
        close()
    expense_id = file(campus, line, 300, reservation_id=held.id)
    with pytest.raises(StateConflict, match="fund_in_use"):
        close()
    with campus.acting(DIRECTOR) as work:
        purse.decide_expense(work, line.fund_id, expense_id, "approved", "")
    close()
    for act in (close, lambda: file(campus, line, 1)):
        with pytest.raises(StateConflict, match="fund_closed"):
            act()
    with pytest.raises(StateConflict, match="fund_closed"), campus.acting(OFFICER) as work:
        handlers.add_line(work, line.fund_id, "补录", 1)


def test_the_funds_report_holds_its_lines_and_every_movement(campus: Campus) -> None:
    line = make_line(campus, 100_050)
    file(campus, line, 20_000)
    with campus.acting(AUDITOR) as work:
        book = openpyxl.load_workbook(io.BytesIO(write_fund(purse.read_fund(work, line.fund_id))))
    assert [cell.value for cell in book["科目"][5]] == ["讲课费", 1000.5, 0, 200, 800.5]
    assert [row[3].value for row in book["流水"].iter_rows(min_row=5)] == [1000.5, 200]
    with pytest.raises(NotPermitted), campus.acting(student(1)) as work:
        purse.read_fund(work, line.fund_id)
