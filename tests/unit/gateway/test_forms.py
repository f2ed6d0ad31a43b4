"""From what a person types to a request's body, and from a text with findings to marked pieces."""

from __future__ import annotations

import pytest

from gateway.pages.forms import Field, Form, Group, form
from gateway.pages.submissions import decision_action, mark_findings
from services.contracts.errors import InputInvalid

FORM = form(
    Field("title", "标题", required=True),
    Field("body", "正文", "tall", required=True),
    Field("note", "说明"),
    Field("seats", "席位", "number"),
    Field("tier", "级别", "select", whole=True),
    Field("at", "时间", "moment"),
    Field("urls", "网址", "lines"),
    Field("yes", "承诺", "check", required=True),
    Group("人员", (Field("people.0.name", "姓名", required=True), Field("people.1.name", "姓名"))),
)


def test_a_form_becomes_a_body_of_the_right_kinds() -> None:
    typed = {
        "title": " 停水 ",
        "body": "第一行\r\n  第二行\r\n",
        "seats": "20",
        "tier": "2",
        "at": "2026-03-05T14:30",
        "urls": "https://a\r\n\r\n https://b ",
        "yes": "yes",
        "people.0.name": "张三",
    }
    assert FORM.body(typed) == {
        "title": "停水",
        "body": "第一行\n  第二行\n",
        "seats": 20,
        "tier": 2,
        "at": "2026-03-05T14:30:00+08:00",
        "urls": ["https://a", "https://b"],
        "yes": True,
        "people": [{"name": "张三"}],
    }


def test_what_does_not_fit_goes_on_as_it_was_typed_for_the_service_to_judge() -> None:
    body = FORM.body({"seats": "many", "at": "tomorrow", "tier": "²"})
    assert (body["seats"], body["at"], body["tier"], body["title"], body["yes"]) == ("many", "tomorrow", "²", "", False)
    assert "note" not in body


def test_errors_come_back_to_their_fields_and_none_is_lost() -> None:
    filled: Form = FORM.filled(
        {"title": "<b>"}, {"title": ["太长"], "people.0.name.0": ["不对"], "elsewhere": ["另外"], "_": ["整体"]}
    )
    by_name = {field.name: field for field in filled.fields}
    assert filled.value(by_name["title"]) == "<b>"
    assert filled.messages(by_name["title"]) == ["太长"]
    assert filled.messages(by_name["people.0.name"]) == ["不对"]
    assert filled.other_errors() == ["elsewhere: 另外", "整体"]


def test_a_thing_fills_its_form_and_comes_out_the_same() -> None:
    thing = {
        "title": "t",
        "seats": 3,
        "at": "2026-03-05T06:30:00+00:00",
        "urls": ["u"],
        "yes": True,
        "people": [{"name": "n"}],
        "body": "b",
    }
    shown = FORM.shown(thing)
    assert FORM.body(dict(shown.values)) == {**thing, "at": "2026-03-05T14:30:00+08:00"}


def test_findings_are_marked_by_code_points_also_beside_emoji_and_where_they_overlap() -> None:
    text = "👍𠮷内部资料内部"
    findings = [
        {"field": "body", "start": 2, "end": 6, "severity": "escalate"},
        {"field": "body", "start": 4, "end": 8, "severity": "remind"},
        {"field": "title", "start": 0, "end": 1, "severity": "remind"},
    ]
    pieces = mark_findings(text, findings, "body")
    assert "".join(piece for piece, _ in pieces) == text
    assert [(piece, found is not None) for piece, found in pieces] == [
        ("👍𠮷", False),
        ("内部资料", True),
        ("内部", False),
    ]


def test_returning_a_text_sends_no_empty_answers() -> None:
    text = {
        "fingerprint": "f",
        "findings": [{"id": 7, "severity": "block_until_answered", "answer": "", "matched": "内部", "name": "term"}],
    }
    action = decision_action(text)
    typed = {"decision": "return", "fingerprint": "f", "comment": "缺地点", "finding_answers.0.finding_id": "7"}
    assert action.prepare(action.form.body(typed)) == {"decision": "return", "fingerprint": "f", "comment": "缺地点"}
    answered = action.prepare(action.form.body({**typed, "finding_answers.0.answer": "已核对"}))
    assert answered["finding_answers"] == [{"finding_id": "7", "answer": "已核对"}]


@pytest.mark.parametrize("decision", ["return", "reject"])
def test_who_sends_a_text_back_says_why(decision: str) -> None:
    action = decision_action({"fingerprint": "f", "findings": []})
    with pytest.raises(InputInvalid) as caught:
        action.prepare(action.form.body({"decision": decision, "fingerprint": "f", "comment": " "}))
    assert set(caught.value.errors) == {"comment"}
