"""The typed Python client against a running suite, as a program of the campus would use it: with an access token."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from clients.python.xinmei_client import Client, ProblemRaised, each
from tests.e2e.college import PASSWORD, College
from tests.e2e.test_slice import approved_account


@pytest.fixture
def xinmei(college: College) -> Iterator[Client]:
    """A client with an access token of the officer's that reads everything and changes nothing."""
    with Client(college.suite.base_url) as session:
        session.sign_in("officer", PASSWORD)
        expires = (datetime.now(UTC) + timedelta(days=1)).isoformat()
        scopes = [f"{service}:read" for service in ("registry", "review", "alerts", "training")]
        made = session.registry.make_token({"name": "报表", "scopes": scopes, "expires_at": expires})
    with Client(college.suite.base_url, made["token"], language="en") as client:
        yield client


def test_a_program_reads_lists_page_by_page_and_files_as_bytes(college: College, xinmei: Client) -> None:
    account = approved_account(
        college, 2, "cs", "qq_zone", name="计算机学院空间", handle=f"client-{uuid.uuid4().hex[:8]}"
    )
    found = [one["id"] for one in each(lambda cursor: xinmei.registry.list_accounts(limit=1, cursor=cursor))]
    assert account in found
    assert len(found) == len(set(found))
    assert xinmei.registry.get_account(account)["status"] == "active"
    assert xinmei.registry.accounts_xlsx(channel="qq_zone")[:2] == b"PK"
    assert xinmei.transport.rate_limit.startswith('"caller";r=')
    assert xinmei.boards.board_department()["board"] == "department"
    college["officer"].post(f"/accounts/{account}/close", {"reason": "测试结束"})


def test_what_a_token_may_not_do_is_a_problem_with_its_code(college: College, xinmei: Client) -> None:
    with pytest.raises(ProblemRaised) as refused:
        xinmei.training.announce_session({})  # type: ignore[typeddict-item]
    assert (refused.value.status, refused.value.code) == (403, "scope")
    assert "registry:write" not in refused.value.detail
    with pytest.raises(ProblemRaised) as unknown:
        xinmei.registry.get_account("01940000-0000-7000-8000-000000000000")
    assert (unknown.value.status, len(unknown.value.trace)) == (404, 32)


def test_the_same_key_makes_one_thing(college: College) -> None:
    with Client(college.suite.base_url) as client:
        me = client.sign_in("cs.operator", PASSWORD)
        assert me["username"] == "cs.operator"
        text = client.review.screen_text({"text": "正常的一段文字。"}, idempotency_key="screen-1")
        assert text["findings"] == []
        with pytest.raises(ProblemRaised) as refused:
            client.registry.create_application({"name": ""})  # type: ignore[typeddict-item]
        assert refused.value.status == 422
        assert "name" in refused.value.errors
        assert client.registry.sign_out()["ended"] == 1
        with pytest.raises(ProblemRaised) as out:
            client.registry.me()
        assert out.value.status == 401
