"""Excel and CSV files of published posts in, results of a campaign out."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from marshmallow import ValidationError
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from services.contracts.errors import InputInvalid, TooLarge
from services.contracts.review.inputs import NewObservedPost
from services.contracts.vocabulary import CHANNELS
from services.kit.api import CAMPUS_ZONE
from services.review.domain.campaigns import Campaign, Result
from services.review.screening.reading import MOST_UNPACKED, ListRefused, table_of, unpacked_size

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 2000
COLUMNS = {
    "平台编号": "account_id",
    "渠道": "channel",
    "账号": "handle",
    "网址": "url",
    "发布时间": "published_at",
    "标题": "title",
    "正文": "body",
}
NEEDED = ("url", "published_at", "body")
CHANNEL_NAMES = dict(
    zip(
        ("微信公众号", "微信视频号", "微信群", "QQ群", "QQ空间", "微博", "百度贴吧", "易班", "抖音", "哔哩哔哩", "网站", "手机客户端", "其他"),
        CHANNELS,
        strict=True,
    )
)  # fmt: skip
_TIMES = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%d", "%Y/%m/%d")

STATES = {
    "none": "未参与",
    "screening": "初筛中",
    "in_review": "审核中",
    "approved": "已通过未发布",
    "returned": "已退回",
    "rejected": "未通过",
    "held": "已冻结",
    "on_hold": "已暂缓",
    "published": "已发布",
    "expired": "已过期",
}
WAYS = {"": "", "unchanged": "原样采用", "adapted": "改编"}

Refused = dict[str, Any]


def posts_in(name: str, content: bytes) -> tuple[list[dict[str, Any]], list[Refused]]:
    """The posts of a file as `NewObservedPost` loads them, and the rows refused: ``{"row", "errors"}``.

    Raises `InputInvalid` where the file cannot be read or lacks a column, `TooLarge` above 2,000 rows.
    """
    rows = _rows(name, content)
    titles = [str(cell or "").strip() for cell in rows[0]] if rows else []
    fields = [COLUMNS.get(title, title if title in COLUMNS.values() else "") for title in titles]
    if missing := [field for field in NEEDED if field not in fields]:
        names = "、".join(next(zh for zh, field in COLUMNS.items() if field == one) for one in missing)
        raise InputInvalid({"file": [f"缺少列:{names}。 Columns are missing: {', '.join(missing)}."]})
    loaded: list[dict[str, Any]] = []
    refused: list[Refused] = []
    shape = NewObservedPost()
    for number, cells in enumerate(rows[1:], 2):
        told = {field: _told(field, cell) for field, cell in zip(fields, cells, strict=False) if field}
        given = {field: value for field, value in told.items() if value != ""}
        if not given:
            continue
        try:
            loaded.append(shape.load({"body": "", **given}))
        except ValidationError as error:
            refused.append({"row": number, "errors": error.messages})
    return loaded, refused


def _rows(name: str, content: bytes) -> list[list[Any]]:
    kind = ".xlsx" if content[:2] == b"PK" else (Path(name).suffix.lower() or ".csv")
    if kind == ".xlsx":
        _must_unpack_small(content)
    try:
        rows = list(islice(table_of(kind, content), MOST_ROWS + 2))
    except ListRefused as error:
        raise InputInvalid({"file": [str(error)]}) from error
    if len(rows) > MOST_ROWS + 1:
        raise TooLarge(
            zh=f"超过 {MOST_ROWS} 行,没有导入。请分成几个文件。",
            en=f"More than {MOST_ROWS} rows: nothing was imported. Split the file.",
        )
    return rows


def _must_unpack_small(content: bytes) -> None:
    try:
        if unpacked_size(content) > MOST_UNPACKED:
            raise TooLarge()
    except BadZipFile as error:
        raise InputInvalid({"file": ["不是有效的 Excel 文件。 Not a valid Excel file."]}) from error


def _told(field: str, cell: Any) -> str:
    """A cell as the wire would have it: channels by code, times with the campus's offset."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=cell.tzinfo or CAMPUS_ZONE).isoformat()
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = str(cell) if field == "body" else str(cell).strip()
    if field == "channel":
        return CHANNEL_NAMES.get(text, text)
    return _moment(text) if field == "published_at" else text


def _moment(text: str) -> str:
    for form in _TIMES:
        try:
            return datetime.strptime(text, form).replace(tzinfo=CAMPUS_ZONE).isoformat()
        except ValueError:
            continue
    return text


def template() -> bytes:
    """An empty table with the headings and a line that shows how they are filled in."""
    shown = ["", "微信公众号", "gh_example", "https://mp.weixin.qq.com/s/…", "2026-09-01 08:30", "标题", "正文"]
    return write_table("已发布内容", list(COLUMNS), [shown])


def results_table(campaign: Campaign, results: Sequence[Result]) -> bytes:
    """What each account has to show for a campaign."""
    rows = [
        [
            result.account.name,
            result.account.unit_name,
            STATES.get(result.state, result.state),
            WAYS[result.way],
            result.published_at.astimezone(CAMPUS_ZONE).strftime("%Y-%m-%d %H:%M") if result.published_at else "",
            "是" if result.late else "",
            result.url,
        ]
        for result in results
    ]
    return write_table("联动成效", ["平台", "单位", "状态", "方式", "发布时间", "逾期", "网址"], rows)


def write_table(title: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """An .xlsx with one sheet: a bold, frozen heading and one row a thing. A text is never taken for a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for place, heading in enumerate(headings, 1):
        sheet.column_dimensions[get_column_letter(place)].width = max(14, 2 * len(heading) + 6)
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
