"""Receipts by their content, and the year's end: what is left goes on, to the fen."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from services.contracts.errors import InputInvalid, NotFound, NotPermitted, StateConflict
from services.training.handlers import money as handlers
from services.training.handlers import purse, standing
from services.training.sheets import write_fund
from services.training.storage import money
from tests.unit.training.campus import AUDITOR, DIRECTOR, OFFICER, TRAINER, Campus, student
from tests.unit.training.test_money import file, make_line
from tests.unit.training.test_planning import PDF


def ofd() -> bytes:
    """An electronic invoice as OFD: a ZIP container with its document."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as container:
        container.writestr("OFD.xml", "<ofd:OFD/>")
    return kept.getvalue()


@pytest.mark.article(16)
def test_a_receipt_is_known_by_its_content_and_stands_at_one_expense_only(campus: Campus) -> None:
    line = make_line(campus)
    first, second = file(campus, line, 100), file(campus, line, 200)
    with campus.acting(TRAINER) as work:
        kept = purse.add_receipt(work, line.fund_id, first, "发票.ofd", ofd())
        assert kept.media_type == "application/ofd"
    with pytest.raises(StateConflict, match="receipt_used"), campus.acting(TRAINER) as work:
        purse.add_receipt(work, line.fund_id, second, "另一张.ofd", ofd())
    with pytest.raises(InputInvalid), campus.acting(TRAINER) as work:
        purse.add_receipt(work, line.fund_id, second, "发票.pdf", b"not a receipt at all")
    with campus.acting(AUDITOR) as work:
        assert purse.read_receipt(work, line.fund_id, first, kept.id).content == ofd()
        with pytest.raises(NotFound):
            purse.read_receipt(work, line.fund_id, second, kept.id)
    with pytest.raises(NotPermitted), campus.acting(student(1)) as work:
        purse.list_receipts(work, line.fund_id, first)
    with campus.acting(DIRECTOR) as work:
        purse.decide_expense(work, line.fund_id, first, "rejected", "发票抬头不符")
    with pytest.raises(StateConflict, match="expense_decided"), campus.acting(TRAINER) as work:
        purse.add_receipt(work, line.fund_id, first, "补.pdf", PDF)
    with campus.acting(TRAINER) as work:
        assert purse.add_receipt(work, line.fund_id, second, "发票.ofd", ofd()).size == len(ofd())


@pytest.mark.article(16)
def test_where_the_rules_ask_for_receipts_none_is_approved_without(campus: Campus) -> None:
    line = make_line(campus)
    expense = file(campus, line, 100)
    with campus.acting(OFFICER) as work:
        standing.set_rules(work, {"receipts_needed": True})
    with pytest.raises(StateConflict, match="receipt_missing"), campus.acting(DIRECTOR) as work:
        purse.decide_expense(work, line.fund_id, expense, "approved", "")
    with campus.acting(TRAINER) as work:
        purse.add_receipt(work, line.fund_id, expense, "发票.pdf", PDF)
    with campus.acting(DIRECTOR) as work:
        assert purse.decide_expense(work, line.fund_id, expense, "approved", "").state == "approved"


@pytest.mark.article(16)
def test_what_is_left_at_the_years_end_is_carried_over_to_the_fen(campus: Campus) -> None:
    line = make_line(campus, 100_000, total=300_001)
    expense = file(campus, line, 12_345)
    with pytest.raises(StateConflict, match="fund_in_use"), campus.acting(OFFICER) as work:
        purse.close_fund(work, line.fund_id, True)
    with campus.acting(DIRECTOR) as work:
        purse.decide_expense(work, line.fund_id, expense, "approved", "")
    with campus.acting(OFFICER) as work:
        closed = purse.close_fund(work, line.fund_id, True)
        assert closed.carried_to is not None
        following = money.find_fund(work.session, closed.carried_to)
    left = 300_001 - 12_345
    assert closed.carried_out == left
    assert (following.year, following.name, following.total, following.carried_in) == (2027, closed.name, left, left)
    with pytest.raises(StateConflict, match="fund_closed"), campus.acting(OFFICER) as work:
        purse.close_fund(work, line.fund_id, True)
    with pytest.raises(StateConflict, match="fund_closed"), campus.acting(TRAINER) as work:
        handlers.reserve_money(work, line.fund_id, line.id, 1, "晚了", None)
    with campus.acting(OFFICER) as work:
        assert handlers.add_line(work, following.id, "沙龙", left).amount == left
        with pytest.raises(StateConflict):
            handlers.add_line(work, following.id, "多一分", 1)


def test_what_is_left_joins_the_next_years_fund_where_that_is_open_already(campus: Campus) -> None:
    line = make_line(campus, 100, total=500)
    with campus.acting(OFFICER) as work:
        following = purse.open_fund(work, 2027, "新媒体培训专项", 1000)
    with campus.acting(OFFICER) as work:
        assert purse.close_fund(work, line.fund_id, True).carried_to == following.id
        assert money.find_fund(work.session, following.id).total == 1500
    with campus.acting(OFFICER) as work:
        assert purse.close_fund(work, following.id).carried_out == 0


def test_the_report_lists_expenses_with_their_receipts(campus: Campus) -> None:
    line = make_line(campus)
    with_file, without = file(campus, line, 1000), file(campus, line, 2000)
    with campus.acting(TRAINER) as work:
        purse.add_receipt(work, line.fund_id, with_file, "发票.pdf", PDF)
    with campus.acting(AUDITOR) as work:
        book = openpyxl.load_workbook(io.BytesIO(write_fund(purse.read_fund(work, line.fund_id))))
    rows = [[cell.value for cell in row][3:6] for row in book["支出"].iter_rows(min_row=5)]
    assert rows == [[10, "待审批", "1 份"], [20, "待审批", "无"]]
    assert without
