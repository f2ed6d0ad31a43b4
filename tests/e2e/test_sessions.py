"""A session opens to nobody else: forged, tampered and old tokens, forged forms, other sites, and texts that would be code."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from services.kit.identity import Identity, Keys
from tests.e2e.college import PASSWORD, College
from tests.e2e.forgery import false_tokens, secret_of
from tests.e2e.running import Person


@pytest.fixture
def visitor(college: College) -> Iterator[httpx.Client]:
    """A client that nobody is signed in to."""
    with httpx.Client(base_url=college.suite.base_url, timeout=15) as client:
        yield client


def test_a_forged_or_tampered_token_is_no_token(college: College, visitor: httpx.Client) -> None:
    for case, token in false_tokens(college).items():
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
    keys, now = Keys([secret_of(college)]), datetime.now(UTC)
    fresh = keys.issue(identity, now, timedelta(minutes=5))
    old = keys.issue(identity, now - timedelta(hours=13), timedelta(hours=13) - timedelta(seconds=1))
    statuses = [
        visitor.get("/api/v1/accounts", headers={"Authorization": f"Bearer {token}"}).status_code
        for token in (fresh, old)
    ]
    assert statuses == [200, 401]


def test_a_cookie_alone_changes_nothing(college: College) -> None:
    with _browser(college, "cs.operator") as browser:
        for headers in ({}, {"X-CSRF-Token": "0" * 64}, {"X-CSRF-Token": ""}, {"X-CSRF-Token": "\u00e9"}):
            raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
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
    handle = uuid.uuid4().hex[:12]
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
