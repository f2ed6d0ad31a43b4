"""Drafts as one types, what a resubmission changed, what waits and for how long, and who must answer for a unit."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from services.contracts.errors import InputInvalid
from services.registry.domain.units import fits_office
from tests.unit.registry.college import College

RETURNED = {"reason_code": "rules", "comment": "请补充审核制度"}


def place(college: College, **fields: Any) -> dict[str, Any]:
    return {"channel": "wechat_official", "tier": 2, "unit_id": college.units["cs"], **fields}


def test_a_draft_is_kept_with_what_is_typed_so_far(college: College) -> None:
    made = college.call("cs.operator", "create_application", body=place(college, name="学院"))
    assert (made["state"], made["name"], made["administrators"]) == ("draft", "学院", [])
    more = place(college, name="计算机学院之窗", responsible_person={"name": "陈立新"})
    kept = college.call("cs.operator", "update_application", made["id"], body=more)
    assert kept["responsible_person"] == {"name": "陈立新"}
    assert college.call("cs.operator", "get_application", made["id"])["version"] == made["version"] + 1


@pytest.mark.article(7)
def test_what_a_draft_lacks_is_named_when_it_is_submitted(college: College) -> None:
    form = college.form(responsible_person={"name": "陈立新"}, administrators=[{"name": "林晓"}])
    del form["purpose"]
    id_ = college.call("cs.operator", "create_application", body=form)["id"]
    with pytest.raises(InputInvalid) as refused:
        college.call("cs.operator", "submit_application", id_)
    assert list(refused.value.errors) == [
        "purpose",
        "responsible_person.title",
        "responsible_person.phone",
        "administrators.0.number",
        "administrators.0.phone",
    ]
    assert college.call("cs.operator", "get_application", id_)["state"] == "draft"


@pytest.mark.parametrize("field", ["channel", "tier", "unit_id"])
def test_where_it_is_drafted_must_be_known_from_the_first(college: College, field: str) -> None:
    body = place(college)
    del body[field]
    with pytest.raises(InputInvalid) as refused:
        college.call("cs.operator", "create_application", body=body)
    assert list(refused.value.errors) == [field]


def test_a_half_written_person_is_still_checked(college: College) -> None:
    with pytest.raises(InputInvalid) as refused:
        college.call("cs.operator", "create_application", body=place(college, responsible_person={"phone": "abc"}))
    assert list(refused.value.errors) == ["responsible_person.phone"]


def test_a_resubmission_shows_what_it_changed_and_hides_digits(college: College) -> None:
    id_ = college.submitted()
    assert college.call("cs.head", "get_application", id_)["differences"] == []
    college.call("cs.head", "return_application", id_, body=RETURNED)
    people = [{"name": "林晓", "number": "A-7", "phone": "13900005678"}]
    person = {"name": "陈立新", "title": "党支部书记", "phone": "13899991234"}
    form = college.form(review_rules="三审三校。", responsible_person=person, administrators=people)
    college.call("cs.operator", "update_application", id_, body=form)
    college.call("cs.operator", "submit_application", id_)
    changed = college.call("cs.head", "get_application", id_)["differences"]
    assert [(one["field"], one["hidden"]) for one in changed] == [("responsible_person", True), ("review_rules", False)]
    assert changed[0]["after"]["phone"] == "138****1234"
    assert (changed[1]["before"], changed[1]["after"]) == ("编辑初审,书记终审,先审后发。", "三审三校。")


@pytest.mark.article(7)
def test_what_waits_is_reminded_of_every_three_days_and_says_for_how_long(college: College) -> None:
    id_ = college.submitted()
    college.clock.move(by=timedelta(days=3, seconds=-1))
    assert college.fire_deadlines() == 0
    assert college.call("cs.head", "get_application", id_)["waiting_days"] == 2
    college.clock.move(by=timedelta(seconds=1))
    assert college.fire_deadlines() == 1
    college.clock.move(by=timedelta(days=3))
    assert college.fire_deadlines() == 1
    told = college.events("application.waiting.v1")
    assert [(one["days"], one["waits_for"], one["waits_unit"]) for one in told] == [
        (3, ["responsible"], college.units["cs"]),
        (6, ["responsible"], college.units["cs"]),
    ]
    shown = college.call("cs.head", "get_application", id_)
    assert (shown["waiting_days"], shown["reminders"]) == (6, 2)


def test_the_wait_begins_anew_with_every_step_and_ends_with_the_decision(college: College) -> None:
    id_ = college.submitted()
    college.clock.move(by=timedelta(days=2))
    college.call("cs.head", "endorse_application", id_)
    college.clock.move(by=timedelta(days=2))
    assert college.fire_deadlines() == 0
    college.call("director", "approve_application", id_)
    college.clock.move(by=timedelta(days=20))
    assert college.fire_deadlines() == 0
    assert college.call("director", "get_application", id_)["waiting_days"] is None


def test_after_how_many_days_is_reminded_can_be_set(college: College) -> None:
    rules = {"dormant_days": 30, "remind_after_days": 1, "responsible_rule": "warn"}
    college.call("officer", "set_options", body=rules)
    college.submitted()
    college.clock.move(by=timedelta(days=1))
    assert college.fire_deadlines() == 1


@pytest.mark.article(6)
@pytest.mark.parametrize(
    ("kind", "title", "fits"),
    [
        ("faculty", "党支部书记", True),
        ("faculty", "党总支书记兼副院长", True),
        ("faculty", "院长", False),
        ("faculty", "党支部副书记", False),
        ("department", "处长", True),
        ("department", "副处长", False),
        ("department", "主任助理", False),
        ("student_affairs", "部长", True),
        ("club", "社长", True),
        ("club", "辅导员", False),
        ("class", "辅导员", True),
        ("class", "班长", False),
    ],
)
def test_who_answers_for_a_unit_follows_its_kind(kind: str, title: str, fits: bool) -> None:
    assert fits_office(kind, title) is fits


@pytest.mark.article(6)
def test_another_office_than_article_6_asks_for_warns_and_bars_where_that_is_set(college: College) -> None:
    dean = {"name": "王院长", "title": "院长", "phone": "13800001234"}
    shown = college.call("cs.head", "get_application", college.submitted(responsible_person=dean))
    assert (shown["responsible_fits"], shown["responsible_office"]) == (False, "党支部书记")
    rules = {"dormant_days": 30, "remind_after_days": 3, "responsible_rule": "block"}
    college.call("director", "set_options", body=rules)
    id_ = college.call(
        "arts.operator", "create_application", body=college.form("arts", name="艺术学院之窗", responsible_person=dean)
    )["id"]
    with pytest.raises(InputInvalid) as refused:
        college.call("arts.operator", "submit_application", id_)
    assert list(refused.value.errors) == ["responsible_person.title"]


@pytest.mark.article(6)
def test_a_class_is_answered_for_by_its_counsellor_and_not_by_a_student(college: College) -> None:
    body = {"name": "计算机2601班", "kind": "class", "parent_id": college.units["cs"]}
    college.units["class"] = college.call("admin", "create_unit", body=body)["id"]
    with pytest.raises(InputInvalid) as refused:
        college.add_person("monitor", "class", [("responsible", "class"), ("student", "class")])
    assert list(refused.value.errors) == ["roles"]
    college.add_person("counsellor", "class", [("responsible", "class")])


def test_half_a_form_can_be_printed_and_shown(college: College) -> None:
    id_ = college.call("cs.operator", "create_application", body=place(college))["id"]
    for operation in ("application_pdf", "application_docx"):
        assert college.call("cs.operator", operation, id_)["base64"]
    assert college.call("cs.operator", "list_applications")["items"][0]["name"] == ""
