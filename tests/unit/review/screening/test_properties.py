"""What holds for every text: nothing is raised, nothing invisible hides a hit, places are right, batches change nothing."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.review.screening import Lexicon, Screener, Term
from services.review.screening.letters import INVISIBLE, load_letters
from services.review.screening.prefixes import PrefixIndex

TERMS = ["赌博网站", "代写论文", "校园贷", "casino", "刷单", "vip代考", "群号888666", "C++", "机密文件", "赌", "哈哈哈"]
SCREENER = Screener(Lexicon([Term(term) for term in TERMS], ["反赌博", "秘密花园"], "property"))
UNSEEN = [chr(code) for code in np.flatnonzero(load_letters().folded & INVISIBLE).tolist()]
# Pieces of everything that the engine treats in its own way, so that they meet in every order.
PIECES = st.sampled_from(
    [*TERMS, "dubo", "d博", "贝者", "十尃", "堵博", "反赌博", "&#36172;", "&amp;", "<b>", "</b>", "<!--", "-->", "[b]", "13800138000", "a@b.cn", "http://", "www.",
     "绝密★", "1年", "密级：", "内部文件", "不得", "外传", "1️⃣", "🇨🇳", "🅰", "@", "$", "ﷺ", "①", "一二三", "6222", "\ud800", "\x00", "\u0301", "\u200b", " ", "\n", "。"]
)  # fmt: skip
MIXED = st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=12).map("".join)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(), MIXED, st.text(alphabet=st.characters(), max_size=60)))
def test_no_text_is_refused_and_every_finding_quotes_it(text: str) -> None:
    for finding in SCREENER.screen(text):
        assert 0 <= finding.start < finding.end <= len(text)
        assert text[finding.start : finding.end] == finding.matched


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(TERMS[:9]), st.data())
def test_an_invisible_character_inside_a_hit_never_hides_it(term: str, data: Any) -> None:
    text = f"看，{term}！"
    for _ in range(data.draw(st.integers(1, 5))):
        place = data.draw(st.integers(2, len(text) - 1))
        text = text[:place] + data.draw(st.sampled_from(UNSEEN)) * data.draw(st.integers(1, 40)) + text[place:]
    assert term in {finding.name for finding in SCREENER.screen(text)}


@settings(max_examples=100, deadline=None)
@given(st.lists(MIXED, max_size=6))
def test_a_batch_finds_what_each_text_alone_holds(texts: list[str]) -> None:
    assert SCREENER.screen_many(texts) == [SCREENER.screen(text) for text in texts]


@settings(max_examples=100, deadline=None)
@given(MIXED, MIXED)
def test_a_hit_stays_a_hit_when_whole_sentences_are_put_around_it(before: str, after: str) -> None:
    text = f"{before}\n\n。有人说：代写论文。\n\n{after}"
    assert "代写论文" in {finding.name for finding in SCREENER.screen(text)}


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=12), max_size=8), MIXED)
def test_any_terms_make_a_lexicon_and_stand_in_themselves_whole(terms: list[str], text: str) -> None:
    kept = [term for term in terms if term.strip()]
    screener = Screener(Lexicon([Term(term) for term in kept], [], "any"))
    assert {finding.name for finding in screener.screen(text)} <= {*kept, *(f"rule:{rule}" for rule in RULES)}


RULES = ("id_card", "mobile", "bank_card", "email", "url", "ipv4", "secrecy_mark", "internal_mark")
SEQUENCES = st.lists(st.lists(st.integers(1, 4), min_size=2, max_size=6), min_size=1, max_size=12)


@settings(max_examples=200, deadline=None)
@given(SEQUENCES, st.lists(st.integers(0, 4), max_size=40))
def test_the_index_finds_what_a_plain_search_finds(sequences: list[list[int]], text: list[int]) -> None:
    flat = np.array([code for sequence in sequences for code in sequence], dtype=np.uint32)
    offsets = np.cumsum([0, *map(len, sequences)])
    index = PrefixIndex(flat, offsets, np.arange(len(sequences), dtype=np.int32), first=2)
    places, entries = index.find(np.array(text, dtype=np.uint32))
    plain = {
        (place, number)
        for number, sequence in enumerate(sequences)
        for place in range(len(text))
        if text[place : place + len(sequence)] == sequence
    }
    found = list(zip(places.tolist(), entries.tolist(), strict=True))
    assert len(found) == len(set(found))
    assert set(found) == plain


@pytest.mark.parametrize(
    "char",
    [
        "\u200b",
        "\u200d",
        "\u2060",
        "\ufeff",
        "\u00ad",
        "\u034f",
        "\u061c",
        "\ufe0f",
        "\u0301",
        "\u3164",
        "\u115f",
        "\u2800",
        "\U000e0041",
        "\U000e0100",
    ],
)
def test_every_kind_of_invisible_character_is_known(char: str) -> None:
    assert char in UNSEEN
