"""Signing in and out, forged forms, and addresses that lead elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from gateway import sessions
from gateway.limits import PUBLIC, SIGN_IN
from gateway.pages.doors import home_of, local_path
from services.contracts.errors import NotAuthenticated, Unavailable
from services.kit.clock import FixedClock
from services.kit.identity import Identity
from tests.unit.gateway.conftest import Browser, FakeServices


def form_token(client: Browser, path: str = "/") -> str:
    found = re.search(r'name="csrf_token" value="(\w+)"', client.get(path).text)
    assert found, "the page has no form token"
    return found[1]


def sign_in(client: Browser, **fields: str) -> Any:
    return client.post(
        "/login", data={"csrf_token": form_token(client), "username": "director", "password": "demo", **fields}
    )


@pytest.fixture
def registry(services: FakeServices, identify: Callable[..., str]) -> FakeServices:
    services.answers["registry", "sign_in"] = lambda request: {"token": identify("director"), "person": {}}
    return services


def test_signing_in_sets_a_guarded_cookie_and_leads_to_ones_own_board(client: Browser, registry: FakeServices) -> None:
    answer = sign_in(client)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/boards/department")
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith(sessions.SESSION))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert registry.calls[-1]["request"].body == {"username": "director", "password": "demo"}


def test_the_cookie_is_for_https_only_where_the_settings_say_so(
    client: Browser, registry: FakeServices, platform: Any
) -> None:
    object.__setattr__(platform.settings, "cookie_secure", True)
    assert all(
        "Secure" in c for c in sign_in(client).headers.getlist("Set-Cookie") if "Expires=Thu, 01 Jan 1970" not in c
    )


def test_a_wrong_password_says_so_and_keeps_the_name_but_not_the_password(
    client: Browser, services: FakeServices
) -> None:
    services.answers["registry", "sign_in"] = NotAuthenticated(
        code="wrong_password", zh="用户名或密码不对。", en="Wrong."
    )
    answer = sign_in(client, username="director", password="geheim-123")
    assert answer.status_code == 401
    assert "用户名或密码不对" in answer.text
    assert 'value="director"' in answer.text
    assert "geheim-123" not in answer.text


def test_a_sign_in_without_the_forms_token_is_refused(client: Browser, registry: FakeServices) -> None:
    form_token(client)
    for token in ("", "0" * 64):
        answer = client.post("/login", data={"csrf_token": token, "username": "director", "password": "demo"})
        assert answer.status_code == 403
    assert registry.count("registry", "sign_in") == 0


def test_a_token_of_one_browser_does_not_fit_another(portal: Any, registry: FakeServices) -> None:
    ours, theirs = portal.flask.test_client(), portal.flask.test_client()
    token = form_token(theirs)
    form_token(ours)
    assert ours.post("/login", data={"csrf_token": token, "username": "a", "password": "b"}).status_code == 403


def test_a_session_planted_before_signing_in_is_replaced(
    client: Browser, registry: FakeServices, identify: Callable[..., str]
) -> None:
    client.set_cookie(sessions.VISITOR, "planted")
    sign_in(client)
    token = client.get_cookie(sessions.SESSION)
    assert token is not None
    assert token.value == identify("director")
    assert client.get_cookie(sessions.VISITOR) is None


def test_signing_out_takes_a_form_token_and_ends_the_session(client: Browser, registry: FakeServices) -> None:
    sign_in(client)
    registry.answers["registry", "sign_out"] = {"ended": 1}
    token = form_token(client, "/verify")
    assert client.post("/logout", data={}).status_code == 403
    assert client.get_cookie(sessions.SESSION) is not None
    answer = client.post("/logout", data={"csrf_token": token})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert client.get_cookie(sessions.SESSION) is None
    assert registry.count("registry", "sign_out") == 1


@pytest.mark.parametrize(
    "path",
    ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/a\\b", "/%0d\r\nX: 1"],
)
def test_no_address_of_another_site_is_followed(client: Browser, registry: FakeServices, path: str) -> None:
    assert local_path(path) == ""
    assert sign_in(client, after=path).headers["Location"] == "/boards/department"


def test_a_person_who_was_sent_to_sign_in_comes_back_to_where_they_were(
    client: Browser, registry: FakeServices
) -> None:
    sent = client.get("/boards/unit/u1")
    assert (sent.status_code, sent.headers["Location"]) == (303, "/?next=/boards/unit/u1")
    assert sign_in(client, after="/boards/unit/u1").headers["Location"] == "/boards/unit/u1"


@pytest.mark.parametrize("path", ["/accounts/%0d%0aSet-Cookie:%20x", "/accounts/a%26next=b", "/accounts/%E5%90%8D%3f"])
def test_whatever_the_address_holds_is_quoted_on_the_way_to_the_sign_in_page(client: Browser, path: str) -> None:
    sent = client.get(path)
    assert sent.status_code == 303
    [after] = parse_qs(urlsplit(sent.headers["Location"]).query)["next"]
    assert unquote(after) == unquote(path)
    assert "Set-Cookie: x" not in str(sent.headers)


def test_behind_tls_no_cookie_goes_without_it(client: Browser, portal: Any) -> None:
    portal.flask.config["SESSION_COOKIE_SECURE"] = True
    set_ = client.get("/?lang=en&theme=dark").headers.getlist("Set-Cookie")
    assert len(set_) == 3
    assert all("Secure" in cookie for cookie in set_)


@pytest.mark.parametrize(
    "grants, unit_id, home",
    [
        ((("director", ""),), "p", "/boards/department"),
        ((("auditor", ""),), "", "/boards/department"),
        ((("operator", "u1"),), "u1", "/boards/unit/u1"),
        ((("student", ""),), "u1", "/boards/association"),
        ((("association", ""), ("student", "")), "u1", "/boards/association"),
    ],
)
def test_each_person_is_led_to_their_own_board(grants: Any, unit_id: str, home: str) -> None:
    assert home_of(Identity(id="p", username="u", name="n", unit_id=unit_id, grants=grants)) == home


def test_an_unsafe_call_by_cookie_needs_the_sessions_token_and_a_bearer_call_does_not(
    client: Browser, registry: FakeServices, identify: Callable[..., str]
) -> None:
    registry.answers["registry", "submit_application"] = {"id": "a1", "version": 2}
    sign_in(client)
    refused = client.post("/api/v1/applications/a1/submit")
    assert (refused.status_code, refused.json["code"]) == (403, "csrf")
    token = client.get_cookie(sessions.FORM_TOKEN)
    assert token is not None
    assert client.post("/api/v1/applications/a1/submit", headers={"X-CSRF-Token": token.value}).status_code == 200
    bearer = {"Authorization": f"Bearer {identify('director')}"}
    assert client.post("/api/v1/applications/a1/submit", headers=bearer).status_code == 200


def test_signing_in_over_the_api_answers_the_token(
    client: Browser, registry: FakeServices, identify: Callable[..., str]
) -> None:
    answer = client.post("/api/v1/login", json={"username": "director", "password": "demo"})
    assert (answer.status_code, answer.json["token"]) == (200, identify("director"))
    assert int(answer.headers["RateLimit-Remaining"]) == SIGN_IN.burst - 1


def test_too_many_sign_ins_are_429_until_time_passes(
    client: Browser, services: FakeServices, clock: FixedClock
) -> None:
    from datetime import timedelta

    services.answers["registry", "sign_in"] = NotAuthenticated()
    body = {"username": "a", "password": "b"}
    answers = [client.post("/api/v1/login", json=body) for _ in range(SIGN_IN.burst + 1)]
    assert [answer.status_code for answer in answers[-2:]] == [401, 429]
    assert int(answers[-1].headers["Retry-After"]) >= 1
    assert answers[-1].headers["RateLimit-Remaining"] == "0"
    clock.move(by=timedelta(seconds=3))
    assert client.post("/api/v1/login", json=body).status_code == 401


def test_public_look_ups_are_limited_too(client: Browser, services: FakeServices) -> None:
    services.answers["registry", "verify"] = {"registered": False}
    statuses = [client.get("/api/v1/verify?channel=weibo&handle=x").status_code for _ in range(PUBLIC.burst + 1)]
    assert (statuses[0], statuses[-1]) == (200, 429)


def test_who_comes_to_the_sign_in_address_by_hand_finds_the_form(client: Browser) -> None:
    assert form_token(client, "/login")


def test_the_ways_in_are_asked_for_once_a_minute_and_kept_while_the_registry_is_away(
    client: Browser, services: FakeServices, clock: FixedClock
) -> None:
    services.answers["registry", "list_providers"] = {"items": [{"id": "cas", "name": "校园统一认证"}]}
    assert all("校园统一认证" in client.get("/").text for _ in range(5))
    assert services.count("registry", "list_providers") == 1
    clock.move(by=timedelta(minutes=1))
    services.answers["registry", "list_providers"] = Unavailable(service="registry")
    assert all("校园统一认证" in client.get("/").text for _ in range(5))
    assert services.count("registry", "list_providers") == 2
