"""The register: who sees what, status, history, the public check, and the board."""

from __future__ import annotations

import pytest

from services.contracts.errors import InputInvalid, NotFound, NotPermitted, StateConflict
from tests.unit.registry.college import College


@pytest.fixture
def three(college: College) -> College:
    """A tier 2 account of two faculties each, and a club's tier 3 account."""
    college.account()
    college.account("arts.operator", "arts", name="艺术学院微博", channel="weibo", handle="https://weibo.com/arts")
    college.account("club.operator", "club", name="机器人社", channel="bilibili", handle="123456")
    return college


@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("director", {"计算机学院之窗", "艺术学院微博", "机器人社"}),
        ("auditor", {"计算机学院之窗", "艺术学院微博", "机器人社"}),
        ("cs.head", {"计算机学院之窗", "机器人社"}),
        ("cs.operator", {"计算机学院之窗"}),
        ("arts.head", {"艺术学院微博"}),
        ("club.operator", {"机器人社"}),
        ("league", {"机器人社"}),
        ("student1", set()),
        ("admin", set()),
    ],
)
@pytest.mark.article(6)
def test_each_sees_the_accounts_they_answer_for(three: College, who: str, names: set[str]) -> None:
    assert {one["name"] for one in three.call(who, "list_accounts")["items"]} == names
    board = three.call(who, "board")
    assert board["accounts"]["total"] == len(names)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"tier": "3"}, 1),
        ({"channel": "weibo"}, 1),
        ({"status": "active"}, 3),
        ({"status": "closed"}, 0),
        ({"q": "学院"}, 2),
        ({"q": "WEIBO.com"}, 1),
        ({"q": "100%"}, 0),
        ({"q": "新媒备〔2026〕3-001号"}, 1),
        ({"tier": "2", "q": "之窗"}, 1),
    ],
)
def test_filters_narrow_the_register(three: College, query: dict[str, str], count: int) -> None:
    assert len(three.call("director", "list_accounts", query=query)["items"]) == count


@pytest.mark.article(7)
def test_an_account_is_suspended_resumed_and_closed_for_good(college: College) -> None:
    id_ = college.account()
    assert college.call("officer", "suspend_account", id_, body={"reason": "整改"})["status"] == "suspended"
    assert college.call("officer", "resume_account", id_, body={"reason": "整改完成"})["status"] == "active"
    college.call("officer", "close_account", id_, body={"reason": "停止运营"})
    for action in ("suspend", "resume", "close"):
        with pytest.raises(StateConflict):
            college.call("officer", f"{action}_account", id_, body={"reason": "再来"})
    assert [e["status"] for e in college.events("account.status_changed.v1")] == ["suspended", "active", "closed"]
    history = college.call("auditor", "account_history", id_)["items"]
    turns = [("active", "closed"), ("suspended", "active"), ("active", "suspended")]
    assert [(entry["before"], entry["after"]) for entry in history] == turns
    assert college.ledger_holds()


@pytest.mark.article(4)
@pytest.mark.parametrize("who", ["cs.head", "cs.operator", "auditor"])
def test_only_propaganda_suspends(college: College, who: str) -> None:
    id_ = college.account()
    with pytest.raises(NotPermitted):
        college.call(who, "suspend_account", id_, body={"reason": "不行"})


@pytest.mark.article(6)
@pytest.mark.parametrize("who", ["arts.head", "student1", "league", "admin"])
def test_an_account_of_others_does_not_exist(college: College, who: str) -> None:
    id_ = college.account()
    for operation in ("get_account", "account_history", "close_account"):
        with pytest.raises(NotFound):
            college.call(who, operation, id_, body={"reason": "x"})


@pytest.mark.parametrize("body", [None, {}, {"reason": ""}, {"reason": 3}, {"reason": "x", "more": 1}])
def test_a_status_needs_its_reason(college: College, body: object) -> None:
    id_ = college.account()
    with pytest.raises(InputInvalid):
        college.call("officer", "suspend_account", id_, body=body)


@pytest.mark.article(8)
@pytest.mark.parametrize(
    "query",
    [
        {"channel": "weibo", "handle": "https://weibo.com/arts"},
        {"channel": "weibo", "handle": "ＷＥＩＢＯ.com/arts/"},
        {"url": "http://www.weibo.com/arts"},
        {"url": "https://weibo.com/arts/status/4711?from=page#top"},
        {"channel": "bilibili", "handle": "123456"},
        {"url": "https://space.bilibili.com/123456/video"},
    ],
)
def test_everybody_may_ask_whether_an_account_is_registered(three: College, query: dict[str, str]) -> None:
    found = three.call("", "verify", query=query)
    assert found["registered"] is True
    assert set(found) == {"registered", "name", "unit", "tier", "status"}


@pytest.mark.article(7, 8)
def test_who_asks_is_told_that_an_account_may_not_run_at_present(college: College) -> None:
    query = {"channel": "wechat_official", "handle": "cs_window"}
    id_ = college.account()
    assert college.call("", "verify", query=query)["status"] == "active"
    college.call("officer", "suspend_account", id_, body={"reason": "年审未过"})
    assert college.call("", "verify", query=query)["status"] == "suspended"


@pytest.mark.article(8)
def test_an_unknown_handle_is_not_registered(three: College) -> None:
    assert three.call("", "verify", query={"channel": "weibo", "handle": "123456"}) == {"registered": False}
    assert three.call("", "verify", query={"url": "https://weibo.com/"}) == {"registered": False}


@pytest.mark.parametrize("query", [{}, {"channel": "weibo"}, {"handle": "x"}, {"channel": "x", "handle": "y"}])
def test_a_check_needs_channel_and_handle_or_an_address(college: College, query: dict[str, str]) -> None:
    with pytest.raises(InputInvalid):
        college.call("", "verify", query=query)


def test_the_board_shows_what_waits_and_since_when(college: College) -> None:
    id_ = college.endorsed()
    board = college.call("director", "board")
    (waiting,) = board["applications"]["waiting"]
    assert (waiting["id"], waiting["waits_for"], waiting["unit_name"]) == (id_, ["director"], "计算机学院")
    assert waiting["waiting_since"] == "2026-03-02T01:00:00+00:00"
    assert board["applications"]["by_state"] == {"endorsed": 1}


def test_a_units_board_holds_what_it_runs_and_manages(three: College) -> None:
    board = three.call("director", "board", query={"unit_id": three.units["cs"]})
    assert board["accounts"]["by_tier"] == {"2": 1, "3": 1}
    other = three.call("arts.head", "board", query={"unit_id": three.units["cs"]})
    assert other["accounts"]["total"] == 0


@pytest.mark.article(7)
def test_the_handle_of_a_closed_account_is_free_again(college: College) -> None:
    college.call("officer", "close_account", college.account(), body={"reason": "停办"})
    assert college.account(handle="cs_window")
