"""Each parser of what strangers send takes anything: made of the pieces that it looks for, and of noise."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import TARGETS, sheet, upload

PIECES: dict[str, list[bytes]] = {
    "screening": ["刷单", "加微信", "刷-单", "🏮", "刷\u200b单", '{"id":"1","text":"', '"}', "\n", "abc", "ABC"],  # type: ignore[list-item]
    "upload": [b"%PDF-1.7", b"%%EOF", b"\x89PNG\r\n\x1a\n", b"IHDR", b"\xff\xd8\xff\xe0", b"\xff\xd9", b"../", b"\0"],
    "sheet": [
        b"PK\x03\x04",
        b"\xef\xbb\xbf",
        "姓名,用户名,电话\n".encode(),
        "姓名".encode("gb18030"),
        b'"',
        b",",
        b"\n",
        b"=1+1",
    ],
    "envelope": [
        b'{"id":',
        b'"type":"account.approved.v1"',
        b"[",
        b"{",
        b"}",
        b'"data":{',
        b"\\u0000",
        b"1e999",
        b"null",
    ],
    "feed": [
        b"<rss>",
        b"<item>",
        b"<!DOCTYPE",
        b"<!ENTITY",
        b"&amp;",
        b"]]>",
        b"<a ",
        b"</",
        b'encoding="utf-7"',
        b"<?xml ",
    ],
}


def anything(name: str) -> st.SearchStrategy[bytes]:
    pieces = [piece.encode() if isinstance(piece, str) else piece for piece in PIECES[name]]
    return st.lists(st.one_of(st.sampled_from(pieces), st.binary(max_size=20)), max_size=12).map(b"".join)


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_a_parser_refuses_in_its_own_words_or_not_at_all(name: str) -> None:
    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(data=anything(name))
    def feed_it(data: bytes) -> None:
        TARGETS[name](data)

    feed_it()


def workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["姓名", "用户名", "电话"])  # type: ignore[union-attr]
    book.active.append(["王建国", "wang", "13900000000"])  # type: ignore[union-attr]
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@settings(max_examples=60, deadline=None)
@given(at=st.integers(0, 10_000), flipped=st.integers(1, 255), cut=st.integers(0, 10_000))
def test_a_damaged_workbook_is_read_or_refused(at: int, flipped: int, cut: int) -> None:
    content = bytearray(WORKBOOK)
    content[at % len(content)] ^= flipped
    sheet(bytes(content))
    sheet(bytes(content[: cut % len(content)]))


@settings(max_examples=60, deadline=None)
@given(part=st.sampled_from(["xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"]), noise=st.binary())
def test_a_workbook_with_nonsense_in_a_part_is_read_or_refused(part: str, noise: bytes) -> None:
    source, made = zipfile.ZipFile(io.BytesIO(WORKBOOK)), io.BytesIO()
    with zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            target.writestr(name, noise if name == part else source.read(name))
    sheet(made.getvalue())


def test_the_targets_themselves_would_tell() -> None:
    """A target that swallows everything proves nothing."""
    from unittest.mock import patch

    with patch("tests.fuzz.targets.plain_name", return_value="../etc"), pytest.raises(AssertionError):
        upload(b"x")
    with patch("tests.fuzz.targets.read_lines", side_effect=KeyError), pytest.raises(KeyError):
        sheet(b"x")


WORKBOOK = workbook()
