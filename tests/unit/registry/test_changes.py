"""Changes (Form 2): filed within seven days of the change, and marked late for ever (article 7)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.contracts.errors import InputInvalid, NotFound, NotPermitted, StateConflict
from services.registry.domain.changes import due_on, is_late
from tests.unit.registry.college import College

NEW = {"name": "新编辑", "number": "20260003", "phone": "13700001111"}


def file(college: College, id_: str, who: str = "cs.operator", **fields: Any) -> dict[str, Any]:
    body = {"kind": "rename", "after": {"name": "计算机学院新视界"}, "changed_on": "2026-03-02", "reason": "栏目调整"}
    found: dict[str, Any] = college.call(who, "file_change", id_, body={**body, **fields})
    return found


@pytest.mark.article(7)
def test_a_change_filed_on_day_seven_is_in_time(college: College) -> None:
    id_ = college.account()
    college.clock.move(by=timedelta(days=7))
    assert file(college, id_)["late"] is False


@pytest.mark.article(7)
def test_a_change_filed_on_day_eight_is_late_for_ever(college: College) -> None:
    id_ = college.account()
    college.clock.move(by=timedelta(days=8))
    change = file(college, id_)
    assert change["late"] is True
    accepted = college.call("officer", "accept_change", change["id"])
    assert (accepted["state"], accepted["late"]) == ("accepted", True)
    assert college.call("officer", "get_account", id_)["late_filings"] == 1
    assert college.events("change.filed.v1")[0]["late"] is True


@pytest.mark.article(7)
@pytest.mark.parametrize(
    ("changed", "filed", "late"),
    [
        (date(2026, 1, 28), date(2026, 2, 4), False),
        (date(2026, 1, 28), date(2026, 2, 5), True),
        (date(2028, 2, 25), date(2028, 3, 3), False),
        (date(2028, 2, 25), date(2028, 3, 4), True),
        (date(2027, 2, 25), date(2027, 3, 4), False),
        (date(2026, 12, 29), date(2027, 1, 5), False),
    ],
)
def test_seven_days_run_over_month_ends_leap_days_and_years(changed: date, filed: date, late: bool) -> None:
    assert is_late(changed, filed) is late
    assert (due_on(changed) - changed).days == 7


@pytest.mark.article(7)
def test_a_day_begins_at_midnight_on_campus(college: College) -> None:
    id_ = college.account()
    college.clock.move(to=datetime(2026, 3, 9, 15, 59, 59, tzinfo=UTC))  # 23:59:59 on the 9th in Shanghai
    assert file(college, id_)["late"] is False
    other = college.account("arts.operator", "arts", name="艺术学院之窗", handle="a")
    college.clock.move(to=datetime(2026, 3, 9, 16, 0, 0, tzinfo=UTC))  # midnight
    after = {"name": "艺术学院新视界"}
    assert file(college, other, "arts.operator", after=after)["late"] is True


@pytest.mark.article(7)
def test_an_accepted_rename_holds_and_is_in_the_history(college: College) -> None:
    id_ = college.account()
    change = file(college, id_)
    assert college.call("officer", "get_account", id_)["name"] == "计算机学院之窗"
    college.call("officer", "accept_change", change["id"])
    account = college.call("officer", "get_account", id_)
    assert account["name"] == "计算机学院新视界"
    (entry,) = college.call("officer", "account_history", id_)["items"]
    assert (entry["field"], entry["before"], entry["after"]) == ("name", "计算机学院之窗", "计算机学院新视界")
    assert college.events("account.changed.v1")[-1]["name"] == "计算机学院新视界"
    assert len(college.call("officer", "list_accounts", query={"q": "新视界"})["items"]) == 1


@pytest.mark.article(8)
def test_an_account_is_not_renamed_to_a_name_of_others(college: College) -> None:
    id_ = college.account()
    with pytest.raises(InputInvalid) as refused:
        file(college, id_, after={"name": "藝術学院官方"})
    assert list(refused.value.errors) == ["after.name"]


@pytest.mark.article(8)
def test_a_new_name_that_was_protected_meanwhile_is_not_taken_on_file(college: College) -> None:
    id_ = college.account()
    change = file(college, id_, after={"name": "计算机学院星火"})
    college.call("director", "add_protected_name", body={"name": "星火"})
    with pytest.raises(InputInvalid):
        college.call("director", "accept_change", change["id"])
    assert college.call("director", "get_account", id_)["name"] == "计算机学院之窗"


@pytest.mark.article(7)
def test_a_new_administrator_operates_the_account_from_then_on(college: College) -> None:
    id_ = college.account()
    change = file(college, id_, kind="administrator", after=NEW, handover_confirmed=True)
    assert change["after"]["administrators"][0]["phone"] == "137****1111"
    college.call("officer", "accept_change", change["id"])
    assert college.call("cs.editor", "me")["accounts"] == [id_]
    assert college.call("cs.operator", "me")["accounts"] == []
    assert college.events("account.changed.v1")[-1]["operator_ids"] == [college.people["cs.editor"].id]


@pytest.mark.article(7)
@pytest.mark.parametrize(
    ("kind", "after"),
    [
        ("administrator", {"administrators": [NEW]}),
        ("responsible_person", {"name": "王书记", "title": "党支部书记", "phone": "13700002222"}),
    ],
)
def test_a_hand_over_that_is_not_confirmed_is_not_taken_on_file(
    college: College, kind: str, after: dict[str, Any]
) -> None:
    change = file(college, college.account(), kind=kind, after=after)
    with pytest.raises(StateConflict):
        college.call("officer", "accept_change", change["id"])


@pytest.mark.article(7)
@pytest.mark.parametrize(
    ("kind", "after", "field", "value"),
    [
        ("handle", "new_handle", "handle", "new_handle"),
        ("migrate", {"channel": "douyin", "handle": "cs_dy"}, "channel", "douyin"),
        ("maintenance", {"update_frequency": "每日"}, "update_frequency", "每日"),
        ("close", {}, "status", "closed"),
    ],
)
def test_every_kind_of_change_holds_once_it_is_accepted(
    college: College, kind: str, after: Any, field: str, value: str
) -> None:
    id_ = college.account()
    college.call("officer", "accept_change", file(college, id_, kind=kind, after=after)["id"])
    assert college.call("officer", "get_account", id_)[field] == value


@pytest.mark.article(7)
@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"kind": "paint"}, "kind"),
        ({"kind": "rename", "after": {}}, "after.name"),
        ({"kind": "rename", "after": 5}, "after"),
        ({"kind": "administrator", "after": {"administrators": [{"name": "x"}]}}, "after.administrators.0.number"),
        ({"changed_on": "yesterday"}, "changed_on"),
        ({"changed_on": "2026-03-03"}, "changed_on"),
        ({"reason": ""}, "reason"),
        ({"handover_confirmed": "yes"}, "handover_confirmed"),
    ],
)
def test_what_does_not_fit_is_named(college: College, fields: dict[str, Any], named: str) -> None:
    with pytest.raises(InputInvalid) as refused:
        file(college, college.account(), **fields)
    assert named in [name.removesuffix("._schema") for name in refused.value.errors]


@pytest.mark.article(7)
def test_who_may_file_and_who_may_decide(college: College) -> None:
    id_ = college.account()
    for who, error in (("arts.head", NotFound), ("auditor", NotPermitted), ("student1", NotFound)):
        with pytest.raises(error):
            file(college, id_, who)
    change = file(college, id_, "officer")
    for who in ("officer", "cs.head", "auditor"):
        with pytest.raises(NotPermitted):
            college.call(who, "accept_change", change["id"])
    with pytest.raises(NotFound):
        college.call("arts.head", "get_change", change["id"])
    assert college.call("director", "accept_change", change["id"])["state"] == "accepted"
    with pytest.raises(StateConflict):
        college.call("director", "accept_change", change["id"])


@pytest.mark.article(7)
def test_a_known_change_is_reminded_of_on_day_five_and_overdue_on_day_eight(college: College) -> None:
    id_ = college.account()
    body = {"kind": "rename", "changed_on": "2026-03-02", "note": "页面名称已变"}
    college.call("officer", "notice_change", id_, body=body)
    college.clock.move(to=datetime(2026, 3, 6, 15, 59, tzinfo=UTC))
    assert college.fire_deadlines() == 0
    college.clock.move(to=datetime(2026, 3, 6, 16, 0, tzinfo=UTC))  # the 7th on campus
    assert college.fire_deadlines() == 1
    assert len(college.events("filing.reminded.v1")) == 1
    college.clock.move(to=datetime(2026, 3, 9, 15, 59, tzinfo=UTC))
    assert college.fire_deadlines() == 0
    college.clock.move(to=datetime(2026, 3, 9, 16, 0, tzinfo=UTC))  # the 10th
    assert college.fire_deadlines() == 1
    assert college.events("filing.overdue.v1")[0]["account_id"] == id_
    (open_,) = college.call("cs.head", "board")["filings"]
    assert (open_["state"], open_["due_on"]) == ("overdue", "2026-03-09")
    assert file(college, id_)["late"] is True
    assert college.call("cs.head", "board")["filings"] == []


@pytest.mark.article(7)
def test_a_change_that_was_filed_is_not_reminded_of(college: College) -> None:
    id_ = college.account()
    college.call("officer", "notice_change", id_, body={"kind": "rename", "changed_on": "2026-03-02"})
    file(college, id_)
    college.clock.move(by=timedelta(days=29))
    assert college.fire_deadlines() == 0


@pytest.mark.article(7)
def test_a_returned_change_is_filed_again_and_its_clock_runs_on(college: College) -> None:
    id_ = college.account()
    college.clock.move(by=timedelta(days=6))
    change = file(college, id_)
    college.call("officer", "return_change", change["id"], body={"comment": "请附新管理员信息"})
    (filing,) = college.call("cs.head", "list_filings")["items"]
    assert (filing["cause"], filing["due_on"]) == ("returned", "2026-03-09")
    college.clock.move(by=timedelta(days=2))
    assert file(college, id_)["late"] is True


@pytest.mark.article(7)
def test_when_a_role_ends_what_its_holder_ran_becomes_a_dated_task(college: College) -> None:
    id_ = college.account()
    person = college.people["cs.operator"]
    body = {"name": "离任", "unit_id": person.unit_id, "active": True, "roles": [], "number": "", "phone": ""}
    college.call("admin", "update_person", person.id, body=body)
    (filing,) = college.call("cs.head", "list_filings")["items"]
    assert (filing["account_id"], filing["kind"], filing["cause"]) == (id_, "administrator", "role_ended")
    assert filing["due_on"] == "2026-03-09"


@pytest.mark.article(6)
def test_when_a_responsible_person_leaves_every_account_of_the_unit_needs_a_new_one(college: College) -> None:
    ids = {college.account(channel=channel, handle=channel) for channel in ("weibo", "douyin")}
    head = college.people["cs.head"]
    roles = [{"role": "responsible", "unit_id": head.unit_id, "until_on": "2026-03-05"}]
    college.call("admin", "update_person", head.id, body={"name": "书记", "unit_id": head.unit_id, "roles": roles})
    assert college.call("officer", "list_filings")["items"] == []
    college.clock.move(to=datetime(2026, 3, 5, 16, 0, tzinfo=UTC))
    college.fire_deadlines()
    filings = college.call("officer", "list_filings")["items"]
    assert {one["account_id"] for one in filings} == ids
    assert {(one["kind"], one["changed_on"]) for one in filings} == {("responsible_person", "2026-03-06")}


@pytest.mark.article(7)
def test_a_closed_account_has_no_more_changes(college: College) -> None:
    id_ = college.account()
    college.call("officer", "close_account", id_, body={"reason": "停办"})
    with pytest.raises(StateConflict):
        file(college, id_)


@pytest.mark.article(7)
def test_what_was_filed_before_an_account_was_closed_changes_nothing_any_more(college: College) -> None:
    id_ = college.account()
    renamed = file(college, id_)["id"]
    college.call("cs.operator", "notice_change", id_, body={"kind": "maintenance", "changed_on": "2026-03-02"})
    college.call("officer", "close_account", id_, body={"reason": "停办"})
    with pytest.raises(StateConflict):
        college.call("officer", "accept_change", renamed)
    college.call("officer", "return_change", renamed, body={"comment": "已停办"})
    college.clock.move(by=timedelta(days=9))
    college.fire_deadlines()
    filings = college.call("officer", "list_filings")["items"]
    assert [(one["kind"], one["state"]) for one in filings] == [("maintenance", "dropped")]


@pytest.mark.parametrize("who", ["cs.operator", "cs.head", "officer"])
def test_pages_of_changes_show_each_once_the_newest_first(college: College, who: str) -> None:
    id_ = college.account()
    made = [file(college, id_)["id"] for _ in range(3)]
    college.account("arts.operator", "arts", name="艺术学院之窗", handle="arts_window")
    shown, cursor = [], ""
    while cursor is not None:
        page = college.call(who, "list_changes", query={"limit": "1", "cursor": cursor} if cursor else {"limit": "1"})
        shown += [one["id"] for one in page["items"]]
        cursor = page["next_cursor"]
    assert shown == made[::-1]
