"""The thin slice, real all the way: an account is born, a text is sealed, a bad post is handled, students enrol, a board shows it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from clients.python.xinmei_client import ProblemRaised, shapes
from tests.e2e.college import College
from tests.e2e.running import eventually, refusal


def approved_account(college: College, tier: int, unit: str, channel: str, **changes: Any) -> str:
    """An account that went through its whole chain, once the review service knows it."""
    operator = college[f"{unit}.operator"].api.registry
    application = operator.create_application(college.form_1(tier, unit, channel, **changes))["id"]
    operator.submit_application(application)
    for endorser in ("cs.head", "league")[: tier - 1]:
        college[endorser].api.registry.endorse_application(application)
    account_id = college["director"].api.registry.approve_application(application, {})["account_id"]
    assert account_id
    return account_id


def submitted_text(college: College, username: str, account_id: str, body: str) -> dict[str, Any]:
    """A text that was screened and waits for its first reader."""
    review = college[username].api.review

    def try_submit() -> Any:
        try:
            return review.submit_text(
                {"account_id": account_id, "title": "图书馆延长开放时间", "body": body, "source": "original"}
            )
        except ProblemRaised:
            return None

    submission = eventually(try_submit, "the account is known to the review service")
    return eventually(lambda: in_review(college, username, submission["id"]), "the text is screened")  # type: ignore[no-any-return]


def in_review(college: College, username: str, submission_id: str) -> Any:
    submission = college[username].api.review.get_submission(submission_id)
    return submission if submission["state"] == "in_review" else None


def decide(college: College, username: str, submission: dict[str, Any], decision: str = "approve") -> dict[str, Any]:
    review = college[username].api.review
    decided: shapes.ReviewNewDecision = {"decision": decision, "fingerprint": submission["fingerprint"]}
    return dict(review.decide_submission(submission["id"], decided))


@pytest.mark.article(7)
def test_an_application_goes_from_draft_to_approved_and_becomes_an_account(college: College) -> None:
    operator, director = college["cs.operator"].api.registry, college["director"].api.registry
    draft = operator.create_application(
        college.form_1(2, "cs", "weibo", name="计算机学院官微", duplicate_reason="专用于就业信息")
    )
    application = draft["id"]
    assert draft["state"] == "draft"
    assert operator.submit_application(application)["state"] == "submitted"
    assert refusal(lambda: director.approve_application(application, {}))[0] == 409
    assert college["cs.head"].api.registry.endorse_application(application)["state"] == "endorsed"
    approved = director.approve_application(application, {})
    assert approved["state"] == "approved"
    assert approved["account_id"]
    account = college["officer"].api.registry.get_account(approved["account_id"])
    assert account["status"] == "active"
    assert account["file_number"].startswith("新媒备〔")
    assert approved["account_id"] in operator.me()["accounts"]


@pytest.mark.article(6)
def test_a_tier_3_account_is_endorsed_by_its_faculty_and_by_the_youth_league(college: College) -> None:
    operator, league = college["club.operator"].api.registry, college["league"].api.registry
    application = operator.create_application(college.form_1(3, "club", "qq_group", name="计算机协会交流群"))["id"]
    operator.submit_application(application)
    assert refusal(lambda: league.endorse_application(application))[0] in (403, 409)
    assert college["cs.head"].api.registry.endorse_application(application)["state"] == "submitted"
    assert league.endorse_application(application)["state"] == "endorsed"
    assert college["director"].api.registry.approve_application(application, {})["state"] == "approved"


@pytest.mark.article(13)
def test_a_text_is_screened_decided_by_two_people_and_sealed(college: College) -> None:
    account_id = approved_account(college, 2, "cs", "wechat_official", name="计算机学院微门户")
    submission = submitted_text(college, "cs.operator", account_id, "自下周一起开放至晚上十点。")
    assert refusal(lambda: decide(college, "cs.operator", submission))[0] == 403
    assert refusal(lambda: decide(college, "cs.editor", {**submission, "fingerprint": "0" * 64}))[0] == 412
    read_once = decide(college, "cs.editor", submission)
    assert read_once["state"] == "in_review"
    assert refusal(lambda: decide(college, "cs.editor", read_once))[0] == 403
    assert decide(college, "cs.head", read_once)["state"] == "approved"
    seal = college["cs.operator"].api.review.verify_seal(submission["id"])
    assert seal["fingerprint"] == submission["fingerprint"]


@pytest.mark.article(13)
def test_a_student_is_never_the_last_to_approve(college: College) -> None:
    account_id = approved_account(college, 3, "club", "wechat_official", name="计算机协会公众号")
    submission = submitted_text(college, "club.operator", account_id, "协会本周五活动,欢迎参加。")
    read_once = decide(college, "club.leader", submission)
    for student in ("club.operator", "club.leader", "student1"):
        assert refusal(lambda who=student: decide(college, who, read_once))[0] in (403, 404), student  # type: ignore[misc]
    assert decide(college, "cs.editor", read_once)["state"] == "approved"


@pytest.mark.article(15)
def test_a_post_that_nobody_reviewed_becomes_an_incident_and_a_directive_goes_out(college: College) -> None:
    account_id = approved_account(college, 2, "cs", "tieba", name="计算机学院吧")
    submitted_text(college, "cs.operator", account_id, "另一篇,使审核服务确已知道此账号。")
    officer, duty = college["officer"].api, college["duty"].api
    post: shapes.ReviewNewObservedPost = {
        "account_id": account_id,
        "url": "https://example.edu/p/1",
        "published_at": datetime.now(UTC).isoformat(),
        "title": "紧急通知",
        "body": "明天全校停课一天。",
    }
    judged = officer.review.judge_posts({"posts": [post]})
    assert [item["verdict"] for item in judged["items"]] == ["unreviewed"]
    [incident] = eventually(lambda: duty.alerts.list_incidents(account_id=account_id)["items"], "the incident")
    assert duty.alerts.acknowledge_incident(incident["id"], {})["state"] == "acknowledged"
    directive = officer.alerts.issue_directive(
        {
            "incident_id": incident["id"],
            "text": "请统一转发学校通知。",
            "scope": {},
            "due_at": (datetime.now(UTC) + timedelta(days=1)).isoformat(),
        }
    )
    college["cs.operator"].api.alerts.give_receipt(directive["id"], {"account_id": account_id, "state": "read"})
    shown = officer.alerts.show_directive(directive["id"])
    states = {receipt["account_id"]: receipt["state"] for receipt in shown["receipts"]}
    assert states[account_id] == "read"


@pytest.mark.article(16)
def test_three_students_enrol_on_two_seats_and_one_waits(college: College) -> None:
    now = datetime.now(UTC)
    session = college["trainer"].api.training.announce_session(
        {
            "kind": "salon",
            "title": "让标题会说话",
            "theme": "写作",
            "speaker": "编辑",
            "place": "报告厅",
            "starts_at": (now + timedelta(days=2)).isoformat(),
            "ends_at": (now + timedelta(days=2, hours=2)).isoformat(),
            "capacity": 2,
            "enrol_opens_at": (now - timedelta(minutes=1)).isoformat(),
            "enrol_closes_at": (now + timedelta(days=1)).isoformat(),
            "audience": {},
            "hours": 2,
        }
    )["id"]
    states = [college[f"student{n}"].api.training.enrol(session)["state"] for n in (1, 2, 3)]
    assert states == ["enrolled", "enrolled", "waiting"]
    assert refusal(lambda: college["student1"].api.training.enrol(session)) == (409, "already_enrolled")


def test_the_departments_board_shows_every_service_in_one_call(college: College) -> None:
    approved_account(college, 2, "cs", "website", name="计算机学院网", handle="https://cs.example.edu")
    board = eventually(lambda: _board_with_accounts(college), "the board shows the account")
    assert {"registry", "review", "alerts", "training"} <= set(board)
    assert not any(board[name].get("unavailable") for name in ("registry", "review", "alerts", "training"))
    assert refusal(college["student1"].api.boards.board_department)[0] == 403


def _board_with_accounts(college: College) -> Any:
    board = college["director"].api.boards.board_department()
    return board if board["registry"]["accounts"]["total"] else None


def test_the_same_idempotency_key_gives_the_same_answer_and_one_effect(college: College) -> None:
    registry = college["cs.operator"].api.registry
    form = college.form_1(2, "cs", "douyin", name="计算机学院短视频")
    first = registry.create_application(form, idempotency_key="one-and-the-same")
    assert registry.create_application(form, idempotency_key="one-and-the-same") == first


def test_every_ledger_holds_after_the_journeys(college: College) -> None:
    verified = college.suite.command("ledger", "verify")
    assert verified.returncode == 0, verified.stdout
