"""What is kept of accounts beside their forms: silence, sightings, personal accounts, contacts, what is set."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from services.contracts.alerts.events import IncidentOpened
from services.contracts.errors import InputInvalid, NotFound, NotPermitted, StateConflict
from services.contracts.events import Actor, Envelope, Event
from services.contracts.review.events import ObservedPostJudged
from services.kit.identity import service_identity
from services.kit.wire import Received
from tests.unit.registry.college import College

SEEN = {
    "channel": "weibo",
    "handle": "fan_club",
    "name": "示例职院官方",
    "url": "https://weibo.com/fan_club",
    "note": "",
}


def hear(college: College, entrypoint: str, *events: Event) -> None:
    """The registry handles events of other services, as the kit hands them on."""
    at = college.clock.now().isoformat()
    actor = Actor(id="service:test", name="测试")
    received = [
        Received(
            event,
            Envelope(id=str(n), type=event.type, time=at, source="t", aggregate="a", sequence=1, actor=actor, trace="t",
                     cause="", data={}),
        )
        for n, event in enumerate(events)
    ]  # fmt: skip
    with college.works.open(service_identity("registry"), "t" * 32) as work:
        getattr(college.registry, entrypoint)(work, received)


def post(account_id: str, at: datetime, verdict: str = "approved") -> ObservedPostJudged:
    return ObservedPostJudged(
        observed_post_id="p", account_id=account_id, channel="wechat_official", handle="h", url="https://x.cn/1", title="",
        excerpt="", published_at=at.isoformat(), verdict=verdict, submission_id="", fingerprint="",
    )  # fmt: skip


def dormant(college: College) -> list[str]:
    return [one["account_id"] for one in college.events("account.dormant.v1")]


def rules(college: College, **changed: Any) -> dict[str, Any]:
    body = {"dormant_days": 30, "remind_after_days": 3, "responsible_rule": "warn", **changed}
    found: dict[str, Any] = college.call("officer", "set_options", body=body)
    return found


@pytest.mark.article(11)
def test_an_account_without_a_post_for_thirty_days_is_dormant_and_wakes_with_the_next(college: College) -> None:
    id_ = college.account()
    college.clock.move(by=timedelta(days=30, seconds=-1))
    college.fire_deadlines()
    assert dormant(college) == []
    college.clock.move(by=timedelta(seconds=1))
    college.fire_deadlines()
    assert dormant(college) == [id_]
    assert college.call("officer", "get_account", id_)["dormant_since"] is not None
    hear(college, "note_posts", post(id_, college.clock.now()))
    assert [one["account_id"] for one in college.events("account.awoke.v1")] == [id_]
    college.clock.move(by=timedelta(days=30))
    college.fire_deadlines()
    assert dormant(college) == [id_, id_]


@pytest.mark.article(11)
def test_a_post_puts_dormancy_off(college: College) -> None:
    id_ = college.account()
    college.clock.move(by=timedelta(days=20))
    hear(college, "note_posts", post(id_, college.clock.now()))
    college.clock.move(by=timedelta(days=29))
    college.fire_deadlines()
    assert dormant(college) == []
    college.clock.move(by=timedelta(days=1))
    college.fire_deadlines()
    assert dormant(college) == [id_]


def test_fourteen_days_can_be_set_and_hold_for_accounts_that_are_silent_already(college: College) -> None:
    id_ = college.account()
    college.clock.move(by=timedelta(days=15))
    rules(college, dormant_days=14)
    while college.fire_deadlines():
        pass
    assert dormant(college) == [id_]
    rules(college, dormant_days=30)
    while college.fire_deadlines():
        pass
    assert len(college.events("account.awoke.v1")) == 1


def test_a_closed_account_is_never_dormant(college: College) -> None:
    college.call("officer", "close_account", college.account(), body={"reason": "停办"})
    college.clock.move(by=timedelta(days=31))
    college.fire_deadlines()
    assert dormant(college) == []


def test_who_may_set_and_what_may_be_set(college: College) -> None:
    for who in ("cs.head", "auditor", "league"):
        with pytest.raises(NotPermitted):
            college.call(who, "set_options", body=college.call(who, "get_options"))
    with pytest.raises(InputInvalid) as refused:
        rules(college, dormant_days=15, responsible_rule="maybe")
    assert set(refused.value.errors) == {"dormant_days", "responsible_rule"}


# ---- sightings


@pytest.mark.article(8)
def test_a_sighting_is_kept_becomes_an_event_and_is_settled_once(college: College) -> None:
    filed = college.call("student1", "file_sighting", body=SEEN)
    assert (filed["state"], filed["registered"], filed["protected_names"]) == ("open", False, ["示例职院"])
    assert college.events("sighting.filed.v1")[0]["sighting_id"] == filed["id"]
    assert [one["id"] for one in college.call("officer", "list_sightings", query={"state": "open"})["items"]] == [
        filed["id"]
    ]
    settled = college.call(
        "officer", "handle_sighting", filed["id"], body={"outcome": "taken_down", "comment": "平台已下架"}
    )
    assert settled["state"] == "handled"
    assert college.events("sighting.handled.v1")[0]["outcome"] == "taken_down"
    with pytest.raises(StateConflict):
        college.call("director", "handle_sighting", filed["id"], body={"outcome": "unfounded", "comment": "重复"})


@pytest.mark.article(8)
def test_a_sighting_of_a_registered_account_is_kept_and_disturbs_nobody(college: College) -> None:
    id_ = college.account(channel="weibo", handle="fan_club")
    assert college.call("student1", "file_sighting", body=SEEN)["account_id"] == id_
    assert college.events("sighting.filed.v1") == []


@pytest.mark.article(8)
def test_others_see_only_the_sightings_that_they_filed(college: College) -> None:
    filed = college.call("student1", "file_sighting", body=SEEN)["id"]
    assert college.call("student1", "get_sighting", filed)["id"] == filed
    assert college.call("cs.head", "list_sightings")["items"] == []
    with pytest.raises(NotFound):
        college.call("cs.head", "get_sighting", filed)
    with pytest.raises(NotPermitted):
        college.call("student1", "handle_sighting", filed, body={"outcome": "unfounded", "comment": "自己撤"})
    with pytest.raises(NotPermitted):
        college.call("auditor", "file_sighting", body=SEEN)


# ---- personal accounts

OWN = {"channel": "douyin", "handle": "teacher_lin", "name": "林老师讲算法"}


@pytest.mark.article(9)
def test_a_personal_account_is_on_its_units_list_and_supervised_there(college: College) -> None:
    made = college.call("cs.operator", "add_personal_account", body=OWN)
    assert (made["unit_name"], made["owner_name"]) == ("计算机学院", "cs.operator 同志")
    assert [one["id"] for one in college.call("cs.head", "list_personal_accounts")["items"]] == [made["id"]]
    assert college.call("arts.head", "list_personal_accounts")["items"] == []
    checked = college.call(
        "cs.head", "check_personal_account", made["id"], body={"finding": "reported", "note": "以学院名义招生"}
    )
    assert [(one["finding"], one["by_name"]) for one in checked["checks"]] == [("reported", "cs.head 同志")]
    assert college.events("personal_account.reported.v1")[0]["note"] == "以学院名义招生"
    assert (
        college.call("cs.operator", "remove_personal_account", made["id"], body={"reason": "已注销"})["state"]
        == "removed"
    )


@pytest.mark.article(9)
def test_who_supervises_and_who_does_not(college: College) -> None:
    made = college.call(
        "cs.head", "add_personal_account", body={**OWN, "owner_name": "外聘教师", "unit_id": college.units["cs"]}
    )
    own = college.call("cs.head", "add_personal_account", body={**OWN, "handle": "head", "name": "书记随笔"})
    for who, id_, error in (
        ("cs.operator", made["id"], NotPermitted),
        ("arts.head", made["id"], NotFound),
        ("officer", made["id"], NotPermitted),
        ("cs.head", own["id"], NotPermitted),
    ):
        with pytest.raises(error):
            college.call(who, "check_personal_account", id_, body={"finding": "fine"})
    with pytest.raises(NotPermitted):
        college.call(
            "arts.head",
            "add_personal_account",
            body={**OWN, "handle": "x", "owner_id": college.people["cs.operator"].id},
        )
    clubs = college.call(
        "cs.head",
        "add_personal_account",
        body={**OWN, "handle": "y", "owner_name": "社员", "unit_id": college.units["club"]},
    )
    assert college.call("cs.head", "check_personal_account", clubs["id"], body={"finding": "fine"})["finding"] == "fine"


@pytest.mark.article(8, 9)
def test_a_personal_account_uses_no_protected_name_and_stands_on_the_list_once(college: College) -> None:
    with pytest.raises(InputInvalid) as refused:
        college.call("student1", "add_personal_account", body={**OWN, "name": "计算机学院官方"})
    assert list(refused.value.errors) == ["name"]
    college.call("student1", "add_personal_account", body=OWN)
    with pytest.raises(StateConflict):
        college.call("student1", "add_personal_account", body={**OWN, "handle": "@Teacher_Lin"})


# ---- contacts, and what is known of a year


def test_contacts_are_read_in_full_by_those_who_need_them_and_the_ledger_says_so(college: College) -> None:
    id_ = college.account()
    for who, error in (("auditor", NotPermitted), ("arts.head", NotFound)):
        with pytest.raises(error):
            college.call(who, "account_contacts", id_)
    assert college.call("officer", "account_contacts", id_)["responsible_person"]["phone"] == "13800001234"
    with college.database.begin(writes=False) as session:
        actions = [row.action for row in session.execute(college_ledger())]
    assert actions.count("account.contacts_read") == 1


def college_ledger() -> Any:
    from services.kit.tables import ledger

    return ledger.select()


def test_posts_and_incidents_of_a_year_are_counted_by_the_day_on_campus(college: College) -> None:
    id_ = college.account()
    new_year = datetime.fromisoformat("2027-01-01T00:00:00+08:00")
    hear(college, "note_posts", post(id_, new_year), post(id_, new_year - timedelta(seconds=1), "altered"))
    incident = IncidentOpened(incident_id="i", title="t", severity="II", account_id=id_, source="phone", kind="k")
    hear(college, "count_incidents", incident, incident)
    with college.office("officer") as office:
        assert office.years.of(id_, 2026) == {
            "posts": 1, "faulty_posts": 1, "incidents_i": 0, "incidents_ii": 2, "incidents_iii": 0, "incidents_iv": 0,
            "late_filings": 0,
        }  # fmt: skip
        assert office.years.of(id_, 2027)["posts"] == 1


@pytest.mark.article(11)
def test_a_suspended_account_is_not_dormant_for_it_may_not_publish_and_counts_anew_when_it_may(
    college: College,
) -> None:
    id_ = college.account()
    college.call("officer", "suspend_account", id_, body={"reason": "整改"})
    college.clock.move(by=timedelta(days=31))
    college.fire_deadlines()
    assert dormant(college) == []
    college.call("officer", "resume_account", id_, body={"reason": "整改完成"})
    college.clock.move(by=timedelta(days=29))
    college.fire_deadlines()
    assert dormant(college) == []
    college.clock.move(by=timedelta(days=2))
    college.fire_deadlines()
    assert dormant(college) == [id_]
