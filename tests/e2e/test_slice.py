"""The thin slice, real all the way: an account is born, a text is sealed, a bad post is handled, students enrol, a board shows it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.e2e.college import College
from tests.e2e.running import eventually


def approved_account(college: College, tier: int, unit: str, channel: str, **changes: Any) -> str:
    """An account that went through its whole chain, once the review service knows it."""
    operator = college[f"{unit}.operator"]
    application = operator.post("/applications", college.application(tier, unit, channel, **changes), 201)
    path = f"/applications/{application['id']}"
    operator.post(f"{path}/submit")
    college["cs.head"].post(f"{path}/endorse")
    if tier == 3:
        college["league"].post(f"{path}/endorse")
    account_id: str = college["director"].post(f"{path}/approve")["account_id"]
    return account_id


def submitted_text(college: College, username: str, account_id: str, body: str) -> dict[str, Any]:
    """A text that was screened and waits for its first reader."""
    wanted = {"account_id": account_id, "title": "图书馆延长开放时间", "body": body, "source": "original"}

    def try_submit() -> Any:
        answer = college[username].ask("POST", "/submissions", wanted)
        return answer.json() if answer.status_code == 201 else None

    submission = eventually(try_submit, "the account is known to the review service")
    return eventually(lambda: in_review(college, username, submission["id"]), "the text is screened")  # type: ignore[no-any-return]


def in_review(college: College, username: str, submission_id: str) -> Any:
    submission = college[username].get(f"/submissions/{submission_id}")
    return submission if submission["state"] == "in_review" else None


def decide(college: College, username: str, submission: dict[str, Any], decision: str = "approve") -> dict[str, Any]:
    body = {"decision": decision, "fingerprint": submission["fingerprint"]}
    found: dict[str, Any] = college[username].post(f"/submissions/{submission['id']}/decisions", body)
    return found


@pytest.mark.article(7)
def test_an_application_goes_from_draft_to_approved_and_becomes_an_account(college: College) -> None:
    operator = college["cs.operator"]
    application = operator.post("/applications", college.application(2, "cs", "weibo", name="计算机学院官微"), 201)
    path = f"/applications/{application['id']}"
    assert application["state"] == "draft"
    assert operator.post(f"{path}/submit")["state"] == "submitted"
    assert college["director"].ask("POST", f"{path}/approve").status_code == 409
    assert college["cs.head"].post(f"{path}/endorse")["state"] == "endorsed"
    approved = college["director"].post(f"{path}/approve")
    assert approved["state"] == "approved"
    account = college["officer"].get(f"/accounts/{approved['account_id']}")
    assert account["status"] == "active"
    assert account["file_number"].startswith("新媒备〔")
    assert approved["account_id"] in operator.get("/me")["accounts"]


@pytest.mark.article(6)
def test_a_tier_3_account_is_endorsed_by_its_faculty_and_by_the_youth_league(college: College) -> None:
    operator = college["club.operator"]
    application = operator.post(
        "/applications", college.application(3, "club", "qq_group", name="计算机协会交流群"), 201
    )
    path = f"/applications/{application['id']}"
    operator.post(f"{path}/submit")
    assert college["league"].ask("POST", f"{path}/endorse").status_code in (403, 409)
    assert college["cs.head"].post(f"{path}/endorse")["state"] == "submitted"
    assert college["league"].post(f"{path}/endorse")["state"] == "endorsed"
    assert college["director"].post(f"{path}/approve")["state"] == "approved"


@pytest.mark.article(13)
def test_a_text_is_screened_decided_by_two_people_and_sealed(college: College) -> None:
    account_id = approved_account(college, 2, "cs", "wechat_official", name="计算机学院微门户")
    submission = submitted_text(college, "cs.operator", account_id, "自下周一起开放至晚上十点。")
    own = {"decision": "approve", "fingerprint": submission["fingerprint"]}
    assert college["cs.operator"].ask("POST", f"/submissions/{submission['id']}/decisions", own).status_code == 403
    stale = {"decision": "approve", "fingerprint": "0" * 64}
    assert college["cs.editor"].ask("POST", f"/submissions/{submission['id']}/decisions", stale).status_code == 412
    submission = decide(college, "cs.editor", submission)
    assert submission["state"] == "in_review"
    again = {"decision": "approve", "fingerprint": submission["fingerprint"]}
    assert college["cs.editor"].ask("POST", f"/submissions/{submission['id']}/decisions", again).status_code == 403
    submission = decide(college, "cs.head", submission)
    assert submission["state"] == "approved"
    seal = college["cs.operator"].get(f"/submissions/{submission['id']}/seal")
    assert seal["fingerprint"] == submission["fingerprint"]


@pytest.mark.article(13)
def test_a_student_is_never_the_last_to_approve(college: College) -> None:
    account_id = approved_account(college, 3, "club", "wechat_official", name="计算机协会公众号")
    submission = submitted_text(college, "club.operator", account_id, "协会本周五活动,欢迎参加。")
    submission = decide(college, "club.leader", submission)
    last = {"decision": "approve", "fingerprint": submission["fingerprint"]}
    for student in ("club.operator", "club.leader", "student1"):
        answer = college[student].ask("POST", f"/submissions/{submission['id']}/decisions", last)
        assert answer.status_code in (403, 404), student
    assert decide(college, "cs.editor", submission)["state"] == "approved"


@pytest.mark.article(15)
def test_a_post_that_nobody_reviewed_becomes_an_incident_and_a_directive_goes_out(college: College) -> None:
    account_id = approved_account(college, 2, "cs", "tieba", name="计算机学院吧")
    submitted_text(college, "cs.operator", account_id, "另一篇,使审核服务确已知道此账号。")
    post = {
        "account_id": account_id,
        "url": "https://example.edu/p/1",
        "published_at": datetime.now(UTC).isoformat(),
        "title": "紧急通知",
        "body": "明天全校停课一天。",
    }

    judged = college["officer"].post("/observed-posts", {"posts": [post]})
    assert [item["verdict"] for item in judged["items"]] == ["unreviewed"]
    incidents = eventually(lambda: college["duty"].get(f"/incidents?account_id={account_id}")["items"], "the incident")
    assert len(incidents) == 1
    assert college["duty"].post(f"/incidents/{incidents[0]['id']}/acknowledge", {})["state"] == "acknowledged"
    due_at = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    order = {"incident_id": incidents[0]["id"], "text": "请统一转发学校通知。", "scope": {}, "due_at": due_at}
    directive = college["officer"].post("/directives", order, 201)
    college["cs.operator"].post(f"/directives/{directive['id']}/receipts", {"account_id": account_id, "state": "read"})
    shown = college["officer"].get(f"/directives/{directive['id']}")
    states = {receipt["account_id"]: receipt["state"] for receipt in shown["receipts"]}
    assert states[account_id] == "read"
    assert len(states) >= 1


@pytest.mark.article(16)
def test_three_students_enrol_on_two_seats_and_one_waits(college: College) -> None:
    now = datetime.now(UTC)
    session = college["trainer"].post(
        "/training-sessions",
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
        },
        201,
    )
    path = f"/training-sessions/{session['id']}/enrolments"
    states = [college[f"student{n}"].post(path, status=201)["state"] for n in (1, 2, 3)]
    assert states == ["enrolled", "enrolled", "waiting"]
    again = college["student1"].ask("POST", path)
    assert (again.status_code, again.json()["code"]) == (409, "already_enrolled")


def test_the_departments_board_shows_every_service_in_one_call(college: College) -> None:
    approved_account(college, 2, "cs", "website", name="计算机学院网", handle="https://cs.example.edu")
    board = eventually(lambda: _board_with_accounts(college), "the board shows the account")
    assert {"registry", "review", "alerts", "training"} <= set(board)
    assert not any(board[name].get("unavailable") for name in ("registry", "review", "alerts", "training"))
    assert college["student1"].ask("GET", "/boards/department").status_code == 403


def _board_with_accounts(college: College) -> Any:
    board = college["director"].get("/boards/department")
    return board if board["registry"]["accounts"]["total"] else None


def test_the_same_idempotency_key_gives_the_same_answer_and_one_effect(college: College) -> None:
    body = college.application(2, "cs", "douyin", name="计算机学院短视频")
    headers = {"Idempotency-Key": "one-and-the-same"}
    first = college["cs.operator"].post("/applications", body, 201, **headers)
    second = college["cs.operator"].post("/applications", body, 201, **headers)
    assert first == second


def test_every_ledger_holds_after_the_journeys(college: College) -> None:
    verified = college.suite.command("ledger", "verify")
    assert verified.returncode == 0, verified.stdout
