"""`xinmei screen`: JSON lines in, JSON lines out, whatever comes in."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest


def screen(*lines: str | bytes, options: tuple[str, ...] = ()) -> tuple[int, list[dict[str, Any]]]:
    """The exit status of `xinmei screen`, and what it answered to each line."""
    given = b"\n".join(line.encode() if isinstance(line, str) else line for line in lines) + b"\n"
    finished = subprocess.run(
        [sys.executable, "-m", "deploy", "screen", *options], input=given, capture_output=True, timeout=60
    )
    assert b"Traceback" not in finished.stderr, finished.stderr.decode()
    return finished.returncode, [json.loads(line) for line in finished.stdout.splitlines()]


@pytest.mark.article(13)
def test_screen_answers_line_by_line_with_places_in_the_original_text() -> None:
    text = "😀😀今天停 课通知"
    status, answers = screen(
        json.dumps({"id": "a", "text": text, "terms": ["停课"]}), json.dumps({"id": "b", "text": "无"})
    )
    assert status == 0
    assert [answer["id"] for answer in answers] == ["a", "b"]
    (finding,) = answers[0]["findings"]
    assert set(finding) == {"name", "rule", "start", "end", "matched", "tier", "severity", "article"}
    assert finding["name"] == "停课"
    assert text[finding["start"] : finding["end"]] == finding["matched"] == "停 课"


def test_screen_goes_on_after_a_bad_line_and_ends_with_one() -> None:
    good = json.dumps({"id": "z", "text": "停课", "terms": ["停课"]})
    bad: tuple[str | bytes, ...] = (
        '{"id": "x", ', "[]", '"text"', "7", '{"id": "x"}', '{"text": 5}', '{"text": "x", "terms": "y"}', b'{"text": "\xff"}',
        "[" * 100_000,
    )  # fmt: skip
    status, answers = screen(*bad, good)
    assert status == 1
    assert [answer.get("line") for answer in answers[:-1]] == list(range(1, len(bad) + 1))
    assert all(isinstance(answer["error"], str) for answer in answers[:-1])
    assert (answers[-1]["id"], len(answers[-1]["findings"])) == ("z", 1)


def test_screen_survives_half_a_surrogate_pair() -> None:
    status, answers = screen('{"id": "\\ud83d", "text": "\\ud83d停课\\ude00", "terms": ["停课"]}')
    assert status == 0
    assert answers[0]["id"] == "\ud83d"
    assert [(found["start"], found["end"]) for found in answers[0]["findings"]] == [(1, 3)]


def test_screen_refuses_a_lexicon_that_is_none(tmp_path: Path) -> None:
    finished = subprocess.run(
        [sys.executable, "-m", "deploy", "screen", "--lexicon", str(tmp_path / "none.csv")],
        input="",
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert finished.returncode == 2
    assert "none.csv" in finished.stderr
