"""Tables from and to people's files: Excel by openpyxl, and CSV in UTF-8 or GB 18030."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from services.contracts.errors import InputInvalid, TooLarge

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 20_000
MOST_BYTES = 20 * 1024 * 1024
MOST_COLUMNS = 100
MOST_UNPACKED = 200 * 1024 * 1024


@dataclass(frozen=True)
class Line:
    """One row of a table: its number in the file, and its texts by the field that its column stands for."""

    number: int
    texts: dict[str, str]


def read_lines(content: bytes, columns: dict[str, str]) -> list[Line]:
    """The rows of an Excel or CSV file. `columns` maps headings to fields; rows without any text are left out.

    Raises `InputInvalid` where the file cannot be read or a heading is missing, and `TooLarge` above 20,000 rows.
    """
    if len(content) > MOST_BYTES:
        raise TooLarge()
    rows = _excel_rows(content) if content[:2] == b"PK" else _csv_rows(content)
    heading = [columns.get(str(cell or "").strip(), "") for cell in rows[0]] if rows else []
    missing = [name for name, field in columns.items() if field not in heading]
    if missing:
        raise _bad(f"缺少列:{'、'.join(missing)}。", f"Columns are missing: {', '.join(missing)}.")
    lines = [Line(at, _texts(heading, row)) for at, row in enumerate(rows[1:], 2)]
    return [line for line in lines if any(line.texts.values())]


def column_of(field: str, columns: dict[str, str]) -> str:
    """The heading that stands for a field, or the field itself."""
    return next((name for name, known in columns.items() if known == field), field)


def write_table(title: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """An .xlsx with one sheet: a frozen, bold heading and one row a thing. A text is never taken for a formula."""
    return write_tables([(title, headings, rows)])


def write_tables(tables: Iterable[tuple[str, Sequence[str], Iterable[Sequence[Any]]]]) -> bytes:
    """An .xlsx with a sheet for each title, headings and rows."""
    book = Workbook(write_only=True)
    for title, headings, rows in tables:
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        for at, heading in enumerate(headings, 1):
            sheet.column_dimensions[get_column_letter(at)].width = max(12, 2 * len(heading) + 4)
        sheet.append([_cell(sheet, heading, bold=True) for heading in headings])
        for row in rows:
            sheet.append([_cell(sheet, value) for value in row])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _cell(sheet: Any, value: Any, *, bold: bool = False) -> Any:
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell


def _texts(heading: Sequence[str], row: Sequence[Any]) -> dict[str, str]:
    cells = [*row, *([None] * (len(heading) - len(row)))]
    return {field: _text(cell) for field, cell in zip(heading, cells, strict=False) if field}


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip()


def _excel_rows(content: bytes) -> list[tuple[Any, ...]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
                raise TooLarge()
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        found = list(book.worksheets[0].iter_rows(values_only=True, max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS))
        book.close()
    except TooLarge:
        raise
    except Exception as error:  # openpyxl raises whatever the broken part makes it stumble over
        raise _bad("文件不是可读取的 Excel 工作簿。", "The file is no Excel workbook that can be read.") from error
    return _few_enough(found)


def _csv_rows(content: bytes) -> list[list[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        try:
            return _few_enough(list(csv.reader(io.StringIO(text, newline=""))))
        except csv.Error as error:
            raise _bad("CSV 文件无法读取。", "The CSV file cannot be read.") from error
    raise _bad("文件编码无法识别,请另存为 UTF-8 或 Excel。", "The encoding is unknown: save it as UTF-8 or Excel.")


def _few_enough(rows: list[Any]) -> list[Any]:
    if len(rows) > MOST_ROWS + 1:
        raise TooLarge(
            zh=f"超过 {MOST_ROWS} 行,没有导入。请分成几个文件。",
            en=f"More than {MOST_ROWS} rows: nothing was imported. Split it.",
        )
    return rows


def _bad(zh: str, en: str) -> InputInvalid:
    return InputInvalid({"file": [f"{zh} {en}"]})
