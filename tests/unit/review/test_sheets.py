"""Published posts by Excel and CSV, and the printed record of a seal."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from services.contracts.errors import InputInvalid, NotPermitted, TooLarge
from services.review import papers, sheets
from services.review.handlers import observing, sealing, submissions
from services.review.screening import reading
from services.review.screening.reading import MOST_COLUMNS, ListRefused, load_lexicon, table_of
from tests.unit.review.conftest import OFFICER, OPERATOR, House

HEADINGS = list(sheets.COLUMNS)


def excel(*rows: list[Any], headings: list[str] = HEADINGS) -> bytes:
    book = Workbook()
    assert book.active
    for row in (headings, *rows):
        book.active.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def row(number: int, **changes: Any) -> list[Any]:
    told = {
        "account_id": "cs-account",
        "channel": "",
        "handle": "",
        "url": f"https://example.edu/{number}",
        "published_at": datetime(2026, 3, 2, 9, 30),
        "title": "开学典礼",
        "body": "新学期开学典礼今日举行。",
        **changes,
    }
    return [told[field] for field in sheets.COLUMNS.values()]


@pytest.mark.article(15)
def test_posts_in_excel_are_judged_and_each_row_that_does_not_fit_is_named(house: House) -> None:
    house.approve_all(house.submit())
    content = excel(
        row(1),
        row(2, account_id="", channel="微信公众号", handle="gh_cs-account", body="另一篇没有送审的文章,谈食堂。"),
        row(3, url="javascript:alert(1)"),
        row(4, published_at="昨天"),
        [None] * 7,
        row(5, account_id="", published_at="2026/3/2 10:00"),
        row(6, published_at="2026-03-02 09:31", handle="x", channel="weibo"),
    )
    with house.acting(OFFICER) as work:
        judged, refused = observing.import_posts(work, "posts.xlsx", content)
    assert [post.verdict for post in judged] == ["approved", "unreviewed", "approved"]
    assert [(one["row"], sorted(one["errors"])) for one in refused] == [
        (4, ["url"]),
        (5, ["published_at"]),
        (7, ["account_id"]),
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_csv_as_office_programs_write_it_is_read_too(encoding: str) -> None:
    text = "网址,发布时间,正文,平台编号\nhttps://example.edu/1,2026-03-02 09:30,正文,a1\n"
    posts, refused = sheets.posts_in("posts.csv", text.encode(encoding))
    assert (len(posts), refused) == (1, [])
    assert posts[0]["published_at"].isoformat() == "2026-03-02T01:30:00+00:00"


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04broken", excel(headings=["网址", "标题"]), b"\xff\xfe\x00", "网址\n".encode()]
)
def test_a_file_that_cannot_be_read_changes_nothing_and_says_why(house: House, content: bytes) -> None:
    with house.acting(OFFICER) as work, pytest.raises(InputInvalid) as refused:
        observing.import_posts(work, "posts.xlsx", content)
    assert "file" in refused.value.errors


def test_too_many_rows_are_refused_as_a_whole() -> None:
    lines = ["网址,发布时间,正文,平台编号", *["https://example.edu/1,2026-03-02 09:30,x,a"] * (sheets.MOST_ROWS + 1)]
    with pytest.raises(TooLarge):
        sheets.posts_in("posts.csv", "\n".join(lines).encode())


def test_only_the_department_hands_in_files(house: House) -> None:
    with house.acting(OPERATOR) as work, pytest.raises(NotPermitted):
        observing.import_posts(work, "posts.xlsx", excel(row(1)))


def test_the_template_has_the_columns_that_are_read() -> None:
    sheet = load_workbook(io.BytesIO(sheets.template())).active
    assert sheet
    assert [cell.value for cell in sheet[1]] == HEADINGS


@pytest.mark.article(13)
def test_the_record_of_a_seal_is_printed_with_who_approved_what(house: House) -> None:
    text = house.approve_all(house.submit(body="#set text(red)\n第二段 *不是标记* $x$ \\ " + "长" * 4000))
    with house.acting(OFFICER) as work:
        found, version = sealing.seal_record(work, text["id"])
        dossier = submissions.get_submission(work, text["id"])
        paper = papers.print_seal(found, dossier, version, "示例学院", "https://x.example.edu", work.now)
    assert paper.startswith(b"%PDF-")
    assert len(paper) > 10_000


def boasting(content: bytes, rows: int) -> bytes:
    """The same workbook, which says of itself that it is as wide as can be, and has one more cell far below."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as told, zipfile.ZipFile(kept, "w") as out:
        for name in told.namelist():
            part = told.read(name).decode()
            part = re.sub(r'<dimension ref="[^"]+"', f'<dimension ref="A1:XFD{rows}"', part)
            far = f'<row r="{rows}"><c r="A{rows}"><v>1</v></c></row></sheetData>'
            out.writestr(name, part.replace("</sheetData>", far))
    return kept.getvalue()


def test_a_sheet_that_calls_itself_larger_than_it_is_fills_no_memory() -> None:
    whole = boasting(excel(row(1)), 1_048_576)
    assert [len(cells) for cells in islice(table_of(".xlsx", whole), 3)] == [MOST_COLUMNS] * 3
    with pytest.raises(TooLarge):
        sheets.posts_in("posts.xlsx", whole)
    assert len(sheets.posts_in("posts.xlsx", boasting(excel(row(1)), 9))[0]) == 1


def test_a_word_list_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = tmp_path / "words.xlsx"
    kept.write_bytes(excel(["词"], headings=["词语"]))
    assert load_lexicon(kept).terms
    monkeypatch.setattr(reading, "MOST_UNPACKED", 100)
    with pytest.raises(ListRefused):
        load_lexicon(kept)
