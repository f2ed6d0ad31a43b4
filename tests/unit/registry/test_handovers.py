"""Handing over: both sides confirm, and what somebody held whose role ended becomes a task with a day (articles 5 to 7)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from services.contracts.errors import NotPermitted, StateConflict
from tests.unit.registry.college import College

NEW = {"name": "新编辑", "number": "20260003", "phone": "13700001111"}


def file(college: College, id_: str, **fields: Any) -> str:
    body = {"kind": "administrator", "after": NEW, "changed_on": "2026-03-02", "reason": "岗位调整", **fields}
    return str(college.call("cs.operator", "file_change", id_, body=body)["id"])


def confirm(college: College, who: str, change: str, side: str) -> bool:
    return bool(college.call(who, "confirm_handover", change, body={"side": side})["handover_confirmed"])


def leave(college: College, username: str, roles: list[dict[str, Any]] | None = None, active: bool = True) -> None:
    person = college.people[username]
    body = {"name": "离任", "unit_id": person.unit_id, "active": active, "roles": roles or []}
    college.call("admin", "update_person", person.id, body=body)


def tasks(college: College, **query: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = college.call("officer", "list_handovers", query=query)["items"]
    return found


@pytest.mark.article(7)
def test_a_hand_over_is_taken_on_file_once_both_sides_confirmed_it(college: College) -> None:
    change = file(college, college.account())
    assert confirm(college, "cs.operator", change, "outgoing") is False
    with pytest.raises(StateConflict):
        college.call("officer", "accept_change", change)
    assert confirm(college, "cs.editor", change, "incoming") is True
    assert college.call("officer", "accept_change", change)["state"] == "accepted"


@pytest.mark.article(7)
def test_each_side_speaks_for_itself_only(college: College) -> None:
    change = file(college, college.account())
    for who, side in (("cs.operator", "incoming"), ("cs.editor", "outgoing"), ("cs.head", "outgoing")):
        with pytest.raises(NotPermitted):
            confirm(college, who, change, side)


@pytest.mark.article(7)
def test_for_a_side_that_is_not_known_here_the_unit_stands_in_and_nobody_confirms_both(college: College) -> None:
    change = file(college, college.account(), after={**NEW, "number": "X-99"})
    assert confirm(college, "cs.operator", change, "outgoing") is False
    with pytest.raises(NotPermitted):
        confirm(college, "cs.operator", change, "incoming")
    with pytest.raises(NotPermitted):
        confirm(college, "officer", change, "incoming")
    assert confirm(college, "cs.head", change, "incoming") is True


@pytest.mark.article(7)
def test_a_form_that_says_both_sides_signed_needs_no_more(college: College) -> None:
    change = file(college, college.account(), handover_confirmed=True)
    assert college.call("officer", "accept_change", change)["handover"]["stated"]["name"] == "cs.operator 同志"


def test_a_rename_hands_nothing_over(college: College) -> None:
    change = file(college, college.account(), kind="rename", after={"name": "计算机学院新视界"})
    with pytest.raises(StateConflict):
        confirm(college, "cs.operator", change, "outgoing")


@pytest.mark.article(5)
def test_when_a_role_ends_every_account_application_and_step_becomes_a_task(college: College) -> None:
    account = college.account()
    draft = college.call("cs.operator", "create_application", body=college.form(channel="weibo", handle="w"))["id"]
    leave(college, "cs.operator")
    found = {(one["kind"], one["subject_id"], one["due_on"]) for one in tasks(college)}
    assert found == {("account", account, "2026-03-09"), ("application", draft, "2026-03-09")}
    step = college.submitted("club.operator", "club")
    leave(college, "cs.head")
    assert [one["subject_id"] for one in tasks(college, kind="step")] == [step]
    assert len(college.events("handover.noticed.v1")) == 4


@pytest.mark.article(5)
def test_a_step_that_somebody_takes_is_handed_over(college: College) -> None:
    college.add_person("cs.second", "cs", [("responsible", "cs")])
    step = college.submitted()
    leave(college, "cs.head")
    college.call("cs.second", "endorse_application", step)
    assert [one["state"] for one in tasks(college, kind="step")] == ["done"]
    college.clock.move(by=timedelta(days=9))
    college.fire_deadlines()
    assert college.events("handover.overdue.v1") == []


@pytest.mark.article(5)
def test_somebody_of_the_unit_goes_on_with_an_application_whose_applicant_left(college: College) -> None:
    id_ = college.call("cs.operator", "create_application", body=college.form())["id"]
    with pytest.raises(StateConflict):
        college.call("cs.editor", "take_over_application", id_)
    leave(college, "cs.operator", active=False)
    assert college.call("cs.editor", "take_over_application", id_)["applicant_id"] == college.people["cs.editor"].id
    assert [one["state"] for one in tasks(college)] == ["done"]
    assert college.call("cs.editor", "submit_application", id_)["state"] == "submitted"


@pytest.mark.article(5)
def test_who_endorsed_it_does_not_take_it_over(college: College) -> None:
    id_ = college.endorsed()
    leave(college, "cs.operator")
    with pytest.raises(NotPermitted):
        college.call("cs.head", "take_over_application", id_)


@pytest.mark.article(7)
def test_a_handover_is_reminded_of_on_day_five_and_overdue_on_day_eight(college: College) -> None:
    college.call("cs.operator", "create_application", body=college.form())
    leave(college, "cs.operator")
    college.clock.move(by=timedelta(days=5))
    college.fire_deadlines()
    assert len(college.events("handover.reminded.v1")) == 1
    college.clock.move(by=timedelta(days=3))
    college.fire_deadlines()
    assert [one["state"] for one in tasks(college)] == ["overdue"]


@pytest.mark.article(7)
def test_the_accepted_change_settles_what_the_leaver_held(college: College) -> None:
    account = college.account()
    leave(college, "cs.operator")
    body = {
        "kind": "administrator",
        "after": NEW,
        "changed_on": "2026-03-02",
        "reason": "离任",
        "handover_confirmed": True,
    }
    change = college.call("cs.head", "file_change", account, body=body)
    assert [one["state"] for one in tasks(college)] == ["open"]
    college.call("officer", "accept_change", change["id"])
    assert [one["state"] for one in tasks(college)] == ["done"]


def test_a_role_that_only_changes_its_day_of_ending_hands_nothing_over(college: College) -> None:
    college.account()
    unit = college.people["cs.operator"].unit_id
    leave(college, "cs.operator", [{"role": "operator", "unit_id": unit, "until_on": "2026-12-31"}])
    assert tasks(college) == []


@pytest.mark.article(7)
def test_a_role_that_ended_while_nobody_kept_time_is_handed_over_all_the_same(college: College) -> None:
    account, unit = college.account(), college.units["cs"]
    leave(college, "cs.operator", [{"role": "operator", "unit_id": unit, "until_on": "2026-03-05"}])
    college.clock.move(by=timedelta(days=10))
    college.fire_deadlines()
    assert [(one["kind"], one["subject_id"]) for one in tasks(college)] == [("account", account)]


@pytest.mark.article(7)
def test_nothing_of_an_account_that_the_department_closed_is_handed_over_or_filed(college: College) -> None:
    account = college.account()
    leave(college, "cs.operator")
    college.call("officer", "close_account", account, body={"reason": "停办"})
    college.clock.move(by=timedelta(days=9))
    college.fire_deadlines()
    assert [one["state"] for one in tasks(college)] == ["done"]
    assert [one["state"] for one in college.call("officer", "list_filings")["items"]] == ["dropped"]
    assert college.events("handover.overdue.v1") == []
