"""The register's weeks: changes in time and late, a handover, a year's review, personal accounts, a sighting, an unfinished draft."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from deploy.demo.accounts import DemoAccount
from deploy.demo.cast import Cast
from deploy.demo.corpus import AUDIENCES, PURPOSES
from services.kit.clock import CAMPUS_ZONE

FIRST_DAY = 25
ASSESSED, INSPECTED = 14, 8
Travel = Callable[[float], datetime]


def live(cast: Cast, accounts: list[DemoAccount], travel: Travel) -> None:
    """What people file about the accounts that were opened, day by day."""
    of_cs = [account for account in accounts if account.unit == "cs" and account.operator == "cs.operator"]
    of_club = next(account for account in accounts if account.operator == "club.operator")
    _supervise(cast, travel(FIRST_DAY))
    _file_changes(cast, of_cs, of_club, travel)
    _review(cast, accounts, travel)
    _begin_a_draft(cast)


def _file_changes(cast: Cast, of_cs: list[DemoAccount], of_club: DemoAccount, travel: Travel) -> None:
    at = travel(FIRST_DAY)
    rename = _change(cast, "cs.operator", of_cs[0], "maintenance", at, {"update_frequency": "每日更新"}, "增设晚间栏目")
    cast.ask("officer", "registry", "accept_change", None, id=rename["id"])
    at = travel(FIRST_DAY + 0.5)
    _change(cast, "cs.operator", of_cs[1], "handle", at - timedelta(days=9), "cs_new_handle", "平台改版,账号随之更换")
    person = {"name": "周子涵", "number": "20260099", "phone": "13800000099"}
    handed = _change(cast, "club.leader", of_club, "administrator", at, {"administrators": [person]}, "社团换届")
    cast.ask("club.operator", "registry", "confirm_handover", {"side": "outgoing"}, id=handed["id"])
    noticed = {"kind": "rename", "changed_on": _day(at - timedelta(days=2)), "note": "页面显示的名称与备案不一致"}
    cast.ask("officer", "registry", "notice_change", noticed, id=of_cs[2].id)


def _change(
    cast: Cast, who: str, account: DemoAccount, kind: str, changed: datetime, after: Any, reason: str
) -> dict[str, Any]:
    body = {"kind": kind, "after": after, "changed_on": _day(changed), "reason": reason}
    made: dict[str, Any] = cast.ask(who, "registry", "file_change", body, id=account.id)
    return made


def _review(cast: Cast, accounts: list[DemoAccount], travel: Travel) -> None:
    """A round that is under way: some assessed, some inspected, a few judged, most still to come."""
    at = travel(FIRST_DAY + 1)
    year = at.astimezone(CAMPUS_ZONE).year
    days = {"opens_on": _day(at), "due_on": _day(at + timedelta(days=30))}
    cast.ask("officer", "registry", "open_annual_review", {"year": year, **days})
    travel(FIRST_DAY + 2)
    own = [account for account in accounts if account.tier != 1]
    for number, account in enumerate(own[:ASSESSED]):
        one = {"year": str(year), "id": account.id}
        begun = cast.ask(account.operator, "registry", "get_account_review", None, **one)["prefilled"]
        scores = {"content": 78 + number, "interaction": 70 + number, **begun["scores"]}
        plan = {
            "summary": begun["summary"],
            "problems": begun["problems"],
            "plan": "充实选题,按时更新。",
            "scores": scores,
        }
        cast.ask(account.operator, "registry", "assess_account", plan, **one)
        if number < INSPECTED:
            sheet = {
                "scores": {**scores, "safety": 90 - 5 * number},
                "notes": {"content": "原创内容占比尚可"},
                "comment": "总体规范",
            }
            cast.ask("officer", "registry", "inspect_account", sheet, **one)
    for number, account in enumerate(own[2:7]):
        verdict: dict[str, Any] = {"verdict": "passed", "comment": "同意通过"}
        if number == 3:
            verdict = {
                "verdict": "rectify",
                "rectify_by": _day(at + timedelta(days=25)),
                "comment": "更新过少,限期整改",
            }
        cast.ask("director", "registry", "decide_annual_review", verdict, year=str(year), id=account.id)


def _supervise(cast: Cast, at: datetime) -> None:
    """Personal accounts on their unit's list, one of them looked at; and a sighting that waits."""
    own = [
        ("cs.operator", "bilibili", "lin_algorithms", "林老师讲算法"),
        ("student1", "douyin", "xiaoyu_daily", "小雨的大学日常"),
        ("cs.editor", "wechat_official", "evening_reading", "夜读札记"),
    ]
    made = [
        cast.ask(who, "registry", "add_personal_account", {"channel": channel, "handle": handle, "name": name})
        for who, channel, handle, name in own
    ]
    cast.ask("cs.head", "registry", "check_personal_account", {"finding": "fine", "note": "内容健康"}, id=made[0]["id"])
    seen = {
        "channel": "weibo",
        "handle": "slzy_fans",
        "name": "示例职院校园墙官方",
        "url": "https://weibo.com/slzy_fans",
    }
    cast.ask("student1", "registry", "file_sighting", {**seen, "note": "以学校名义发布招聘信息"})


def _begin_a_draft(cast: Cast) -> None:
    """Half a form, as somebody left it."""
    body = {
        "channel": "app",
        "name": "计算机学院掌上通",
        "tier": 2,
        "unit_id": cast.units["cs"],
        "purpose": PURPOSES[0],
        "audience": AUDIENCES[0],
        "duplicate_reason": "面向新生,与已有客户端分工明确。",
    }
    cast.ask("cs.operator", "registry", "create_application", body)


def _day(at: datetime) -> str:
    return at.astimezone(CAMPUS_ZONE).date().isoformat()
