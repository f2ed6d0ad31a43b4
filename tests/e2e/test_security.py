"""What an attacker would try first, each with its test: planted sessions, foreign pages, code in texts and files, paths that lead
out, headers in values, ids of other units, and tokens that should have ended."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from tests.e2e.college import PASSWORD, College
from tests.e2e.running import Person, eventually
from tests.e2e.test_slice import approved_account, submitted_text

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{7*7}}"
PAGES = ("/", "/accounts", "/applications", "/submissions", "/review", "/incidents", "/training", "/me", "/verify", "/api/docs",
         "/search?q=x", "/nowhere")  # fmt: skip


@pytest.fixture
def browser(college: College) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=college.suite.base_url, timeout=15) as found:
        yield found


@pytest.fixture(scope="module")
def account(college: College) -> Iterator[str]:
    """An account of the computer science faculty, closed afterwards: others find the channel free."""
    made = approved_account(college, 2, "cs", "tieba", name="计算机学院贴吧", handle=f"sec-{uuid.uuid4().hex[:8]}")
    yield made
    college["officer"].post(f"/accounts/{made}/close", {"reason": "测试结束"})


def form_token_of(page: httpx.Response) -> str:
    found = re.search(r'name="csrf_token" value="([0-9a-f]+)"', page.text)
    assert found is not None, page.text[:500]
    return found[1]


def sign_in(browser: httpx.Client, username: str = "cs.operator", **fields: str) -> httpx.Response:
    form = {"username": username, "password": PASSWORD, "csrf_token": form_token_of(browser.get("/")), **fields}
    return browser.post("/login", data=form)


# ---- sessions


def test_a_session_planted_before_the_sign_in_is_not_the_one_after_it(college: College, browser: httpx.Client) -> None:
    planted = college["student1"].token
    browser.cookies.set("xinmei_session", planted)
    with httpx.Client(base_url=college.suite.base_url, timeout=15) as fresh:
        fresh.cookies.set("xinmei_visitor", "planted")
        answer = sign_in(fresh)
        assert answer.status_code == 303
        own = fresh.cookies["xinmei_session"]
    answer = browser.post("/api/v1/login", json={"username": "cs.operator", "password": PASSWORD})
    assert answer.status_code == 200
    after = {cookie.value for cookie in browser.cookies.jar if cookie.name == "xinmei_session" and cookie.domain != ""}
    assert own not in after
    assert answer.json()["token"] in after
    assert answer.json()["token"] != planted


def test_a_token_that_was_signed_out_opens_nothing(college: College, browser: httpx.Client) -> None:
    person = Person(college.suite.base_url, "cs.editor", PASSWORD)
    assert person.post("/logout") == {"ended": 1}
    assert person.ask("GET", "/me").status_code == 401
    assert person.ask("GET", "/boards/association").status_code == 401
    sign_in(browser)
    stolen = browser.cookies["xinmei_session"]
    page = browser.get("/me")
    assert browser.post("/logout", data={"csrf_token": form_token_of(page)}).status_code == 303
    answer = browser.get("/api/v1/me", headers={"Authorization": f"Bearer {stolen}"})
    assert answer.status_code == 401
    person.close()


def test_somebody_who_is_turned_off_is_out_at_once(college: College) -> None:
    name = f"leaver{uuid.uuid4().hex[:8]}"
    body = {"username": name, "name": "离职者", "unit_id": college.units["cs"], "password": PASSWORD}
    roles = [{"role": "reviewer", "unit_id": college.units["cs"]}]
    made = college["admin"].post("/people", {**body, "roles": roles}, 201)
    leaver = Person(college.suite.base_url, name, PASSWORD)
    assert leaver.get("/me")["roles"] == ["reviewer"]
    change = {"name": "离职者", "unit_id": college.units["cs"], "roles": []}
    assert college["admin"].ask("PUT", f"/people/{made['id']}", change).status_code == 200
    assert leaver.get("/me")["roles"] == []
    assert leaver.ask("GET", f"/people/{made['id']}/contact").status_code == 200
    assert college["admin"].ask("PUT", f"/people/{made['id']}", {**change, "active": False}).status_code == 200
    assert leaver.ask("GET", "/me").status_code == 401
    leaver.close()


def test_an_access_token_is_no_cookie_and_ends_when_revoked(college: College, browser: httpx.Client) -> None:
    expires = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    made = college["cs.head"].post(
        "/me/tokens", {"name": "脚本", "scopes": ["registry:read"], "expires_at": expires}, 201
    )
    bearer = {"Authorization": f"Bearer {made['token']}"}
    assert browser.get("/api/v1/me", headers=bearer).json()["username"] == "cs.head"
    assert browser.get("/api/v1/submissions", headers=bearer).json()["code"] == "scope"
    assert browser.get("/api/v1/boards/association", headers=bearer).status_code == 403
    assert browser.post("/api/v1/me/tokens", headers=bearer, json={}).status_code == 403
    browser.cookies.set("xinmei_session", made["token"])
    assert browser.get("/api/v1/me").status_code == 401
    browser.cookies.clear()
    assert college["cs.head"].ask("DELETE", f"/me/tokens/{made['id']}").status_code == 200
    assert browser.get("/api/v1/me", headers=bearer).status_code == 401


# ---- pages of others, code in texts


@pytest.mark.parametrize(
    "path", ["/login", "/logout", "/me/password", "/me/tokens", "/me/sessions/end-others", "/login/code"]
)
def test_a_form_of_another_site_changes_nothing(college: College, browser: httpx.Client, path: str) -> None:
    sign_in(browser)
    for token in ("", "0" * 64):
        answer = browser.post(path, data={"csrf_token": token}, headers={"Origin": "https://evil.example"})
        assert answer.status_code == 403, f"{path}: {answer.status_code}"
    assert browser.get("/api/v1/me").status_code == 200


@pytest.mark.parametrize("path", PAGES)
def test_no_page_runs_what_is_not_a_file_of_ours(college: College, browser: httpx.Client, path: str) -> None:
    sign_in(browser, "director")
    page = browser.get(path, follow_redirects=True)
    policy = page.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert page.headers["x-content-type-options"] == "nosniff"
    inline = re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", page.text)
    assert not inline, inline
    assert not re.findall(r"<[^>]+\son[a-z]+\s*=", page.text)
    assert not re.findall(r"<[^>]+\sstyle\s*=", page.text)
    assert not re.findall(r"""(?:href|src|action)=["'](?:https?:)?//""", page.text)


def test_what_somebody_typed_is_text_wherever_it_is_shown(
    college: College, browser: httpx.Client, account: str
) -> None:
    """Stored: a text, an incident, a session, a token's name and a browser's name; shown to those who decide."""
    text = submitted_text(college, "cs.operator", account, f"正文 {EVIL}")
    report = {"title": EVIL, "severity": "III", "account_id": account, "urls": [], "summary": EVIL, "source": "phone"}
    incident = college["duty"].post("/incidents", report, 201)["id"]
    directive = {"text": EVIL, "scope": {}, "due_at": (datetime.now(UTC) + timedelta(days=1)).isoformat()}
    directive_id = college["officer"].post("/directives", directive, 201)["id"]
    browser.headers["User-Agent"] = EVIL
    for who, paths in {
        "director": (
            f"/submissions/{text['id']}",
            f"/incidents/{incident}",
            f"/directives/{directive_id}",
            "/incidents",
            "/me",
        ),
        "cs.editor": (f"/submissions/{text['id']}", "/review", "/me"),
    }.items():
        sign_in(browser, who)
        for path in paths:
            page = browser.get(path)
            assert page.status_code == 200, f"{path}: {page.status_code}"
            _holds_no_code(page, path)
        browser.cookies.clear()


@pytest.mark.parametrize(
    "path",
    ["/?next={}", "/accounts?q={}", "/search?q={}", "/verify?channel=weibo&handle={}", "/certificates/{}", "/{}", "/accounts/{}",
     "/api/v1/accounts/{}", "/submissions?state={}", "/sign-on/{}", "/api/v1/accounts?q={}&cursor={}"],
)  # fmt: skip
def test_what_comes_in_an_address_is_text_in_the_answer(college: College, browser: httpx.Client, path: str) -> None:
    """Reflected."""
    sign_in(browser, "director")
    answer = browser.get(path.format(*(quote(EVIL, safe=""),) * path.count("{}")), follow_redirects=True)
    assert answer.status_code < 500
    if answer.headers["content-type"].startswith("text/html"):
        _holds_no_code(answer, path)


def _holds_no_code(page: httpx.Response, path: str) -> None:
    assert "<script>alert" not in page.text, path
    assert "<img src=x" not in page.text, path
    assert f"{escape(EVIL)[:20]}49" not in page.text, path
    assert "onerror=alert(1)>49" not in page.text, path


# ---- files


def test_a_page_called_an_image_is_not_kept(college: College) -> None:
    operator = college["cs.operator"]
    wanted = college.application(
        2, "cs", "other", name="院刊安全", handle=uuid.uuid4().hex[:12], duplicate_reason="并行"
    )
    path = f"/applications/{operator.post('/applications', wanted, 201)['id']}/attachments"
    page, picture = b"<html><script>alert(1)</script></html>", b"\x89PNG\r\n\x1a\n<script>alert(1)</script>"
    vector = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    for content in (page, picture, vector, b"GIF89a<script>", b""):
        for name, kind in (("scan.png", "image/png"), ("scan.pdf", "application/pdf"), ("scan.html", "text/html")):
            answer = operator.send("POST", path, files={"file": (name, content, kind)})
            assert answer.status_code == 422, f"{name} {content[:12]!r}: {answer.status_code}"


def test_a_file_comes_back_as_what_it_is_under_a_harmless_name(college: College) -> None:
    """A way up, a line break and quotes in the name; and HTML after the head of a PDF."""
    operator = college["cs.operator"]
    wanted = college.application(
        2, "cs", "other", name="院刊附件", handle=uuid.uuid4().hex[:12], duplicate_reason="并行"
    )
    path = f"/applications/{operator.post('/applications', wanted, 201)['id']}/attachments"
    content = b"%PDF-1.4\n<script>alert(1)</script>\n%%EOF\n"
    for name in (
        "../../../etc/passwd",
        "..\\..\\x.html",
        'a"; filename="evil.html',
        "a\r\nX-Evil: 1.pdf",
        "扫描件.html",
    ):
        answer = operator.send("POST", path, files={"file": (name, content, "text/html")})
        assert answer.status_code in (201, 409, 422), answer.text
        if answer.status_code != 201:
            continue
        back = operator.send("GET", f"{path}/{answer.json()['id']}")
        assert back.headers["content-type"] == "application/pdf"
        assert back.headers["x-content-type-options"] == "nosniff"
        disposition = back.headers["content-disposition"]
        assert disposition.startswith("attachment;"), disposition
        assert "x-evil" not in back.headers
        assert not re.search(r'filename="[^"]*[/\\][^"]*"', disposition), disposition
        assert disposition.count('filename="') == 1, disposition
        assert "%2F" not in disposition


@pytest.mark.parametrize(
    "path",
    ["/static/../app.py", "/static/..%2f..%2fapp.py", "/static/%2e%2e/app.py", "/static/....//app.py", "/static//etc/passwd",
     "/static/swagger-ui/../../../sessions.py", "/static/..%5c..%5capp.py", "/static/%00", "/static/.git/config"],
)  # fmt: skip
def test_no_path_leads_out_of_the_static_files(college: College, browser: httpx.Client, path: str) -> None:
    raw = browser.build_request("GET", "/")
    raw.url = raw.url.copy_with(raw_path=path.encode())
    answer = browser.send(raw)
    assert answer.status_code in (303, 308, 400, 404), f"{path}: {answer.status_code}"
    assert answer.headers.get("location", "/").startswith(("/", college.suite.base_url))
    assert "import" not in answer.text


# ---- headers


@pytest.mark.parametrize(
    "header", ["Idempotency-Key", "If-Match", "traceparent", "X-CSRF-Token", "User-Agent", "Accept-Language"]
)
def test_no_value_becomes_a_header_of_the_answer(college: College, header: str) -> None:
    for value in ("a%0d%0aX-Evil: 1", "a\tX-Evil: 1", "a X-Evil: 1", "\xe9X-Evil: 1"):
        raw = [(header.encode(), value.encode("latin-1"))]
        answer = college["cs.operator"].send("POST", "/screenings", json={"text": "一"}, headers=raw)
        assert answer.status_code in (200, 422), f"{value!r}: {answer.status_code}"
        assert "x-evil" not in answer.headers


def test_a_redirect_holds_no_line_break(college: College, browser: httpx.Client) -> None:
    for path in ("/accounts%0d%0aX-Evil:%201", "/?next=/%0d%0aX-Evil:%201", "/submissions/%0aSet-Cookie:%20a=b"):
        answer = browser.get(path)
        assert "x-evil" not in answer.headers
        assert "a" not in browser.cookies
        assert "\n" not in answer.headers.get("location", "")


@pytest.mark.parametrize(
    "path", ["//evil.example//x", "//evil.example", "/\\evil.example//x", "//evil.example/%2e%2e//accounts"]
)
def test_no_address_of_ours_redirects_to_another_site(college: College, browser: httpx.Client, path: str) -> None:
    raw = browser.build_request("GET", "/")
    raw.url = raw.url.copy_with(raw_path=path.encode())
    answer = browser.send(raw)
    location = answer.headers.get("location", "/")
    assert location.startswith(college.suite.base_url) or re.match(r"/(?![/\\])", location), location


# ---- ids of other units


def test_an_id_of_another_unit_tells_nothing_not_even_that_it_exists(college: College, account: str) -> None:
    """The same answer as to an id of nobody's, for reading and for changing."""
    text = submitted_text(college, "cs.operator", account, "只给本院看的一篇。")
    wanted = college.application(2, "cs", "other", name="院刊暗", handle=uuid.uuid4().hex[:12], duplicate_reason="并行")
    application = college["cs.operator"].post("/applications", wanted, 201)["id"]
    nobodys = "01940000-0000-7000-8000-000000000000"
    calls: list[tuple[str, str, Any]] = [
        ("GET", f"/submissions/{text['id']}", None),
        ("POST", f"/submissions/{text['id']}/withdraw", {"reason": "x"}),
        ("POST", f"/submissions/{text['id']}/claim", None),
        ("GET", f"/applications/{application}", None),
        ("GET", f"/applications/{application}/form.pdf", None),
        ("POST", f"/applications/{application}/submit", None),
        ("GET", f"/accounts/{account}", None),
        ("GET", f"/accounts/{account}/history", None),
        ("POST", f"/accounts/{account}/suspend", {"reason": "x"}),
        ("GET", f"/people/{college['cs.head'].id}", None),
        ("GET", f"/people/{college['cs.head'].id}/export", None),
    ]
    for who in ("club.operator", "student1"):
        for method, path, body in calls:
            theirs = college[who].ask(method, path, body)
            nobody = college[who].ask(method, re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", nobodys, path), body)
            told = [(answer.status_code, answer.json()["code"], answer.json()["detail"]) for answer in (theirs, nobody)]
            assert told[0] == told[1], f"{who} {method} {path}: {told}"
            assert theirs.status_code in (403, 404), f"{who} {method} {path}: {theirs.status_code}"


# ---- how often


def test_a_caller_is_told_what_is_left_and_when_to_come_back(college: College, browser: httpx.Client) -> None:
    answer = college["student2"].ask("GET", "/me")
    assert re.fullmatch(r'"caller";q=\d+;w=\d+', answer.headers["ratelimit-policy"])
    assert re.fullmatch(r'"caller";r=\d+;t=\d+', answer.headers["ratelimit"])
    before = int(answer.headers["ratelimit-remaining"])
    assert int(college["student2"].ask("GET", "/me").headers["ratelimit-remaining"]) <= before

    def refused() -> httpx.Response | None:
        found = browser.get("/api/v1/verify", params={"channel": "weibo", "handle": "x"})
        return found if found.status_code == 429 else None

    limited = eventually(refused, "the public look-up is limited")
    assert limited.headers["content-type"].startswith("application/problem+json")
    assert int(limited.headers["retry-after"]) >= 1
    assert limited.headers["ratelimit-remaining"] == "0"
