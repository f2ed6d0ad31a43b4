"""What is done in the wrong state is refused with 409 and changes nothing, on both profiles."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.e2e.college import College
from tests.e2e.desk import fault
from tests.e2e.paperwork import incident_report, training_session
from tests.e2e.running import Person
from tests.e2e.test_slice import approved_account, decide, submitted_text


@pytest.fixture(scope="module")
def account(college: College) -> str:
    return approved_account(college, 2, "cs", "qq_zone", name="计算机学院空间", handle=uuid.uuid4().hex[:12])


@pytest.mark.article(7)
def test_an_application_takes_no_step_out_of_its_order(college: College) -> None:
    operator, head, director = college["cs.operator"], college["cs.head"], college["director"]
    made = operator.post(
        "/applications",
        college.application(2, "cs", "wechat_group", name="计算机学院群", handle=uuid.uuid4().hex[:12]),
        201,
    )
    path, refusal = f"/applications/{made['id']}", {"reason_code": "incomplete", "comment": "请补充。"}
    for person, step, body in ((director, "approve", {}), (head, "endorse", None), (head, "return", refusal)):
        _conflict(person, f"{path}/{step}", body)
    operator.post(f"{path}/submit")
    _conflict(operator, f"{path}/submit")
    _conflict(director, f"{path}/approve", {})
    head.post(f"{path}/endorse")
    assert head.ask("POST", f"{path}/endorse").status_code in (403, 409)
    operator.post(f"{path}/withdraw")
    for person, step, body in ((director, "approve", {}), (operator, "withdraw", None), (director, "reject", refusal)):
        _conflict(person, f"{path}/{step}", body)


def _conflict(person: Person, path: str, body: Any = None) -> None:
    answer = person.ask("POST", path, body)
    assert (answer.status_code, fault(answer)) == (409, ""), f"{path}: {answer.status_code} {answer.text}"


@pytest.mark.article(13)
def test_a_withdrawn_text_is_decided_no_more_and_an_unsealed_one_is_not_published(
    college: College, account: str
) -> None:
    published = {"url": "https://example.edu/p/3", "published_at": datetime.now(UTC).isoformat()}
    text = submitted_text(college, "cs.operator", account, "一篇将要撤回的文章,供测试用。")
    path = f"/submissions/{text['id']}"
    _conflict(college["cs.operator"], f"{path}/published", published)
    college["cs.operator"].post(f"{path}/withdraw", {"reason": "有误"})
    decision = {"decision": "approve", "fingerprint": text["fingerprint"]}
    _conflict(college["cs.editor"], f"{path}/decisions", decision)
    _conflict(college["cs.editor"], f"{path}/claim")
    _conflict(college["cs.operator"], f"{path}/withdraw", {"reason": "有误"})
    assert college["cs.operator"].ask("PUT", path, _version()).status_code == 409


def _version() -> dict[str, Any]:
    return {"title": "图书馆延长开放时间", "body": "另一版。", "source": "original"}


@pytest.mark.article(13)
def test_a_sealed_text_takes_no_further_decision(college: College, account: str) -> None:
    text = submitted_text(college, "cs.operator", account, "一篇将要通过的文章,供测试用。")
    for reader in ("cs.editor", "cs.head"):
        text = decide(college, reader, text)
    assert text["state"] == "approved"
    answer = college["cs.editor"].ask(
        "POST", f"/submissions/{text['id']}/decisions", {"decision": "reject", "fingerprint": text["fingerprint"]}
    )
    assert answer.status_code in (403, 409)
    assert college["cs.operator"].get(f"/submissions/{text['id']}")["state"] == "approved"


@pytest.mark.article(15)
def test_an_incident_is_closed_once_and_a_freeze_lifted_once(college: College, account: str) -> None:
    incident = college["duty"].post("/incidents", incident_report(account), 201)
    path = f"/incidents/{incident['id']}"
    _conflict(college["duty"], f"{path}/reopen", {"comment": "再看"})
    for step in ("acknowledge", "contain", "resolve"):
        college["duty"].post(f"{path}/{step}", {"comment": "已处理"})
    college["officer"].post(f"{path}/close", {"comment": "已处理"})
    _conflict(college["officer"], f"{path}/close", {"comment": "已处理"})
    _conflict(college["duty"], f"{path}/acknowledge", {"comment": "已处理"})
    freeze = college["officer"].post("/freezes", {"reason": "演练", "scope": {"channel": "other"}}, 201)
    college["officer"].post(f"/freezes/{freeze['id']}/lift", {"reason": "结束"})
    _conflict(college["officer"], f"/freezes/{freeze['id']}/lift", {"reason": "结束"})


@pytest.mark.article(16)
def test_a_cancelled_session_takes_nobody_and_is_cancelled_once(college: College) -> None:
    session = college["trainer"].post("/training-sessions", training_session(in_days=9), 201)
    path = f"/training-sessions/{session['id']}"
    college["student1"].post(f"{path}/enrolments", status=201)
    _conflict(college["student1"], f"{path}/enrolments")
    college["trainer"].post(f"{path}/cancel", {"reason": "讲者有事"})
    _conflict(college["trainer"], f"{path}/cancel", {"reason": "讲者有事"})
    _conflict(college["student2"], f"{path}/enrolments")
