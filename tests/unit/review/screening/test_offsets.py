"""A finding's place counts code points of the original text, whatever stands before and inside it."""

import pytest

from tests.unit.review.screening.conftest import Find

BEFORE = [
    "", "😀", "👨‍👩‍👧‍👦", "𠮷野家", "🇨🇳🇨🇳", "℡㏂㎏", "ﬁﬃ", "㍿㍻", "ﷺ", "é", "e\u0301", "\u0301" * 5, "&amp;&lt;", "&#36172;&#x8d4c;", "<b>粗</b>", "<!-- 注 -->", "\ufeff",
    "\u200b\u200c\u200d", "①②⑳", "1️⃣", "\r\n\t", "\ud800", "\x00\x01", "赌赌赌", "𪚥𪚥", "哈哈哈哈", "a" * 50, "@$€", "🅰🅱", "[i]斜[/i]", "\U0010ffff",
]  # fmt: skip


@pytest.mark.parametrize("before", BEFORE)
def test_whatever_stands_before_a_hit_does_not_move_it(find: Find, before: str) -> None:
    text = f"{before}。代写论文，13800138000"
    found = [(one.name, one.start, one.end) for one in find(text, "代写论文")]
    start = len(before) + 1
    assert found == [("代写论文", start, start + 4), ("rule:mobile", start + 5, start + 16)]


@pytest.mark.parametrize(
    ("inside", "matched"),
    [
        ("代😀写😀论😀文", "代😀写😀论😀文"),
        ("代&#20889;论文", "代&#20889;论文"),
        ("代写<span style='x'>论</span>文", "代写<span style='x'>论</span>文"),
        ("代\u0301写\u200b论\ufe0f文", "代\u0301写\u200b论\ufe0f文"),
        ("㊫位", "㊫位"),
    ],
)
def test_what_stands_inside_a_hit_belongs_to_it(find: Find, inside: str, matched: str) -> None:
    found = find(f"𠮷😀{inside}！", "代写论文", "学位")
    assert [one.matched for one in found] == [matched]
    assert found[0].start == 2


def test_an_entity_is_covered_from_its_ampersand_to_its_semicolon(find: Find) -> None:
    found = find("&amp;#36172;博网站", "赌博网站")
    assert [(one.start, one.end) for one in found] == [(0, 15)]


def test_findings_come_in_the_order_of_their_place(find: Find) -> None:
    found = find("刷单，代写论文，再刷单，13800138000", "代写论文", "刷单")
    assert [one.start for one in found] == sorted(one.start for one in found)
    assert len(found) == 4
