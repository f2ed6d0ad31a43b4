"""Single sign-on against a real OpenID provider and a CAS server: who gets in, with which roles, and who does not."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest

from tests.e2e.cas_server import CasServer, running_cas
from tests.e2e.college import College, found_college
from tests.e2e.running import embedded, free_port

ROLES = "affiliation=student -> student; dept=xuanchuan -> officer; dept=cs -> operator@计算机学院; dept=nowhere -> operator@不存在"
CAS_USERS = {
    "cs.operator": {"name": ["李操作"], "affiliation": ["student"], "dept": ["cs", "nowhere"]},
    "admin": {"name": ["冒名"], "dept": ["xuanchuan"]},
    "newcomer": {"name": ["新同学<script>"], "affiliation": ["student"]},
}
PROVIDER = """
import json, sys, warnings
warnings.simplefilter("ignore")
from oidc_provider_mock import app, User
from werkzeug.serving import make_server
people = [User(sub=sub, claims=claims) for sub, claims in json.loads(sys.argv[2]).items()]
make_server("127.0.0.1", int(sys.argv[1]), app(require_nonce=True, user_claims=people), threaded=True).serve_forever()
"""
OIDC_USERS = '{"s-1": {"preferred_username": "cs.head", "dept": "xuanchuan"}, "s-2": {"preferred_username": "nobody"}, "s-3": {"preferred_username": "admin"}}'


@contextmanager
def oidc_provider() -> Iterator[str]:
    """The provider of ``oidc-provider-mock`` in a process of its own; its issuer."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-c", PROVIDER, str(port), OIDC_USERS], stderr=subprocess.DEVNULL)
    issuer, until = f"http://127.0.0.1:{port}", time.monotonic() + 30
    try:
        while True:
            try:
                httpx.get(issuer + "/.well-known/openid-configuration").raise_for_status()
                break
            except httpx.HTTPError:
                assert process.poll() is None, "the provider ended"
                assert time.monotonic() < until, "the provider does not answer"
                time.sleep(0.1)
        yield issuer
    finally:
        process.terminate()
        process.wait(10)


class Campus:
    """A college whose people sign on at two providers."""

    def __init__(self, college: College, cas: CasServer) -> None:
        self.college, self.cas = college, cas

    def browser(self) -> httpx.Client:
        return httpx.Client(base_url=self.college.suite.base_url, timeout=15)


@pytest.fixture(scope="module")
def campus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Campus]:
    with oidc_provider() as issuer, running_cas(CAS_USERS) as cas:
        settings = {
            "XINMEI_OIDC_ISSUER": issuer,
            "XINMEI_OIDC_CLIENT_ID": "xinmei",
            "XINMEI_OIDC_CLIENT_SECRET": "of-the-client",
            "XINMEI_CAS_URL": cas.url,
            "XINMEI_SIGN_ON_ROLES": ROLES,
            "XINMEI_SIGN_ON_CREATE": "true",
        }
        with embedded(tmp_path_factory.mktemp("campus"), **settings) as suite:
            college = found_college(suite)
            yield Campus(college, cas)
            college.close()


def begin(browser: httpx.Client, provider: str, after: str = "") -> str:
    """The provider's address that the browser is sent to."""
    answer = browser.get(f"/sign-on/{provider}", params={"next": after} if after else {})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def at_cas(address: str, user: str) -> str:
    """Where CAS sends the browser back to, once `user` has signed in there."""
    return str(httpx.get(f"{address}&{urlencode({'as': user})}").headers["location"])


def at_oidc(address: str, subject: str) -> str:
    """Where the OpenID provider sends the browser back to, once this subject has agreed."""
    answer = httpx.post(address, data={"sub": subject})
    assert answer.status_code == 302, answer.text
    return str(answer.headers["location"])


def roles_of(browser: httpx.Client) -> set[str]:
    return set(browser.get("/api/v1/me").json()["roles"])


def test_the_sign_in_page_offers_both_providers(campus: Campus) -> None:
    with campus.browser() as browser:
        page = browser.get("/?next=/accounts").text
    assert 'href="/sign-on/oidc?next=/accounts"' in page
    assert 'href="/sign-on/cas?next=/accounts"' in page


def test_openid_connect_asks_with_state_nonce_and_pkce_and_lets_in_with_mapped_roles(campus: Campus) -> None:
    with campus.browser() as browser:
        address = begin(browser, "oidc", "/accounts")
        asked = parse_qs(urlsplit(address).query)
        assert asked["response_type"] == ["code"]
        assert asked["code_challenge_method"] == ["S256"]
        assert all(len(asked[name][0]) >= 32 for name in ("state", "nonce", "code_challenge"))
        answer = browser.get(at_oidc(address, "s-1"))
        assert (answer.status_code, answer.headers["location"]) == (303, "/accounts")
        assert roles_of(browser) == {"responsible", "officer"}


def test_cas_lets_in_with_mapped_roles_and_leaves_out_units_that_are_not_here(campus: Campus) -> None:
    with campus.browser() as browser:
        answer = browser.get(at_cas(begin(browser, "cas"), "cs.operator"))
        assert answer.status_code == 303, answer.text
        assert roles_of(browser) == {"operator", "student"}
        sessions = browser.get("/api/v1/me/sessions").json()["items"]
        assert [one["how"] for one in sessions if one["current"]] == ["cas"]


def test_a_newcomer_is_made_a_person_with_nothing_but_the_mapped_roles(campus: Campus) -> None:
    with campus.browser() as browser:
        browser.get(at_cas(begin(browser, "cas"), "newcomer"))
        me = browser.get("/api/v1/me").json()
        assert (me["roles"], me["name"]) == (["student"], "新同学<script>")
        assert "<script>" not in browser.get("/me").text.partition("<main")[2].partition("</main>")[0]


def test_roles_that_the_provider_no_longer_gives_are_taken_back(
    campus: Campus, monkeypatch: pytest.MonkeyPatch
) -> None:
    with campus.browser() as browser:
        browser.get(at_cas(begin(browser, "cas"), "newcomer"))
        monkeypatch.setitem(CAS_USERS, "newcomer", {"name": ["新同学"], "affiliation": ["left"]})
        browser.get(at_cas(begin(browser, "cas"), "newcomer"))
        assert roles_of(browser) == set()


@pytest.mark.parametrize("provider", ["oidc", "cas"])
def test_an_administrator_s_local_account_opens_by_no_provider(campus: Campus, provider: str) -> None:
    with campus.browser() as browser:
        address = begin(browser, provider)
        answer = browser.get(at_oidc(address, "s-3") if provider == "oidc" else at_cas(address, "admin"))
        assert answer.status_code == 403
        assert "xinmei_session" not in browser.cookies


def test_a_browser_that_never_began_is_not_let_in(campus: Campus) -> None:
    """Somebody else's answer, planted: forged sign-in."""
    with campus.browser() as mine, campus.browser() as other:
        back = at_cas(begin(mine, "cas"), "newcomer")
        answer = other.get(back)
        assert answer.status_code == 401
        assert "xinmei_session" not in other.cookies
        begin(other, "cas")
        assert other.get(back).status_code == 401


def test_an_answer_works_once(campus: Campus) -> None:
    with campus.browser() as browser:
        address = begin(browser, "cas")
        binding = browser.cookies["xinmei_sign_on"]
        back = at_cas(address, "newcomer")
        assert browser.get(back).status_code == 303
    with campus.browser() as again:
        again.cookies.set("xinmei_sign_on", binding)
        assert again.get(back).status_code == 401


@pytest.mark.parametrize("change", ["state", "ticket"])
def test_a_state_or_ticket_of_ones_own_making_opens_nothing(campus: Campus, change: str) -> None:
    with campus.browser() as browser:
        back = at_cas(begin(browser, "cas"), "newcomer")
        assert browser.get(re.sub(rf"({change}=)[^&]+", r"\1made-up", back)).status_code == 401
        assert "xinmei_session" not in browser.cookies


def test_a_ticket_for_another_service_opens_nothing(campus: Campus) -> None:
    with campus.browser() as browser:
        service = parse_qs(urlsplit(begin(browser, "cas")).query)["service"][0]
        stolen = campus.cas.ticket("newcomer", "https://elsewhere.example/")
        assert browser.get(f"{service}&ticket={stolen}").status_code == 401


def test_a_ticket_that_was_used_or_made_for_another_sign_in_opens_nothing(campus: Campus) -> None:
    with campus.browser() as browser, campus.browser() as other:
        used = at_cas(begin(browser, "cas"), "newcomer")
        assert browser.get(used).status_code == 303
        unused = at_cas(begin(browser, "cas"), "newcomer")
        for back in (used, unused):
            service = parse_qs(urlsplit(begin(other, "cas")).query)["service"][0]
            ticket = parse_qs(urlsplit(back).query)["ticket"][0]
            assert other.get(f"{service}&{urlencode({'ticket': ticket})}").status_code == 401
            assert "xinmei_session" not in other.cookies


def test_a_state_of_one_provider_or_of_ones_own_making_opens_nothing_at_the_other(campus: Campus) -> None:
    with campus.browser() as browser:
        state = parse_qs(urlsplit(begin(browser, "oidc")).query)["state"][0]
        ticket = campus.cas.ticket("newcomer", campus.college.suite.base_url)
        assert browser.get("/sign-on/cas/return", params={"state": state, "ticket": ticket}).status_code == 401
    with campus.browser() as browser:
        back = at_oidc(begin(browser, "oidc"), "s-1")
        assert browser.get(re.sub(r"(state=)[^&]+", r"\1made-up", back)).status_code == 401
        assert browser.get(re.sub(r"(code=)[^&]+", r"\1made-up", back)).status_code == 401
        assert browser.get(back).status_code == 401
        assert "xinmei_session" not in browser.cookies


@pytest.mark.parametrize("after", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_signing_on_never_leads_to_another_site(campus: Campus, after: str) -> None:
    with campus.browser() as browser:
        answer = browser.get(at_cas(begin(browser, "cas", after), "newcomer"))
        assert re.fullmatch(r"/[a-z%][!-~]*", answer.headers["location"])


def test_a_provider_that_is_not_set_up_is_not_there(campus: Campus) -> None:
    with campus.browser() as browser:
        assert browser.get("/sign-on/saml").status_code == 404
        assert browser.get("/sign-on/saml/return?state=x").status_code == 404
