"""What the review pages make of forms: quoted passages, pictures that are kept, and who is offered what."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from gateway.language import catalogue
from gateway.pages import interventions
from gateway.pages.composing import with_media
from gateway.pages.words import WORDS, word
from services.contracts.errors import InputInvalid
from services.kit.identity import Identity
from services.review.domain.versions import NoteKind

TEXT: dict[str, Any] = {
    "title": "讲座通知",
    "body": "𠮷讲座定于周五举行,地点在报告厅。",
    "version": 2,
    "state": "in_review",
    "tier": 2,
    "raised": False,
    "severity": "",
    "submitted_by": "op",
    "held_by": "",
    "held_by_person": "",
    "waits_role": "reviewer",
}


def person(role: str, person_id: str = "p") -> Identity:
    return Identity(id=person_id, username=person_id, name=person_id, grants=((role, ""),))


def names(actions: list[Any]) -> list[str]:
    return [action.name for action in actions]


def test_whatever_people_do_with_a_text_has_a_name() -> None:
    assert set(WORDS["note_kind"]) == set(get_args(NoteKind))


def test_a_quoted_passage_is_found_in_the_text_and_keeps_its_remark() -> None:
    body = interventions.with_passages(TEXT)(
        {"passages": ["周五 | 请写日期", "“通知”", "报告厅|哪一个?"], "comment": "x"}
    )
    found = [(TEXT[one["field"]][one["start"] : one["end"]], one["note"]) for one in body["passages"]]
    assert found == [("周五", "请写日期"), ("通知", ""), ("报告厅", "哪一个?")]
    assert interventions.quotes(TEXT, {"version": 2, "passages": body["passages"]}) == found
    assert interventions.quotes(TEXT, {"version": 1, "passages": body["passages"]}) == [
        ("", "请写日期"),
        ("", "哪一个?"),
    ]


def test_a_passage_that_the_text_does_not_hold_is_told_at_its_field() -> None:
    with pytest.raises(InputInvalid) as refused:
        interventions.with_passages(TEXT)({"passages": ["周六 | ?"]})
    assert "passages" in refused.value.errors


@pytest.mark.parametrize(
    ("changes", "role", "decides", "offered"),
    [
        ({}, "reviewer", True, ["escalate", "hold"]),
        ({}, "reviewer", False, []),
        ({"state": "approved"}, "officer", False, ["hold"]),
        ({"severity": "escalate"}, "reviewer", True, ["hold"]),
        ({"state": "held", "held_by_person": "p"}, "reviewer", False, ["unhold"]),
        ({"state": "held", "held_by_person": "other"}, "reviewer", False, []),
        ({"state": "held", "held_by": "freeze"}, "director", False, []),
        ({"submitted_by": "p"}, "officer", True, []),
    ],
)
def test_people_are_offered_what_the_service_lets_them_do(
    changes: dict[str, Any], role: str, decides: bool, offered: list[str]
) -> None:
    assert names(interventions.offered({**TEXT, **changes}, person(role), decides=decides)) == offered


@pytest.mark.parametrize(("stands", "zh", "en"), [("held", "已冻结", "Frozen"), ("on_hold", "已暂缓", "On hold")])
def test_a_campaign_calls_what_a_person_holds_otherwise_than_what_a_freeze_holds(stands: str, zh: str, en: str) -> None:
    assert word("campaign_state", stands) == zh
    assert catalogue("en")[zh] == en


def test_pictures_stay_unless_they_are_unchecked() -> None:
    before = [
        {"name": name, "checksum": name * 64, "media_type": "image/png", "size": 1, "stored": True} for name in "ab"
    ]
    prepare = with_media(None, before)  # type: ignore[arg-type]
    kept = prepare({"title": "x", "keep": {"a" * 64: True, "b" * 64: False}, "base64": ""})
    assert [item["name"] for item in kept["media"]] == ["a"]
    assert prepare({"title": "x", "keep": {"a" * 64: False, "b" * 64: False}})["media"] == []
    assert "media" not in with_media(None, ())({"title": "x"})  # type: ignore[arg-type]
