"""Owns how word lists are read: plain text, CSV and Excel, all or nothing, with a line for every row that is refused.

Columns, by these names in English or Chinese and in any order: term (词条), category (类别), severity (级别), article (条款),
allow (放行), tier (匹配). Only `term` is needed, or `allow` on a row that brings an allowed phrase alone. Several phrases in one
cell are parted by semicolons. A text file has a term a line, further fields after tabs in the order above; `#` begins a
comment, `+` before a line makes it an allowed phrase.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Final, cast

from services.review.screening.lexicon import FIRST_ARTICLE, LAST_ARTICLE, SEVERITIES, TIERS, Lexicon, Severity, Term, Tier

FIELDS: Final = ("term", "category", "severity", "article", "allow", "tier")
TITLES: Final = {
    "term": "term", "词条": "term", "敏感词": "term", "词语": "term", "word": "term", "text": "term",
    "category": "category", "类别": "category", "分类": "category",
    "severity": "severity", "级别": "severity", "处置": "severity", "严重程度": "severity",
    "article": "article", "条款": "article", "条": "article",
    "allow": "allow", "放行": "allow", "白名单": "allow", "例外": "allow",
    "tier": "tier", "匹配": "tier",
}  # fmt: skip
SEVERITY_NAMES: Final = {
    **{severity: severity for severity in SEVERITIES},
    "阻断": "block_until_answered", "必须答复": "block_until_answered", "上报": "escalate", "升级": "escalate", "提醒": "remind",
}  # fmt: skip
LONGEST_TERM: Final = 200
MOST_ROWS: Final = 200_000
DEFAULT_SEVERITY: Final[Severity] = "escalate"
DEFAULT_ARTICLE: Final = 10

Row = tuple[int, dict[str, str]]  # a row's number as a person counts it, and its cells by field


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that cannot be taken: its number, the field at fault, and why, in Chinese and in English."""

    row: int
    field: str
    reason: str


class WordListRefused(ValueError):
    """A word list was refused as a whole and nothing of it was taken; `rows` says what is wrong where."""

    def __init__(self, rows: Sequence[RefusedRow]) -> None:
        """`rows` are the refused rows, at least one."""
        self.rows = tuple(rows)
        first = "；".join(f"第{row.row}行 {row.field}：{row.reason}" for row in self.rows[:3])
        super().__init__(
            f"词表未导入，原词表不变：{len(self.rows)} 行有误。The list was not imported and nothing changed: "
            f"{len(self.rows)} rows refused. {first}"
        )


def load_file(path: Path, version: str = "") -> Lexicon:
    """Reads a `.csv`, `.xlsx` or text file; its hash is the version where none is given.

    Raises WordListRefused with every bad row; OSError where the file cannot be read.
    """
    return load_bytes(path.name, path.read_bytes(), version)


def load_bytes(name: str, content: bytes, version: str = "") -> Lexicon:
    """Reads a word list from the bytes of a file of this name. Raises WordListRefused."""
    suffix = Path(name).suffix.lower()
    if suffix in {".xlsx", ".xlsm"}:
        rows = read_excel(content)
    elif suffix == ".csv":
        rows = read_csv(decode(content))
    else:
        rows = read_text(decode(content))
    return build(rows, version or sha256(content).hexdigest()[:12])


@cache
def starter_lexicon() -> Lexicon:
    """The word list that a new installation begins with."""
    return load_bytes("starter.csv", (files(__package__) / "data" / "starter.csv").read_bytes(), "starter-1")


def decode(content: bytes) -> str:
    """A file's text: UTF-8 with or without its mark, or what Chinese office programs write. Raises WordListRefused."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise refuse(1, "file", "编码无法识别，请另存为 UTF-8。The encoding is unknown; save the file as UTF-8.")


def read_text(text: str) -> Iterator[Row]:
    """The rows of a text file."""
    for number, line in enumerate(text.splitlines(), start=1):
        line = line.strip()
        if line.startswith("+"):
            yield number, {"allow": line[1:].strip()}
        elif line and not line.startswith("#"):
            yield number, dict(zip(FIELDS, (cell.strip() for cell in line.split("\t")), strict=False))


def read_csv(text: str) -> Iterator[Row]:
    """The rows of a CSV file with a line of titles. Raises WordListRefused."""
    try:
        yield from read_table(enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), start=1))
    except csv.Error as error:
        raise refuse(1, "file", f"CSV 格式有误：{error}。The CSV is broken.") from None


def read_excel(content: bytes) -> Iterator[Row]:
    """The rows of the first sheet of an Excel file with a line of titles. Raises WordListRefused."""
    from zipfile import BadZipFile

    from openpyxl import load_workbook

    try:
        sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
        values = [["" if cell is None else tidy(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    except (BadZipFile, KeyError, ValueError, OSError, IndexError):
        raise refuse(1, "file", "不是有效的 Excel 文件。This is no Excel file.") from None
    yield from read_table(enumerate(values, start=1))


def tidy(cell: object) -> str:
    """A cell as text; 10.0 is 10, for Excel keeps every number as a fraction."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def read_table(rows: Iterable[tuple[int, Sequence[str]]]) -> Iterator[Row]:
    """Rows by field, after the line of titles. Raises WordListRefused where no column is known."""
    fields: list[str | None] | None = None
    for number, row in rows:
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        if fields is None:
            fields = [TITLES.get(cell.lower()) for cell in cells]
            if not {"term", "allow"} & set(fields):
                raise refuse(number, "titles", "缺少“词条”列。There is no column named term or 词条.")
            continue
        yield number, {field: cell for field, cell in zip(fields, cells, strict=False) if field}


def build(rows: Iterable[Row], version: str) -> Lexicon:
    """A lexicon of all rows. Raises WordListRefused with every bad row; then nothing is taken."""
    terms: dict[str, Term] = {}
    allow: list[str] = []
    refused: list[RefusedRow] = []
    for number, row in rows:
        faults = list(find_faults(number, row, terms))
        refused += faults
        allow += phrases(row)
        if row.get("term") and not faults:
            terms[row["term"]] = make_term(row)
        if number > MOST_ROWS:
            raise refuse(number, "file", f"超过 {MOST_ROWS} 行。More than {MOST_ROWS} rows.")
    if refused:
        raise WordListRefused(refused)
    return Lexicon(terms.values(), allow, version)


def find_faults(number: int, row: dict[str, str], known: dict[str, Term]) -> Iterator[RefusedRow]:
    """What is wrong with a row."""
    term, article = row.get("term", ""), row.get("article", "")
    if not term and not row.get("allow"):
        yield RefusedRow(number, "term", "词条为空。The term is empty.")
    if len(term) > LONGEST_TERM:
        yield RefusedRow(number, "term", f"超过 {LONGEST_TERM} 字。Longer than {LONGEST_TERM} characters.")
    if term in known:
        yield RefusedRow(number, "term", f"“{term}”重复。The term is listed twice.")
    if row.get("severity") and row["severity"] not in SEVERITY_NAMES:
        yield RefusedRow(number, "severity", f"应为 {'、'.join(SEVERITY_NAMES)} 之一。Must be one of these.")
    if article and not (article.isascii() and article.isdigit() and FIRST_ARTICLE <= int(article) <= LAST_ARTICLE):
        yield RefusedRow(number, "article", f"应为 {FIRST_ARTICLE} 至 {LAST_ARTICLE}。Must be from {FIRST_ARTICLE} to {LAST_ARTICLE}.")
    if row.get("tier") and row["tier"] not in TIERS:
        yield RefusedRow(number, "tier", f"应为 {'、'.join(TIERS)} 之一。Must be one of these.")


def make_term(row: dict[str, str]) -> Term:
    """A row without faults as a term."""
    return Term(
        text=row["term"],
        category=row.get("category") or "general",
        severity=cast(Severity, SEVERITY_NAMES[row.get("severity") or DEFAULT_SEVERITY]),
        article=int(row.get("article") or DEFAULT_ARTICLE),
        tier_hint=cast(Tier | None, row.get("tier") or None),
    )


def phrases(row: dict[str, str]) -> list[str]:
    """A row's allowed phrases."""
    return [phrase.strip() for phrase in row.get("allow", "").replace("；", ";").split(";") if phrase.strip()]


def refuse(row: int, field: str, reason: str) -> WordListRefused:
    """The refusal of a list for one reason."""
    return WordListRefused([RefusedRow(row, field, reason)])
