"""Protected names written otherwise, and people given a wrong title (articles 8, 13)."""

import pytest

from services.review.screening import Finding, Lexicon, Screener, Term
from services.review.screening.offices import fits

HELD = {"王建国": ["党委书记"], "李明": ["副院长", "教授"], "欧阳修远": ["宣传统战部部长"]}
SCREENER = Screener(Lexicon([Term("赌博网站")], [], "t", names=["示例职业学院", "宣传统战部", "团委"], titles=HELD))


def found(text: str) -> list[Finding]:
    findings = SCREENER.screen(text)
    assert all(text[one.start : one.end] == one.matched for one in findings)
    return findings


@pytest.mark.article(13)
@pytest.mark.parametrize(
    ("text", "matched"),
    [
        ("校长王建国出席会议。", "校长王建国"),
        ("王建国院长致辞", "王建国院长"),
        ("院长李明主持", "院长李明"),
        ("党委副书记王建国", "党委副书记王建国"),
        ("会上，宣传统战部副部长欧阳修远讲话", "副部长欧阳修远"),
        ("李明（院长）到场", "李明（院长"),
        ("👨‍🎓𠮷：校长王建国", "校长王建国"),
    ],
)
def test_a_title_that_is_not_theirs_is_shown(text: str, matched: str) -> None:
    (one,) = found(text)
    assert (one.name, one.rule, one.article, one.severity) == (
        "rule:wrong_title",
        "wrong_title",
        13,
        "block_until_answered",
    )
    assert one.matched.endswith(matched) or matched.endswith(one.matched)


@pytest.mark.parametrize(
    "text",
    [
        "党委书记王建国出席。",
        "书记王建国",
        "学院党委书记王建国",
        "副院长李明与李明教授",
        "王建国同志",
        "院长，王建国在座",
        "欧阳修远部长",
        "宣传统战部部长欧阳修远",
        "校长办公室",
    ],
)
def test_a_right_title_in_any_of_its_forms_is_not(text: str) -> None:
    assert found(text) == []


def test_a_deputy_is_not_the_head() -> None:
    assert fits("书记", "党委书记")
    assert fits("学院党委书记", "党委书记")
    assert not fits("院长", "副院长")
    assert not fits("副院长", "院长")
    assert not fits("党委副书记", "书记")


@pytest.mark.article(8)
@pytest.mark.parametrize("text", ["示例职业学园公告", "示例zhiye学院", "示例职业学源", "宣传桶战部"])
def test_a_protected_name_written_otherwise_is_shown(text: str) -> None:
    (one,) = found(f"关注{text}的消息。")
    assert (one.name, one.rule, one.article, one.severity) == ("rule:protected_name", "protected_name", 8, "remind")


@pytest.mark.parametrize("text", ["示例职业学院", "示例職業學院", "示例 职业 学院", "宣传统战部", "团委", "团伟"])
def test_a_protected_name_as_it_is_is_none_and_a_short_one_is_not_looked_for(text: str) -> None:
    assert found(f"关注{text}的消息。") == []


def test_a_name_that_is_a_term_too_is_found_as_the_term() -> None:
    screener = Screener(Lexicon([Term("示例职业学院")], [], "t", names=["示例职业学院"]))
    assert [one.name for one in screener.screen("示例职业学院")] == ["示例职业学院"]


def test_without_names_and_titles_nothing_of_them_is_looked_for() -> None:
    assert Screener(Lexicon([Term("赌博网站")], [], "t")).screen("校长王建国，示例职业学园") == []


def test_a_megabyte_of_one_name_is_read_in_seconds() -> None:
    assert len(SCREENER.screen("王建国" * 300_000)) == 0
