"""Rights hold wherever a call comes from: over HTTP, and straight over the broker past the gateway."""

from __future__ import annotations

import json
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from gateway.catalogue import OPERATIONS
from services.contracts.operations import Operation
from tests.e2e import specimens
from tests.e2e.college import College
from tests.e2e.forgery import false_tokens, secret_of
from tests.e2e.test_slice import approved_account, decide, submitted_text

HANDLE_SALT = "rights"
REFUSED = (401, 403, 404, 409, 415, 422)
OF_ONESELF = {
    "me",
    "sign_out",
    "end_session",
    "end_other_sessions",
    "make_token",
    "end_token",
    "begin_second_factor",
    "confirm_second_factor",
    "renew_recovery_codes",
    "end_second_factor",
    "change_password",
    "read_message",
    "read_all_messages",
    "renew_calendar_token",
    "enrol",
    "withdraw",
    "confirm_seat",
}
"""What an auditor may do as any person may: about themselves alone."""
CONTENT = (
    "list_incidents",
    "list_submissions",
    "list_review_queue",
    "list_observed_posts",
    "list_campaigns",
    "list_applications",
)
MEDDLER = Path(__file__).with_name("meddler.py")
NEEDS_IDENTITY = [operation for operation in OPERATIONS if not operation.public]


@pytest.fixture
def visitor(college: College) -> Iterator[httpx.Client]:
    """A client that nobody is signed in to."""
    with httpx.Client(base_url=college.suite.base_url, timeout=15) as client:
        yield client


def _answers_401(visitor: httpx.Client, operation: Operation, headers: dict[str, str]) -> str:
    body = specimens.fitting_body(operation.request()) if operation.request and not operation.upload else None
    answer = visitor.request(operation.method, f"/api/v1{specimens.path_of(operation, {})}", json=body, headers=headers)
    right = answer.status_code == 401 and answer.headers["content-type"].startswith("application/problem+json")
    return "" if right else f"{operation.method} {operation.path}: {answer.status_code} {answer.text[:100]}"


def test_every_operation_that_is_not_public_asks_who_calls(college: College, visitor: httpx.Client) -> None:
    wrong = [found for operation in NEEDS_IDENTITY if (found := _answers_401(visitor, operation, {}))]
    assert not wrong, "\n".join(wrong)


def test_a_call_straight_over_the_broker_without_an_identity_is_refused_by_the_service(college: College) -> None:
    """Every operation, past the gateway: on the embedded profile the broker is inside the process, so there it is asked there."""
    environment = {**college.suite.environment, "XINMEI_SECRET": secret_of(college)}
    wanted = [[operation.service, operation.name] for operation in NEEDS_IDENTITY]
    asked = subprocess.run(
        [sys.executable, str(MEDDLER)],
        input=json.dumps({"calls": wanted, "false_token": false_tokens(college)["made by a stranger"]}),
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(MEDDLER.parents[2]), **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert asked.returncode == 0, asked.stderr
    answers = json.loads(asked.stdout)
    assert len(answers) == 2 * len(NEEDS_IDENTITY)
    assert {code for _, code in answers} == {"not_authenticated"}, [
        found for found in answers if found[1] != "not_authenticated"
    ]


@pytest.fixture(scope="module")
def account(college: College) -> str:
    return approved_account(
        college, 2, "cs", "bilibili", name="计算机学院视频站", handle=f"{HANDLE_SALT}-{uuid.uuid4().hex[:8]}"
    )


@pytest.mark.article(13)
def test_nobody_decides_on_a_text_of_their_own(college: College, account: str) -> None:
    text = submitted_text(college, "cs.operator", account, "第一篇,供权限测试之用。")
    for decision in ("approve", "return", "reject"):
        body = {"decision": decision, "fingerprint": text["fingerprint"], "comment": "自己"}
        assert college["cs.operator"].ask("POST", f"/submissions/{text['id']}/decisions", body).status_code == 403


@pytest.mark.article(7)
def test_nobody_endorses_an_application_of_their_own(college: College) -> None:
    wanted = college.application(
        2, "cs", "wechat_channels", name="计算机学院视频", handle=f"{HANDLE_SALT}-{uuid.uuid4().hex[:8]}"
    )
    path = f"/applications/{college['cs.head'].post('/applications', wanted, 201)['id']}"
    college["cs.head"].post(f"{path}/submit")
    answer = college["cs.head"].ask("POST", f"{path}/endorse")
    assert answer.status_code == 403, answer.text
    assert college["cs.head"].get(path)["state"] == "submitted"


@pytest.mark.article(13)
def test_nobody_decides_two_stages_and_no_student_decides_the_last(college: College, account: str) -> None:
    text = submitted_text(college, "cs.operator", account, "第二篇,供权限测试之用。")
    text = decide(college, "cs.editor", text)
    body = {"decision": "approve", "fingerprint": text["fingerprint"]}
    for person in (
        "cs.editor",
        "student1",
        "student2",
        "club.leader",
        "club.operator",
        "trainer",
        "duty",
        "auditor",
        "admin",
    ):
        answer = college[person].ask("POST", f"/submissions/{text['id']}/decisions", body)
        assert answer.status_code in (403, 404), f"{person}: {answer.status_code} {answer.text}"
    assert college["cs.operator"].get(f"/submissions/{text['id']}")["state"] == "in_review"


@pytest.mark.article(7)
def test_an_application_is_approved_by_nobody_but_the_director(college: College) -> None:
    handle = f"{HANDLE_SALT}-{uuid.uuid4().hex[:8]}"
    wanted = college.application(2, "cs", "app", name="计算机学院客户端", handle=handle)
    path = f"/applications/{college['cs.operator'].post('/applications', wanted, 201)['id']}"
    college["cs.operator"].post(f"{path}/submit")
    college["cs.head"].post(f"{path}/endorse")
    for person in (
        "cs.operator",
        "cs.head",
        "cs.editor",
        "league",
        "club.leader",
        "student1",
        "officer",
        "auditor",
        "admin",
    ):
        answer = college[person].ask("POST", f"{path}/approve")
        assert answer.status_code in (403, 404), f"{person}: {answer.status_code}"
    assert college["director"].get(path)["state"] == "endorsed"


def _ledgers(college: College) -> list[str]:
    return college.suite.command("ledger", "verify").stdout.splitlines()


def test_an_auditor_changes_nothing_whatever_is_sent(college: College, account: str) -> None:
    things = {
        "account": account,
        "unit": college.units["cs"],
        "person": college["student3"].id,
        "people": college["student3"].id,
    }
    before = _ledgers(college)
    wrong = []
    for operation in NEEDS_IDENTITY:
        if operation.method == "GET" or operation.name in OF_ONESELF:
            continue
        body = (
            specimens.fitting_body(operation.request(), things) if operation.request and not operation.upload else None
        )
        answer = college["auditor"].ask(operation.method, specimens.path_of(operation, things), body)
        if answer.status_code not in REFUSED and operation.name not in (
            "screen_text",
            "preview_template",
            "try_lexicon",
        ):
            wrong.append(f"{operation.method} {operation.path}: {answer.status_code} {answer.text[:100]}")
    assert not wrong, "\n".join(wrong)
    assert _ledgers(college) == before


def test_an_auditor_reads_what_the_department_reads(college: College, account: str) -> None:
    assert college["auditor"].get(f"/accounts/{account}")["id"] == account
    for path in ("/submissions", "/applications", "/incidents", "/annual-reviews/2026"):
        assert college["auditor"].ask("GET", path).status_code in (200, 404), path


def test_an_administrator_sees_no_content(college: College, account: str) -> None:
    text = submitted_text(college, "cs.operator", account, "第三篇,管理员看不到。")
    assert college["admin"].ask("GET", f"/submissions/{text['id']}").status_code in (403, 404)
    operations = {operation.name: operation for operation in OPERATIONS}
    for name in CONTENT:
        answer = college["admin"].ask("GET", operations[name].path)
        assert answer.status_code == 403 or answer.json()["items"] == [], (
            f"{name}: {answer.status_code} {answer.text[:200]}"
        )
    assert college["admin"].ask("GET", "/boards/department").status_code == 403


def test_what_belongs_to_another_unit_is_not_to_be_read(college: College, account: str) -> None:
    """A text, an application and the form of the computer science faculty, asked for by those of the club and by students."""
    text = submitted_text(college, "cs.operator", account, "第四篇,只给本院看。")
    handle = f"{HANDLE_SALT}-{uuid.uuid4().hex[:8]}"
    wanted = college.application(2, "cs", "other", name="计算机学院其他平台", handle=handle)
    application = college["cs.operator"].post("/applications", wanted, 201)
    for person in ("club.operator", "student1", "league", "trainer"):
        for path in (
            f"/submissions/{text['id']}",
            f"/submissions/{text['id']}/seal",
            f"/applications/{application['id']}",
            f"/applications/{application['id']}/form.docx",
            f"/people/{college['cs.head'].id}/contact",
        ):
            answer = college[person].ask("GET", path)
            assert answer.status_code in (403, 404), f"{person} {path}: {answer.status_code} {answer.text[:200]}"
