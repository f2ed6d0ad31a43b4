"""Word lists: what a file may hold, all of it or nothing, and the list that the engine brings with it."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from services.review.screening import Lexicon, ListRefused, Screener, Term, load_lexicon, starter

CSV = "词语,类别,级别,条款,放行\n代写论文,cheating,block_until_answered,10,\n机密文件,secrecy,escalate,14,\n反赌博,,,,是\n"


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_a_csv_list_brings_terms_and_allowed_phrases(tmp_path: Path) -> None:
    lexicon = load_lexicon(written(tmp_path, "list.csv", CSV))
    assert lexicon.terms == (
        Term("代写论文", "cheating", "block_until_answered", 10),
        Term("机密文件", "secrecy", "escalate", 14),
    )
    assert lexicon.allow == ("反赌博",)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_lists_from_office_programs_are_read_in_their_encoding(tmp_path: Path, encoding: str) -> None:
    assert len(load_lexicon(written(tmp_path, "list.csv", CSV.encode(encoding))).terms) == 2


def test_an_excel_list_is_read_like_a_csv_list(tmp_path: Path) -> None:
    book = Workbook()
    for row in CSV.strip().splitlines():
        book.active.append([int(cell) if cell.isdigit() else cell or None for cell in row.split(",")])
    book.save(tmp_path / "list.xlsx")
    same = load_lexicon(written(tmp_path, "list.csv", CSV))
    lexicon = load_lexicon(tmp_path / "list.xlsx")
    assert (lexicon.terms, lexicon.allow) == (same.terms, same.allow)


def test_a_text_list_has_a_term_a_line(tmp_path: Path) -> None:
    lexicon = load_lexicon(written(tmp_path, "list.txt", "# 注\n代写论文\n\n!反赌博\n"))
    assert ([term.text for term in lexicon.terms], lexicon.allow) == (["代写论文"], ("反赌博",))


def test_every_bad_row_is_named_and_nothing_is_taken(tmp_path: Path) -> None:
    bad = CSV + "x,,fatal,10,\ny,,escalate,99,\nz,,escalate,ten,\n,,escalate,10,\n"
    with pytest.raises(ListRefused) as refused:
        load_lexicon(written(tmp_path, "list.csv", bad))
    lines = str(refused.value).splitlines()
    assert [line.split(" ")[1] for line in lines] == ["5", "6", "7", "8"]


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.csv", ""), ("a.csv", "名称,说明\nx,y\n"), ("a.xlsx", "no excel"), ("a.txt", ""), ("a.pdf", "x"), ("a.csv", b"\xff\xfe\x81\x00\xff"), ("a.csv", '词语\n"x\n')],
)  # fmt: skip
def test_a_file_that_is_no_list_is_refused(tmp_path: Path, name: str, content: str | bytes) -> None:
    with pytest.raises(ListRefused):
        load_lexicon(written(tmp_path, name, content))


def test_a_term_refuses_what_no_list_may_hold() -> None:
    for wrong in ({"text": " "}, {"severity": "fatal"}, {"article": 18}, {"article": 0}, {"tier_hint": "guess"}):
        with pytest.raises(ValueError):
            Term(**{"text": "x", **wrong})  # type: ignore[arg-type]


def test_a_lexicon_keeps_the_first_of_two_equal_terms_and_drops_blank_phrases() -> None:
    lexicon = Lexicon([Term("x", article=10), Term("x", article=14)], ["", " ", "y", "y"], "v")
    assert ([term.article for term in lexicon.terms], lexicon.allow) == ([10], ("y",))


@pytest.mark.article(10)
def test_the_starter_list_finds_its_own_terms_and_leaves_ordinary_notices_alone() -> None:
    lexicon = starter()
    screener = Screener(lexicon)
    assert len(lexicon.terms) > 300
    assert all(term.text in {one.name for one in screener.screen(f"看，{term.text}！")} for term in lexicon.terms)
    notices = (
        "学院新媒体中心周五下午在图书馆报告厅举办摄影沙龙，欢迎报名。",
        "禁毒宣传进校园：珍爱生命，远离毒品；警惕刷单，远离校园贷。",
        "密码学与网络安全课程讲到机密性、完整性和可用性，期末以课程报告代替考试。",
        "各班组织学习国家级精品课程，反邪教、反诈骗主题班会同步举行。",
    )
    assert [screener.screen(notice) for notice in notices] == [[], [], [], []]
