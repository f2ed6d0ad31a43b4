"""The annual review: assessed, judged, and suspended past due (article 7)."""

from __future__ import annotations

import base64
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from openpyxl import load_workbook

from services.contracts.errors import InputInvalid, NotFound, NotPermitted, StateConflict
from tests.unit.registry.college import College

ROUND = {"year": 2026, "opens_on": "2026-03-02", "due_on": "2026-03-31"}
DAY_AFTER = datetime(2026, 3, 31, 16, 0, tzinfo=UTC)  # midnight after the last day, on campus


@pytest.fixture
def opened(college: College) -> tuple[College, str]:
    id_ = college.account()
    assert college.call("officer", "open_annual_review", body=ROUND)["accounts"] == 1
    return college, id_


def one(college: College, who: str, operation: str, id_: str, body: Any = None) -> dict[str, Any]:
    found: dict[str, Any] = college.call(who, operation, path={"year": "2026", "id": id_}, body=body)
    return found


def status(college: College, id_: str) -> str:
    return str(college.call("officer", "get_account", id_)["status"])


@pytest.mark.article(7)
def test_past_due_without_anything_handed_in_the_account_is_suspended(opened: tuple[College, str]) -> None:
    college, id_ = opened
    college.clock.move(to=datetime(2026, 3, 31, 15, 59, tzinfo=UTC))
    college.fire_deadlines()
    assert status(college, id_) == "active"
    college.clock.move(to=DAY_AFTER)
    assert college.fire_deadlines() == 1
    assert status(college, id_) == "suspended"
    assert college.events("account.status_changed.v1")[-1] == {
        "account_id": id_,
        "status": "suspended",
        "reason": "2026 年度审核逾期未报",
    }
    with pytest.raises(StateConflict, match="annual_review_failed"):
        college.call("officer", "resume_account", id_, body={"reason": "说情"})
    assert college.ledger_holds()


@pytest.mark.article(7)
def test_a_failed_account_is_suspended_at_once_and_cannot_be_resumed(opened: tuple[College, str]) -> None:
    college, id_ = opened
    one(college, "cs.operator", "assess_account", id_, {"summary": "自查合格"})
    answer = one(college, "director", "decide_annual_review", id_, {"verdict": "failed", "comment": "长期停更"})
    assert (answer["state"], answer["account_status"]) == ("failed", "suspended")
    with pytest.raises(StateConflict, match="annual_review_failed"):
        college.call("officer", "resume_account", id_, body={"reason": "说情"})


@pytest.mark.article(7)
def test_passing_later_lets_it_run_again(opened: tuple[College, str]) -> None:
    college, id_ = opened
    one(college, "director", "decide_annual_review", id_, {"verdict": "failed"})
    one(college, "director", "decide_annual_review", id_, {"verdict": "passed"})
    assert status(college, id_) == "active"


@pytest.mark.article(7)
def test_of_two_years_the_newest_says_whether_an_account_runs(opened: tuple[College, str]) -> None:
    college, id_ = opened
    one(college, "director", "decide_annual_review", id_, {"verdict": "failed"})
    college.call("officer", "open_annual_review", body={**ROUND, "year": 2027})

    def decide(year: str, verdict: str) -> str:
        college.call("director", "decide_annual_review", path={"year": year, "id": id_}, body={"verdict": verdict})
        return status(college, id_)

    assert decide("2027", "failed") == "suspended"
    assert decide("2026", "passed") == "suspended"
    assert decide("2026", "failed") == "suspended"
    assert decide("2027", "passed") == "active"


@pytest.mark.article(7)
def test_passing_does_not_end_a_suspension_for_another_reason(opened: tuple[College, str]) -> None:
    college, id_ = opened
    college.call("officer", "suspend_account", id_, body={"reason": "发布不实信息"})
    one(college, "director", "decide_annual_review", id_, {"verdict": "passed"})
    assert status(college, id_) == "suspended"


@pytest.mark.article(7)
def test_what_was_to_be_mended_and_was_not_is_suspended_after_its_day(opened: tuple[College, str]) -> None:
    college, id_ = opened
    with pytest.raises(InputInvalid):
        one(college, "director", "decide_annual_review", id_, {"verdict": "rectify"})
    one(college, "director", "decide_annual_review", id_, {"verdict": "rectify", "rectify_by": "2026-04-15"})
    college.clock.move(to=DAY_AFTER)
    college.fire_deadlines()
    assert status(college, id_) == "active"
    college.clock.move(to=datetime(2026, 4, 15, 16, 0, tzinfo=UTC))
    college.fire_deadlines()
    assert status(college, id_) == "suspended"


@pytest.mark.article(7)
def test_what_was_handed_in_in_time_waits_for_its_verdict_and_runs(opened: tuple[College, str]) -> None:
    college, id_ = opened
    one(college, "cs.operator", "assess_account", id_, {"summary": "自查合格", "scores": {"content": 90}})
    college.clock.move(to=DAY_AFTER)
    college.fire_deadlines()
    assert status(college, id_) == "active"
    assert college.call("director", "board")["annual_review"]["by_state"] == {"assessed": 1}


def test_scores_are_weighted_and_unknown_criteria_refused(opened: tuple[College, str]) -> None:
    college, id_ = opened
    body = {"verdict": "passed", "scores": {"content": 100, "safety": 55}}
    assert one(college, "director", "decide_annual_review", id_, body)["total"] == 80.0
    with pytest.raises(InputInvalid):
        one(college, "director", "decide_annual_review", id_, {"verdict": "passed", "scores": {"luck": 1}})
    with pytest.raises(InputInvalid):
        one(college, "director", "decide_annual_review", id_, {"verdict": "passed", "scores": {"content": 101}})


@pytest.mark.article(7)
def test_who_does_what_in_the_review(opened: tuple[College, str]) -> None:
    college, id_ = opened
    with pytest.raises(NotPermitted):
        one(college, "director", "assess_account", id_, {"summary": "代填"})
    for who, error in (("cs.head", NotPermitted), ("auditor", NotPermitted), ("arts.head", NotFound)):
        with pytest.raises(error):
            one(college, who, "decide_annual_review", id_, {"verdict": "passed"})
    with pytest.raises(NotPermitted):
        college.call("cs.head", "open_annual_review", body={**ROUND, "year": 2027})


@pytest.mark.article(7)
def test_nobody_decides_on_their_own_assessment(college: College) -> None:
    college.add_person("both", "cs", [("responsible", "cs"), ("director", "propaganda")])
    id_ = college.account()
    college.call("officer", "open_annual_review", body=ROUND)
    one(college, "both", "assess_account", id_, {"summary": "很好"})
    with pytest.raises(NotPermitted):
        one(college, "both", "decide_annual_review", id_, {"verdict": "passed"})


@pytest.mark.article(7)
def test_there_is_one_round_a_year_and_its_days_are_in_order(opened: tuple[College, str]) -> None:
    college, _ = opened
    with pytest.raises(StateConflict):
        college.call("officer", "open_annual_review", body=ROUND)
    with pytest.raises(InputInvalid):
        college.call(
            "officer", "open_annual_review", body={"year": 2027, "opens_on": "2027-02-01", "due_on": "2027-01-01"}
        )


@pytest.mark.article(7)
def test_before_it_opens_nothing_is_handed_in_and_new_accounts_join_on_its_day(college: College) -> None:
    id_ = college.account()
    college.call("officer", "open_annual_review", body={**ROUND, "opens_on": "2026-03-10"})
    with pytest.raises(StateConflict, match="not_open"):
        one(college, "cs.operator", "assess_account", id_, {"summary": "早到"})
    later = college.account("arts.operator", "arts", name="艺术学院之窗", handle="a")
    with pytest.raises(NotFound):
        one(college, "officer", "get_account_review", later)
    college.clock.move(to=datetime(2026, 3, 9, 16, 0, tzinfo=UTC))
    college.fire_deadlines()
    assert one(college, "officer", "get_account_review", later)["state"] == "pending"


def test_progress_is_shown_as_far_as_one_sees(opened: tuple[College, str]) -> None:
    college, id_ = opened
    mine = college.call("cs.head", "get_annual_review", path={"year": "2026"})
    assert (mine["accounts"], mine["items"][0]["account_id"]) == (1, id_)
    other = college.call("arts.head", "get_annual_review", path={"year": "2026"})
    assert (other["accounts"], other["items"]) == (0, [])
    for year in ("1999", "20x6", "²026"):
        with pytest.raises(NotFound):
            college.call("officer", "get_annual_review", path={"year": year})


SHEET = {"scores": {"content": 80, "safety": 60}, "notes": {"safety": "保密台账不全"}, "comment": "总体规范"}


@pytest.mark.article(7)
def test_the_verdict_takes_the_inspections_points_where_it_names_none(opened: tuple[College, str]) -> None:
    college, id_ = opened
    inspected = one(college, "officer", "inspect_account", id_, SHEET)["inspection"]
    assert (inspected["total"], inspected["by_name"], inspected["inspected_on"]) == (71.1, "officer 同志", "2026-03-02")
    judged = one(college, "director", "decide_annual_review", id_, {"verdict": "passed"})
    assert (judged["scores"], judged["total"]) == (SHEET["scores"], 71.1)


@pytest.mark.article(7)
def test_who_inspects_and_what_a_scoring_sheet_holds(opened: tuple[College, str]) -> None:
    college, id_ = opened
    for who, error in (("cs.head", NotPermitted), ("auditor", NotPermitted), ("arts.head", NotFound)):
        with pytest.raises(error):
            one(college, who, "inspect_account", id_, SHEET)
    for body in ({"scores": {"luck": 1}}, {"notes": {"luck": "好"}}, {"scores": {"content": 101}}):
        with pytest.raises(InputInvalid):
            one(college, "officer", "inspect_account", id_, body)


@pytest.mark.article(7)
def test_a_self_assessment_begins_with_what_is_known(college: College) -> None:
    id_ = college.account(responsible_person={"name": "王院长", "title": "院长", "phone": "13800001234"})
    college.call("officer", "open_annual_review", body=ROUND)
    college.call("officer", "notice_change", id_, body={"kind": "maintenance", "changed_on": "2026-03-02"})
    college.clock.move(to=datetime(2026, 3, 16, 1, 0, tzinfo=UTC))
    college.fire_deadlines()
    rename = {"kind": "rename", "after": {"name": "计算机学院新视界"}, "changed_on": "2026-03-03", "reason": "改版"}
    college.call("cs.operator", "file_change", id_, body=rename)
    seen = one(college, "cs.operator", "get_account_review", id_)
    known = seen["known"]
    assert (known["late_filings"], known["overdue_filings"], known["silent_days"]) == (1, 1, 14)
    assert seen["prefilled"]["scores"] == {
        "update_rhythm": 80,
        "safety": 100,
        "responsible_people": 60,
        "late_filings": 60,
        "incidents": 100,
    }
    assert "逾期填报变更 1 次,到期未报 1 项" in seen["prefilled"]["summary"]
    assert "第六条" in seen["prefilled"]["problems"]


@pytest.mark.article(7)
def test_criteria_and_days_can_be_set_until_somebody_was_judged_by_them(opened: tuple[College, str]) -> None:
    college, id_ = opened
    weights = [{"key": "content", "title": "内容", "weight": 70}, {"key": "safety", "title": "安全", "weight": 30}]
    changed = {"opens_on": "2026-03-02", "due_on": "2026-04-10", "criteria": weights}
    college.call("officer", "change_annual_review", path={"year": "2026"}, body=changed)
    college.clock.move(to=DAY_AFTER)
    college.fire_deadlines()
    assert status(college, id_) == "active"
    judged = one(
        college, "director", "decide_annual_review", id_, {"verdict": "passed", "scores": {"content": 100, "safety": 0}}
    )
    assert judged["total"] == 70.0
    with pytest.raises(StateConflict, match="judged"):
        college.call("officer", "change_annual_review", path={"year": "2026"}, body=changed)
    with pytest.raises(NotPermitted):
        college.call("cs.head", "change_annual_review", path={"year": "2026"}, body=changed)
    assert [term["year"] for term in college.call("cs.head", "list_annual_reviews")["items"]] == [2026]


@pytest.mark.article(7)
def test_results_by_unit_and_tier_are_a_workbook_and_a_report(opened: tuple[College, str]) -> None:
    college, id_ = opened
    college.account("club.operator", "club")
    college.clock.move(to=datetime(2026, 3, 3, 1, 0, tzinfo=UTC))
    one(
        college,
        "director",
        "decide_annual_review",
        id_,
        {"verdict": "rectify", "rectify_by": "2026-04-15", "scores": {"content": 60}},
    )
    book = load_workbook(io.BytesIO(content(college, "officer", "annual_results")))
    assert [[cell.value for cell in row][:4] for row in book["按级别"].iter_rows(max_row=3)] == [
        ["级别", "平台数", "通过", "限期整改"],
        ["二级平台(部门、单位)", 1, 0, 1],
        ["合计", 1, 0, 1],
    ]
    assert book["各平台"]["B2"].value == "计算机学院之窗"
    assert [[cell.value for cell in row][:2] for row in book["按单位"].iter_rows()][1:] == [["计算机学院", 1]]
    assert (
        len(list(load_workbook(io.BytesIO(content(college, "arts.head", "annual_results")))["各平台"].iter_rows())) == 1
    )
    for who in ("officer", "arts.head"):
        assert content(college, who, "annual_report").startswith(b"%PDF-")
    assert content(college, "officer", "scoring_sheet", id_).startswith(b"%PDF-")
    with pytest.raises(NotFound):
        content(college, "arts.head", "scoring_sheet", id_)


def content(college: College, who: str, operation: str, id_: str = "") -> bytes:
    return base64.b64decode(college.call(who, operation, path={"year": "2026", "id": id_})["base64"])


@pytest.mark.article(7)
@pytest.mark.parametrize(
    ("due_on", "last_minute"),
    [
        ("2028-02-29", "2028-02-29T23:59:59+08:00"),
        ("2027-02-28", "2027-02-28T23:59:59+08:00"),
        ("2026-12-31", "2026-12-31T23:59:59+08:00"),
    ],
)
def test_the_last_day_of_a_review_ends_at_midnight_on_campus(college: College, due_on: str, last_minute: str) -> None:
    id_ = college.account()
    college.call("officer", "open_annual_review", body={"year": 2026, "opens_on": "2026-03-02", "due_on": due_on})
    end = datetime.fromisoformat(last_minute)
    college.clock.move(to=end)
    college.fire_deadlines()
    assert status(college, id_) == "active"
    college.clock.move(to=end + timedelta(seconds=1))
    while college.fire_deadlines():
        pass
    assert status(college, id_) == "suspended"


@pytest.mark.article(7)
def test_a_review_whose_last_day_was_long_ago_is_refused_for_it_would_suspend_every_account(college: College) -> None:
    id_ = college.account()
    late = {"year": 2026, "opens_on": "2025-12-01", "due_on": "2026-01-15"}
    with pytest.raises(InputInvalid) as refused:
        college.call("officer", "open_annual_review", body=late)
    assert set(refused.value.errors) == {"due_on"}
    college.call("officer", "open_annual_review", body=ROUND)
    with pytest.raises(InputInvalid):
        college.call(
            "officer", "change_annual_review", path={"year": "2026"}, body={k: late[k] for k in ("opens_on", "due_on")}
        )
    college.fire_deadlines()
    assert status(college, id_) == "active"


@pytest.mark.article(7)
def test_a_day_to_rectify_by_cannot_be_of_long_ago(opened: tuple[College, str]) -> None:
    college, id_ = opened
    with pytest.raises(InputInvalid) as refused:
        one(college, "director", "decide_annual_review", id_, {"verdict": "rectify", "rectify_by": "2026-01-15"})
    assert set(refused.value.errors) == {"rectify_by"}
    one(college, "director", "decide_annual_review", id_, {"verdict": "rectify", "rectify_by": "2026-03-02"})
    college.fire_deadlines()
    assert status(college, id_) == "active"


@pytest.mark.article(7)
def test_of_an_account_that_was_closed_no_assessment_is_waited_for(opened: tuple[College, str]) -> None:
    college, id_ = opened
    college.call("officer", "close_account", id_, body={"reason": "停办"})
    college.clock.move(to=DAY_AFTER)
    college.fire_deadlines()
    assert college.events("annual_review.decided.v1") == []
    assert college.call("officer", "get_annual_review", path={"year": "2026"})["items"] == []
