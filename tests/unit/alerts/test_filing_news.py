"""What the registry reminds of and decides reaches whom it concerns, as a message (articles 7, 9 and 11)."""

from __future__ import annotations

from typing import Any

import pytest

from services.contracts.registry.events import (
    AccountStatusChanged,
    AnnualReviewDecided,
    AnnualReviewOpened,
    ApplicationMoved,
    ChangeDecided,
    FilingNoticed,
    FilingOverdue,
    FilingReminded,
)
from services.contracts.registry.life_events import (
    AccountDormant,
    ApplicationWaiting,
    HandoverNoticed,
    HandoverOverdue,
    HandoverReminded,
)

FILING = {"filing_id": "f1", "account_id": "cs-wechat", "unit_id": "cs", "kind": "rename", "changed_on": "2026-02-20"}
HANDOVER = {
    "handover_id": "h1",
    "kind": "account",
    "subject_id": "cs-wechat",
    "person_id": "cs.operator",
    "role": "operator",
    "noticed_on": "2026-03-02",
    "due_on": "2026-03-09",
}


def waiting(roles: tuple[str, ...], unit: str = "", number: int = 1) -> ApplicationWaiting:
    return ApplicationWaiting(
        application_id=f"a{number}", name="计算机学院之窗", tier=2, unit_id="cs", waits_for=roles, waits_unit=unit,
        waiting_since="2026-02-27T01:00:00+00:00", days=3,
    )  # fmt: skip


def moved(state: str) -> ApplicationMoved:
    return ApplicationMoved(
        application_id="a1", state=state, name="计算机学院之窗", channel="weibo", tier=2, unit_id="cs",
        applicant_id="cs.operator", waits_for=(),
    )  # fmt: skip


def heard(desk: Any, *people: str) -> dict[str, list[str]]:
    """The kinds of messages that each has, those who have none left out."""
    found = {who: [one["kind"] for one in desk.call(who, "list_messages")["items"]] for who in people}
    return {who: kinds for who, kinds in found.items() if kinds}


EVERYONE = ("officer", "director", "cs.head", "cs.operator", "art.head", "league", "club.operator", "duty")


@pytest.mark.article(7)
def test_an_application_that_waits_reminds_those_whose_turn_it_is_and_nobody_else(desk: Any) -> None:
    desk.deliver(waiting(("responsible",), "cs"), again=2)
    assert heard(desk, *EVERYONE) == {"cs.head": ["application_waiting"]}
    [message] = desk.call("cs.head", "list_messages")["items"]
    assert "3 天" in message["zh"]
    assert "3 days" in message["en"]
    assert (message["subject"], message["subject_id"]) == ("application", "a1")
    desk.deliver(waiting(("league", "student_affairs"), number=2), waiting(("director",), number=3))
    assert heard(desk, "league", "director") == {"league": ["application_waiting"], "director": ["application_waiting"]}


@pytest.mark.article(7)
def test_what_waits_for_a_role_that_nobody_holds_is_told_to_the_propaganda_department(desk: Any) -> None:
    desk.deliver(waiting(("responsible",), "club"))
    assert heard(desk, *EVERYONE) == {"officer": ["application_waiting"]}


@pytest.mark.article(7)
def test_the_applicant_hears_of_each_decision_and_not_of_the_steps_before(desk: Any) -> None:
    desk.deliver(moved("submitted"), moved("returned"), moved("submitted"), moved("endorsed"), moved("approved"))
    assert heard(desk, *EVERYONE) == {"cs.operator": ["application_decided"] * 2}


@pytest.mark.article(7)
def test_form_two_is_reminded_of_when_noticed_on_day_five_and_on_day_eight(desk: Any) -> None:
    desk.deliver(
        FilingNoticed(**FILING, due_on="2026-02-27", cause="noticed", person_id=""),
        FilingReminded(**FILING, due_on="2026-02-27"),
        FilingOverdue(**FILING, due_on="2026-02-27"),
    )
    told = ["filing_overdue", "filing_due", "filing_due"]
    assert {who: sorted(kinds) for who, kinds in heard(desk, "cs.head", "cs.operator", "art.head").items()} == {
        "cs.head": sorted(told),
        "cs.operator": sorted(told),
    }


@pytest.mark.article(7)
def test_a_filing_that_comes_from_a_handover_is_told_once_as_the_handover(desk: Any) -> None:
    desk.deliver(FilingNoticed(**FILING, due_on="2026-02-27", cause="role_ended", person_id="cs.operator"))
    desk.deliver(HandoverNoticed(**HANDOVER, unit_id="cs"))
    assert heard(desk, *EVERYONE) == {"cs.head": ["handover_due"]}


@pytest.mark.article(5)
def test_a_handover_that_nobody_took_is_told_to_the_department_on_day_eight(desk: Any) -> None:
    desk.deliver(HandoverReminded(**HANDOVER, unit_id="cs"), HandoverOverdue(**HANDOVER, unit_id="cs"))
    assert heard(desk, *EVERYONE) == {"cs.head": ["handover_overdue", "handover_due"], "officer": ["handover_overdue"]}


@pytest.mark.article(6)
def test_whose_own_role_ended_is_not_who_hears_that_it_must_pass_on(desk: Any) -> None:
    desk.deliver(HandoverNoticed(**{**HANDOVER, "person_id": "cs.head", "role": "responsible"}, unit_id="cs"))
    assert heard(desk, *EVERYONE) == {"officer": ["handover_due"]}


@pytest.mark.article(7)
def test_a_decided_change_is_told_to_those_who_answer_for_the_account(desk: Any) -> None:
    desk.deliver(
        ChangeDecided(change_id="c1", account_id="cs-wechat", unit_id="cs", kind="rename", state="returned", late=False)
    )
    assert heard(desk, *EVERYONE) == {"cs.head": ["change_decided"], "cs.operator": ["change_decided"]}


@pytest.mark.article(7)
def test_the_annual_review_calls_all_who_answer_for_accounts_and_tells_each_its_verdict(desk: Any) -> None:
    desk.deliver(AnnualReviewOpened(year=2026, opens_on="2026-12-01", due_on="2026-12-31", accounts=3))
    called = heard(desk, *EVERYONE)
    assert set(called) == {"cs.head", "art.head", "cs.operator", "club.operator"}
    desk.deliver(
        AnnualReviewDecided(
            year=2026, account_id="art-douyin", unit_id="art", verdict="rectify", rectify_by="2027-01-15"
        )
    )
    assert heard(desk, "art.head")["art.head"] == ["annual_review_decided", "annual_review_opened"]
    assert "2027-01-15" in desk.call("art.head", "list_messages")["items"][0]["zh"]


@pytest.mark.article(7)
def test_a_suspension_is_told_with_its_reason_and_only_once_though_the_verdict_brought_it(desk: Any) -> None:
    desk.deliver(
        AnnualReviewDecided(year=2026, account_id="art-douyin", unit_id="art", verdict="failed", rectify_by=""),
        AccountStatusChanged(account_id="art-douyin", status="suspended", reason="年度审核未通过"),
    )
    [message] = desk.call("art.head", "list_messages")["items"]
    assert (message["kind"], "年度审核未通过" in message["zh"]) == ("account_status", True)


@pytest.mark.article(11)
def test_a_dormant_account_is_told_to_its_people(desk: Any) -> None:
    desk.deliver(
        AccountDormant(account_id="cs-wechat", name="x", tier=2, unit_id="cs", silent_since="2026-01-01", days=60)
    )
    assert heard(desk, "cs.head", "cs.operator", "art.head") == {
        "cs.head": ["account_dormant"],
        "cs.operator": ["account_dormant"],
    }


@pytest.mark.article(7)
def test_ones_own_channel_carries_reminders_and_the_departments_does_only_where_asked(desk: Any, vendor: Any) -> None:
    bot = {"kind": "webhook", "url": vendor().url, "secret": "s"}
    desk.call("officer", "make_channel", {**bot, "name": "群"})
    mine = desk.call("director", "make_channel", {**bot, "name": "我的", "person_id": "director"})
    desk.deliver(waiting(("director",)))
    found = desk.call("officer", "list_deliveries")["items"]
    assert [(one["channel_id"], one["kind"]) for one in found] == [(mine["id"], "application_waiting")]
