"""The record of accountability as Excel (article 15)."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from services.alerts.domain.accountability import Record
from services.alerts.papers import KINDS, STATES, said

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS = (
    "事件编号", "标题", "级别", "类型", "状态", "账号", "单位", "层级", "平台", "链接", "发布时间", "审核人", "发现人", "发现时间", "发布至发现（分钟）",
    "确认人", "确认用时（分钟）", "控制用时（分钟）", "解决用时（分钟）", "处置项数", "逾期处置",
)  # fmt: skip


LEDGER_COLUMNS = ("序号", "时间", "操作人", "操作", "事件编号", "详情", "上一条哈希", "本条哈希")


def write_sheet(records: Sequence[Record], entries: Sequence[tuple[Any, str]] = ()) -> bytes:
    """The record of accountability as an Excel file, one line an incident; and the ledger's `entries` behind it, with their hashes,
    each with who acted."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "责任追溯"
    sheet.append(list(COLUMNS))
    for cell in sheet[1]:
        cell.font, cell.alignment = Font(bold=True), Alignment(horizontal="center")
    for record in records:
        sheet.append([_plain(value) for value in _row(record)])
    sheet.freeze_panes = "C2"
    _add_ledger(book, entries)
    for row in (row for one in book.worksheets for row in one.iter_rows(min_row=2)):
        for cell in row:
            if isinstance(cell.value, str):
                cell.data_type = "s"  # a title that begins with = is a text, not a formula
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _add_ledger(book: Workbook, entries: Sequence[tuple[Any, str]]) -> None:
    sheet: Any = book.create_sheet("台账")
    sheet.append(list(LEDGER_COLUMNS))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for e, name in entries:
        told = json.dumps(e.details, ensure_ascii=False, sort_keys=True)
        row = [e.number, said(e.at), name, e.action, e.subject, told, e.previous, e.hash]
        sheet.append([_plain(value) for value in row])


def _plain(value: Any) -> Any:
    return "".join(char for char in value if char >= " " or char in "\n\t") if isinstance(value, str) else value


def _row(record: Record) -> list[Any]:
    incident, account = record.incident, record.account
    return [
        incident.id, incident.title, incident.severity, KINDS.get(incident.kind, incident.kind), STATES[incident.state],
        account.name if account else "", account.unit_name if account else "", account.tier if account else None,
        account.channel if account else "", record.url, said(record.published_at), "、".join(record.approved_by), record.noticed_by,
        said(incident.reported_at), record.minutes_to_notice, record.acknowledged_by, record.minutes_to_acknowledge,
        record.minutes_to_contain, record.minutes_to_resolve, record.takedowns, record.takedowns_late,
    ]  # fmt: skip
