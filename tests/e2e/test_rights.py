"""Rights hold wherever a call comes from: over HTTP, with a cookie, and straight over the broker past the gateway."""

from __future__ import annotations

import base64
import json
import re
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from gateway.catalogue import OPERATIONS
from services.contracts.operations import Operation
from services.kit.identity import Identity, Keys
from tests.e2e import specimens
from tests.e2e.college import PASSWORD, College
from tests.e2e.running import Person
from tests.e2e.test_slice import approved_account, decide, submitted_text

HANDLE_SALT = "rights"
REFUSED = (401, 403, 404, 409, 415, 422)
OF_ONESELF = {
    "me",
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


def _false_tokens(college: College) -> dict[str, str]:
    head, claims, signature = college["director"].token.split(".")
    opened = json.loads(base64.urlsafe_b64decode(claims + "=="))
    director = Identity(
        id=opened["sub"], username="director", name="x", grants=(("director", ""), ("admin", "")), session=opened["sid"]
    )
    strangers = Keys(["a secret of somebody else, long enough to be one"])
    now = datetime.now(UTC)
    return {
        "made by a stranger": strangers.issue(director, now, timedelta(hours=1)),
        "with other claims": f"{head}.{_encode({**opened, 'grants': [['admin', '']]})}.{signature}",
        "that says it needs no signature": f"{_encode({'alg': 'none'})}.{claims}.",
        "with its signature cut off": f"{head}.{claims}.",
        "with half of its signature": f"{head}.{claims}.{signature[:-12]}",
        "of another kind": "Zm9vOmJhcg==",
        "of nothing": "..",
        "beyond ASCII": "\u00e9.\u00e9.\u00e9",
    }


def _encode(claims: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")


def test_a_forged_or_tampered_token_is_no_token(college: College, visitor: httpx.Client) -> None:
    for case, token in _false_tokens(college).items():
        for path in ("/me", "/accounts", "/boards/department"):
            given = f"Bearer {token}".encode("latin-1")
            answer = visitor.get(f"/api/v1{path}", headers=[(b"Authorization", given)])
            assert answer.status_code == 401, f"a token {case}: {answer.status_code} {answer.text}"
        page = visitor.get("/accounts", headers=[(b"Cookie", f"xinmei_session={token}".encode("latin-1"))])
        assert (page.status_code, page.headers.get("location")) == (303, "/?next=/accounts"), f"a cookie {case}"


def test_an_expired_token_is_refused_whatever_it_once_allowed(college: College, visitor: httpx.Client) -> None:
    """Signed with the deployment's own secret, and a second too old."""
    director = college["director"].get("/me")
    identity = Identity(id=director["id"], username="director", name="x", grants=(("director", ""),), session="s")
    keys, now = Keys([_secret(college)]), datetime.now(UTC)
    fresh = keys.issue(identity, now, timedelta(minutes=5))
    old = keys.issue(identity, now - timedelta(hours=13), timedelta(hours=13) - timedelta(seconds=1))
    statuses = [
        visitor.get("/api/v1/accounts", headers={"Authorization": f"Bearer {token}"}).status_code
        for token in (fresh, old)
    ]
    assert statuses == [200, 401]


def _secret(college: College) -> str:
    suite = college.suite
    return (suite.data / "secret").read_text().strip() if suite.data else suite.environment["XINMEI_SECRET"]


def test_a_call_straight_over_the_broker_without_an_identity_is_refused_by_the_service(college: College) -> None:
    """Every operation, past the gateway: on the embedded profile the broker is inside the process, so there it is asked there."""
    environment = {**college.suite.environment, "XINMEI_SECRET": _secret(college)}
    wanted = [[operation.service, operation.name] for operation in NEEDS_IDENTITY]
    asked = subprocess.run(
        [sys.executable, str(MEDDLER)],
        input=json.dumps({"calls": wanted, "false_token": _false_tokens(college)["made by a stranger"]}),
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


def test_a_cookie_alone_changes_nothing(college: College) -> None:
    with _browser(college, "cs.operator") as browser:
        for headers in ({}, {"X-CSRF-Token": "0" * 64}, {"X-CSRF-Token": ""}, {"X-CSRF-Token": "\u00e9"}):
            raw = {name: value.encode("latin-1") for name, value in headers.items()}
            answer = browser.post("/api/v1/me/calendar-token", headers=raw)
            assert (answer.status_code, answer.json()["code"]) == (403, "csrf"), headers
        right = browser.post("/api/v1/me/calendar-token", headers={"X-CSRF-Token": browser.cookies["csrf_token"]})
        assert right.status_code == 201
        forged = browser.post("/logout", data={"csrf_token": "0" * 64})
        assert forged.status_code == 403
        assert browser.get("/api/v1/me").status_code == 200


def test_the_token_of_one_session_fits_no_other(college: College) -> None:
    with _browser(college, "cs.operator") as one, _browser(college, "cs.head") as other:
        stolen = {"X-CSRF-Token": one.cookies["csrf_token"]}
        assert other.post("/api/v1/me/calendar-token", headers=stolen).status_code == 403


@contextmanager
def _browser(college: College, username: str) -> Iterator[httpx.Client]:
    """A client that is signed in by cookie."""
    with httpx.Client(base_url=college.suite.base_url, timeout=15) as browser:
        answer = browser.post("/api/v1/login", json={"username": username, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        session = next(
            cookie for cookie in answer.headers.get_list("set-cookie") if cookie.startswith("xinmei_session=")
        )
        assert "HttpOnly" in session
        assert "SameSite" in session
        yield browser


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/%09/evil.example",
        "javascript:alert(1)",
        "/\r\nX: y",
    ],
)
def test_signing_in_never_leads_to_another_site(college: College, wanted: str) -> None:
    with httpx.Client(base_url=college.suite.base_url, timeout=15) as browser:
        page = browser.get("/", params={"next": wanted})
        assert page.status_code == 200
        found = re.search(r'name="csrf_token" value="([0-9a-f]+)"', page.text)
        assert found is not None
        form = {"username": "cs.operator", "password": PASSWORD, "after": wanted, "csrf_token": found[1]}
        answer = browser.post("/login", data=form)
        assert answer.status_code == 303, answer.text
        again = browser.get("/", params={"next": wanted})
        for location in (answer.headers["location"], again.headers["location"]):
            assert re.fullmatch(r"/[a-z%][!-~]*", location), location
            assert "\\" not in location


def test_what_people_type_is_text_on_every_page(college: College) -> None:
    evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    operator = college["cs.operator"]
    handle = f"{HANDLE_SALT}-{uuid.uuid4().hex[:8]}"
    wanted = college.application(2, "cs", "yiban", name=evil[:60], handle=handle, purpose=evil, audience=evil)
    made = operator.ask("POST", "/applications", wanted)
    assert made.status_code == 201, made.text
    training = _named_session(college["trainer"], evil)
    with _browser(college, "cs.operator") as browser:
        for path in (
            f"/applications/{made.json()['id']}",
            "/applications",
            f"/training/{training}",
            "/training",
            f"/verify?channel=weibo&handle={evil}",
            f"/?next={evil}",
            f"/accounts?q={evil}",
        ):
            page = browser.get(path, follow_redirects=True)
            assert page.status_code in (200, 404), f"{path}: {page.status_code}"
            assert "<script>alert" not in page.text, path
            assert "<img src=x" not in page.text, path
            assert "script-src 'self'" in page.headers["content-security-policy"]
        assert "&lt;script&gt;" in browser.get(f"/applications/{made.json()['id']}").text


def _named_session(trainer: Person, title: str) -> str:
    now = datetime.now(UTC)
    at = {
        "starts_at": now + timedelta(days=5),
        "ends_at": now + timedelta(days=5, hours=1),
        "enrol_opens_at": now - timedelta(minutes=1),
        "enrol_closes_at": now + timedelta(days=4),
    }
    body = {
        "kind": "salon",
        "title": title,
        "capacity": 5,
        "audience": {},
        **{name: t.isoformat() for name, t in at.items()},
    }
    made: str = trainer.post("/training-sessions", body, 201)["id"]
    return made
