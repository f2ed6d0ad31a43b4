"""Word lists from files: text, CSV and Excel; all of a list or nothing of it, with a line for each refused row.

A CSV or Excel list has a heading row with any of ``text, category, severity, article, tier_hint, allow`` (or 词语, 类别, 级别,
条款, 匹配, 放行); only the first is needed, and a row whose `allow` is yes or 是 is an allowed phrase. A text list has a term a
line; a line that begins with ``!`` is an allowed phrase, one that begins with ``#`` a remark.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from services.review.screening.lexicon import Lexicon, Term

STARTER = Path(__file__).parent / "data" / "starter.csv"
HEADINGS = {
    "词语": "text",
    "类别": "category",
    "级别": "severity",
    "条款": "article",
    "匹配": "tier_hint",
    "放行": "allow",
}
COLUMNS = tuple(HEADINGS.values())
YES = {"yes", "y", "true", "1", "是", "allow", "放行"}
LONGEST_TERM = 100
MOST_ROWS = 200_000
MOST_BYTES = 20_000_000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_COLUMNS = 100
"""Of a sheet: one may call itself a million rows by 16,384 columns in some hundred bytes."""

Row = dict[str, Any]


class ListRefused(ValueError):
    """A word list has rows that do not fit, and nothing of it was taken. The message has a line for each, in two languages."""


def starter() -> Lexicon:
    """The word list that comes with the engine."""
    return load_lexicon(STARTER)


def load_lexicon(path: Path) -> Lexicon:
    """The word list in a .txt, .csv or .xlsx file; its version is the hash of the file. Raises `ListRefused`."""
    content = path.read_bytes()
    if len(content) > MOST_BYTES:
        raise ListRefused(
            f"文件超过 {MOST_BYTES // 1_000_000} MB。 The file is larger than {MOST_BYTES // 1_000_000} MB."
        )
    terms: list[Term] = []
    allow: list[str] = []
    refused: list[str] = []
    for number, row in _rows(path.suffix.lower(), content):
        try:
            text = _text(row)
            if str(row.get("allow") or "").strip().lower() in YES:
                allow.append(text)
            else:
                terms.append(_term(text, row))
        except ValueError as error:
            refused.append(f"第 {number} 行 row {number}: {error}")
    if not terms and not allow and not refused:
        refused.append("没有词语。 There are no terms.")
    if refused:
        raise ListRefused("\n".join(refused))
    return Lexicon(terms, allow, hashlib.sha256(content).hexdigest()[:12])


def _text(row: Row) -> str:
    text = str(row.get("text") or "").strip()
    if not text:
        raise ValueError("词语为空 the text is empty")
    if len(text) > LONGEST_TERM:
        raise ValueError(f"词语超过 {LONGEST_TERM} 个字 the text is longer than {LONGEST_TERM} characters")
    return text


def _term(text: str, row: Row) -> Term:
    given = {
        name: str(row[name]).strip()
        for name in ("category", "severity", "tier_hint")
        if row.get(name) not in (None, "")
    }
    article = row.get("article")
    if article not in (None, ""):
        try:
            given["article"] = int(str(article).strip())  # type: ignore[assignment]
        except ValueError as error:
            raise ValueError(f"条款须为数字,不能是 {article!r} article must be a number") from error
    return Term(text, **given)  # type: ignore[arg-type]


def _rows(kind: str, content: bytes) -> Iterator[tuple[int, Row]]:
    """Numbered rows, as people count them; blank ones are passed over."""
    if kind == ".txt":
        yield from _text_rows(_decoded(content))
        return
    yield from _titled_rows(table_of(kind, content))


def table_of(kind: str, content: bytes) -> Iterator[list[Any]]:
    """The rows of a .csv or .xlsx file as they stand. Raises `ListRefused`, at the latest while they are read."""
    if kind not in (".csv", ".xlsx"):
        raise ListRefused("须为 .txt .csv 或 .xlsx 文件。 Must be a .txt, .csv or .xlsx file.")
    return _csv_table(_decoded(content)) if kind == ".csv" else _excel_table(content)


def _decoded(content: bytes) -> str:
    """UTF-8, or GB 18030 as older office programs write it."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ListRefused("文件编码须为 UTF-8 或 GB18030。 The file must be UTF-8 or GB 18030.")


def _text_rows(text: str) -> Iterator[tuple[int, Row]]:
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if line and not line.startswith("#"):
            yield number, {"text": line.removeprefix("!"), "allow": "yes" if line.startswith("!") else ""}


def _csv_table(text: str) -> Iterator[list[Any]]:
    try:
        yield from csv.reader(io.StringIO(text), strict=True)
    except csv.Error as error:
        raise ListRefused(f"不是有效的 CSV:{error}。 Not valid CSV: {error}.") from error


def _excel_table(content: bytes) -> Iterator[list[Any]]:
    from openpyxl import load_workbook

    try:
        if unpacked_size(content) > MOST_UNPACKED:
            raise ListRefused("文件解压后过大。 The file is too large once unpacked.")
        sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
        for row in sheet.iter_rows(values_only=True, max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS):
            yield list(row)
    except ListRefused:
        raise
    except (BadZipFile, KeyError, IndexError, ValueError, OSError) as error:
        raise ListRefused(f"不是有效的 Excel 文件({error})。 Not a valid Excel file ({error}).") from error


def unpacked_size(content: bytes) -> int:
    """Bytes that a workbook takes once unpacked. Raises `BadZipFile`."""
    with ZipFile(io.BytesIO(content)) as archive:
        return sum(part.file_size for part in archive.infolist())


def _titled_rows(table: Iterator[list[Any]]) -> Iterator[tuple[int, Row]]:
    titles = [HEADINGS.get(str(cell or "").strip(), str(cell or "").strip().lower()) for cell in next(table, [])]
    unknown = [title for title in titles if title and title not in COLUMNS]
    if "text" not in titles or unknown:
        raise ListRefused(
            f"首行须为列名 {', '.join(HEADINGS)}(至少有“词语”)。 The first row must name the columns: {', '.join(COLUMNS)}."
        )
    for number, cells in enumerate(table, 2):
        if number > MOST_ROWS:
            raise ListRefused(f"超过 {MOST_ROWS} 行。 More than {MOST_ROWS} rows.")
        if any(cell not in (None, "") for cell in cells):
            yield number, dict(zip(titles, cells, strict=False))
