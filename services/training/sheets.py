"""Excel workbooks by openpyxl: attendance and a fund's report. Cells are texts or numbers, never formulas."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

from services.kit.api import CAMPUS_ZONE
from services.training.domain.enrolments import Enrolment
from services.training.domain.funds import Expense
from services.training.domain.funds import Report as FundReport
from services.training.domain.sessions import Session

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ATTENDANCE = {
    "序号 No.": 9,
    "姓名 Name": 16,
    "单位 Unit": 24,
    "报名状态 State": 18,
    "考勤 Attendance": 18,
    "签到时间 Checked in": 20,
    "备注 Note": 28,
    "签名 Signature": 18,
}
LINES = {"科目 Line": 30, "额度 Amount": 16, "预留 Reserved": 16, "支出 Spent": 16, "可用 Available": 16}
MOVEMENTS = {"时间 Time": 20, "科目 Line": 30, "事项 Kind": 20, "金额 Amount": 16, "经办 By": 40}
EXPENSES = {
    "时间 Filed": 20,
    "科目 Line": 24,
    "用途 Purpose": 36,
    "金额 Amount": 16,
    "状态 State": 14,
    "凭证 Receipt": 20,
    "意见 Comment": 28,
}
EXPENSE_STATES = {"filed": "待审批", "approved": "已批准", "rejected": "已驳回"}
STATES = {
    "enrolled": "已报名",
    "waiting": "候补",
    "offered": "待确认",
    "requested": "待单位审批",
    "entered": "待摇号",
}
ATTENDANCES = {"": "", "present": "到场", "late": "迟到", "left": "早退", "leave": "请假", "absent": "缺席"}
KINDS = {
    "allocate": "下达",
    "reserve": "预留",
    "release": "释放",
    "spend": "支出",
    "spend_reserved": "预留转支出",
    "refund": "退回",
}
HEAD = 4
_THIN = Side(style="thin")

Row = Sequence[str | float]


def write_attendance(session: Session, enrolments: Sequence[Enrolment], units: dict[str, str]) -> bytes:
    """The attendance sheet of a session; `units` names units by their id."""
    book, sheet = new_book("签到表")
    when = f"时间：{local(session.starts_at)} 至 {local(session.ends_at)}    地点：{session.place or '—'}"
    rows = [
        (
            number,
            row.person_name,
            units.get(row.unit_id, ""),
            STATES.get(row.state, row.state),
            ATTENDANCES[row.attendance],
            local(row.checked_in_at),
            row.attendance_note,
            "",
        )
        for number, row in enumerate(enrolments, start=1)
    ]
    write_table(sheet, session.title, when, ATTENDANCE, rows)
    return save(book)


def write_fund(report: FundReport) -> bytes:
    """A fund's report: its lines on the first sheet, every movement on the second, expenses on the third. Amounts in yuan."""
    fund, titles = report.fund, {line.id: line.title for line in report.lines}
    book, sheet = new_book("科目")
    about = f"总额 {_yuan(fund.total)} 元（上年结转 {_yuan(fund.carried_in)} 元）    已下达 {_yuan(fund.allocated)} 元"
    if fund.closed_at:
        about += f"    {local(fund.closed_at)[:10]} 结账，结转下年 {_yuan(fund.carried_out)} 元"
    amounts = [(line.title, line.amount, line.reserved, line.spent, line.available) for line in report.lines]
    write_table(sheet, fund.name, about, LINES, [(title, *(fen / 100 for fen in more)) for title, *more in amounts])
    moved = [(local(m.at), titles[m.line_id], KINDS[m.kind], m.amount / 100, m.by) for m in report.movements]
    write_table(book.create_sheet("流水"), fund.name, about, MOVEMENTS, moved)
    filed = [_expense_row(expense, titles, report.receipts) for expense in report.expenses]
    write_table(book.create_sheet("支出"), fund.name, about, EXPENSES, filed)
    return save(book)


def _expense_row(expense: Expense, titles: Mapping[str, str], receipts: Mapping[str, int]) -> Row:
    papers = expense.receipt or (f"{receipts[expense.id]} 份" if receipts.get(expense.id) else "无")
    state = EXPENSE_STATES[expense.state]
    return (
        local(expense.filed_at),
        titles[expense.line_id],
        expense.purpose,
        expense.amount / 100,
        state,
        papers,
        expense.comment,
    )


def _yuan(fen: int) -> str:
    return f"{fen / 100:.2f}"


def new_book(title: str) -> tuple[Workbook, Worksheet]:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = title
    return book, sheet


def write_table(sheet: Worksheet, title: str, about: str, columns: dict[str, int], rows: Iterable[Row]) -> None:
    """A title, a line about it, and a table with borders, ready to print on A4 across."""
    for row, text in enumerate((title, about), start=1):
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(columns))
        _write(sheet, row, 1, text).font = Font(size=16 if row == 1 else 11, bold=row == 1)
        sheet.cell(row, 1).alignment = Alignment(horizontal="center")
    _write_row(sheet, HEAD, tuple(columns), bold=True)
    for number, cells in enumerate(rows, start=HEAD + 1):
        _write_row(sheet, number, cells)
    for letter, width in zip("ABCDEFGHIJ", columns.values(), strict=False):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes, sheet.print_title_rows = f"A{HEAD + 1}", f"{HEAD}:{HEAD}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True


def _write_row(sheet: Worksheet, row: int, cells: Row, *, bold: bool = False) -> None:
    for column, value in enumerate(cells, start=1):
        cell = _write(sheet, row, column, value)
        cell.font, cell.border = Font(bold=bold), Border(_THIN, _THIN, _THIN, _THIN)


def _write(sheet: Worksheet, row: int, column: int, value: str | float) -> Cell:
    cell: Cell = sheet.cell(row, column)
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
    return cell


def save(book: Workbook) -> bytes:
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def local(at: datetime | None) -> str:
    return at.astimezone(CAMPUS_ZONE).strftime("%Y-%m-%d %H:%M") if at else ""
