"""The form of `xinmei screen`: JSON lines in, JSON lines out, and a bad line stops nothing."""

import json

from services.review.screening import Lexicon, Screener, Term, screen_lines

DEFAULT = Screener(Lexicon([Term("刷单", severity="remind", article=13)], ["反刷单"], "default"))


def line(**fields: object) -> str:
    return json.dumps(fields, ensure_ascii=False)


def test_a_line_with_terms_is_screened_by_them_alone() -> None:
    (answer,) = screen_lines([line(id="1", text="刷单和代写论文", terms=["代写论文"], allow=[])], DEFAULT)
    assert answer == {
        "id": "1",
        "findings": [
            {
                "name": "代写论文",
                "rule": "term",
                "start": 3,
                "end": 7,
                "matched": "代写论文",
                "tier": "exact",
                "severity": "escalate",
                "article": 10,
            }
        ],
    }


def test_a_line_without_terms_is_screened_by_the_default_list() -> None:
    answers = list(
        screen_lines([line(id=1, text="刷单"), line(id=2, text="反刷单"), line(id=3, text="13800138000")], DEFAULT)
    )
    assert [[one["name"] for one in answer["findings"]] for answer in answers] == [["刷单"], [], ["rule:mobile"]]
    assert answers[0]["findings"][0]["severity"] == "remind"


def test_allowed_phrases_without_terms_add_to_the_default_list() -> None:
    (answer,) = screen_lines([line(id=1, text="刷单器，反刷单", allow=["刷单器"])], DEFAULT)
    assert answer["findings"] == []


def test_an_empty_list_of_terms_leaves_only_the_rules() -> None:
    (answer,) = screen_lines([line(id=1, text="刷单", terms=[])], DEFAULT)
    assert answer["findings"] == []


def test_bad_lines_are_answered_by_number_and_the_run_goes_on() -> None:
    lines: list[str | bytes] = [
        "{bad",
        "",
        "[1]",
        line(id=1),
        line(id=2, text=5),
        line(id=3, text="x", terms="x"),
        b"\xff\xfe\xfd",
        "[" * 100_000,
        line(id=4, text="刷单"),
    ]
    answers = list(screen_lines(lines, DEFAULT))
    assert [answer.get("line") for answer in answers] == [1, 3, 4, 5, 6, 7, 8, None]
    assert all(answer["error"] for answer in answers[:-1])
    assert [one["name"] for one in answers[-1]["findings"]] == ["刷单"]


def test_bytes_are_read_as_utf_8() -> None:
    (answer,) = screen_lines([line(id=1, text="刷单").encode()], DEFAULT)
    assert [one["name"] for one in answer["findings"]] == ["刷单"]
