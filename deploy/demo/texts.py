"""The demo's weeks: texts through review, posts observed, incidents, directives, training; some of it still under way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

import eventlet

from deploy.demo import association, training
from deploy.demo.accounts import DemoAccount, Progress
from deploy.demo.cast import Cast
from deploy.demo.corpus import DIRECTIVE, INCIDENTS, POSTS, RISKY, UNITS, UNREVIEWED
from deploy.demo.desk import work_at_desk
from deploy.demo.outside import tell_others
from services.contracts.errors import XinmeiError

SUBMISSIONS = 160
UNANSWERED = 16
"""What the last texts bring about is found waiting by who looks at the demo."""
HALFWAY = 20
"""Of the last ones some have passed their first stage only; what is older has come to its end."""
FIRST_DAY, LAST_DAY = 8.0, 28.0

Travel = Callable[[float], datetime]


def live(cast: Cast, chance: Random, accounts: list[DemoAccount], travel: Travel, progress: Progress) -> None:
    """Let the weeks pass."""
    plan = training.open_year(cast, travel)
    _duty(cast)
    reviewed = [account for account in accounts if account.reviewers]
    first = [account for account in reviewed if account.operator in ("cs.operator", "club.operator")]
    for number in range(SUBMISSIONS):
        progress("送审与发布 texts", number + 1, SUBMISSIONS)
        day = FIRST_DAY + (LAST_DAY - FIRST_DAY) * number / SUBMISSIONS
        at = travel(day)
        account = chance.choice(first if number % 4 == 0 else reviewed)
        _text(cast, chance, account, at, number)
        if number % 40 == 20:
            _unreviewed(cast, chance, chance.choice(reviewed), at)
        if number < SUBMISSIONS - UNANSWERED:
            _answer(cast)
    for reader in ("duty", "officer", "director", *sorted({account.operator for account in first})):
        travel(LAST_DAY - 1)
        cast.ask(reader, "alerts", "read_all_messages")
    _incidents(cast, travel)
    _directive(cast, chance, first, travel)
    training.hold_sessions(cast, chance, plan, travel, progress)
    association.gather(cast, travel)
    work_at_desk(cast, reviewed, travel)
    tell_others(cast)


def _text(cast: Cast, chance: Random, account: DemoAccount, at: datetime, number: int) -> None:
    title, body = chance.choice(RISKY if number % 9 == 5 else POSTS)
    unit = next(plan.name for plan in UNITS if plan.key == account.unit)
    wanted = {
        "account_id": account.id,
        "title": title.format(unit=unit),
        "body": body.format(unit=unit),
        "source": "original",
    }
    submission = cast.ask(account.operator, "review", "submit_text", wanted)
    if number >= SUBMISSIONS - 12:
        return
    submission = cast.screened(account.operator, submission["id"])
    _decide(cast, chance, account, submission, number)
    submission = cast.ask(account.operator, "review", "get_submission", id=submission["id"])
    if submission["state"] == "approved" and number % 7:
        url = f"https://example.edu/{account.handle.rpartition('/')[2]}/{number}"
        moment = (at + timedelta(minutes=5)).isoformat()
        cast.ask(
            account.operator, "review", "publish_submission", {"url": url, "published_at": moment}, id=submission["id"]
        )
        post = {
            "account_id": account.id,
            "url": url,
            "published_at": moment,
            "title": wanted["title"],
            "body": wanted["body"],
        }
        cast.ask("officer", "review", "judge_posts", {"posts": [post]})


def _decide(cast: Cast, chance: Random, account: DemoAccount, submission: dict[str, Any], number: int) -> None:
    """Its reviewers decide one after the other; some send it back, the last few still wait."""
    answers = [
        {"finding_id": finding["id"], "answer": "已核对,系正面提醒,表述准确。"} for finding in submission["findings"]
    ]
    for turn, reviewer in enumerate((*account.reviewers, "director")):
        if submission["state"] != "in_review" or (number % 3 == 0 and turn == 1 and number >= SUBMISSIONS - HALFWAY):
            return
        decision = "return" if number % 13 == 6 else "approve"
        body = {"decision": decision, "fingerprint": submission["fingerprint"], "finding_answers": answers}
        if decision == "return":
            body["comment"] = "请补充活动地点与联系人后再送审。"
        try:
            submission = cast.ask(reviewer, "review", "decide_submission", body, id=submission["id"])
        except XinmeiError as error:
            if error.status not in (403, 404, 409):
                raise
            return


def _unreviewed(cast: Cast, chance: Random, account: DemoAccount, at: datetime) -> None:
    title, body = chance.choice(UNREVIEWED)
    url = f"https://example.edu/{account.handle.rpartition('/')[2]}/x{int(at.timestamp())}"
    post = {"account_id": account.id, "url": url, "published_at": at.isoformat(), "title": title, "body": body}
    cast.ask("officer", "review", "judge_posts", {"posts": [post]})
    eventlet.sleep(0.05)


def _answer(cast: Cast) -> None:
    """The duty officer takes up what has come in; what is only a finding is settled with it."""
    for incident in cast.ask("duty", "alerts", "list_incidents")["items"]:
        if incident["state"] == "reported":
            steps = ("acknowledge_incident", "contain_incident", "resolve_incident")
            for step in steps[: 3 if incident["kind"] == "escalated_finding" else 2]:
                cast.ask("duty", "alerts", step, {"comment": "已核对,按预案处理。"}, id=incident["id"])


def _incidents(cast: Cast, travel: Travel) -> None:
    for number, (title, severity, summary) in enumerate(INCIDENTS):
        travel(20 + number * 3)
        body = {"title": title, "severity": severity, "summary": summary, "source": "people", "urls": []}
        incident = cast.ask("officer", "alerts", "report_incident", body)
        steps = ("acknowledge_incident", "contain_incident", "resolve_incident", "close_incident")[: 4 - number * 2]
        for minutes, step in enumerate(steps, 1):
            at = travel(20 + number * 3 + minutes / 48)
            if step == "close_incident":
                _look_back(cast, incident["id"], at)
            if step == "contain_incident":
                _keep_and_remove(cast, incident["id"])
            cast.ask(
                "officer" if step == "close_incident" else "duty",
                "alerts",
                step,
                {"comment": "已按预案处理。"},
                id=incident["id"],
            )


def _keep_and_remove(cast: Cast, incident_id: str) -> None:
    """What was found is kept word for word, then taken down."""
    url = "https://weibo.com/1234567890/notice"
    text = {"text": "【网传】明日全校停课,请互相转告!", "url": url, "name": "原文.txt", "note": "发现时逐字抄录"}
    cast.ask("duty", "alerts", "keep_text", text, id=incident_id)
    cast.ask("duty", "alerts", "link_post", {"url": url, "title": "网传停课通知"}, id=incident_id)
    cast.ask(
        "duty", "alerts", "name_person", {"name": "李同学", "part": "author", "note": "学生个人账号"}, id=incident_id
    )
    asked = cast.ask("duty", "alerts", "ask_takedown", {"url": url}, id=incident_id)
    cast.ask("duty", "alerts", "finish_takedown", {"evidence": "作者已自行删除,页面截图留存。"}, id=asked["id"])
    looked = {"gone": True, "note": "打开链接,显示内容已删除。"}
    cast.ask("officer", "alerts", "check_takedown", looked, id=asked["id"])


def _look_back(cast: Cast, incident_id: str, at: datetime) -> None:
    """The review says why, and what is to be done better by whom."""
    review = {
        "held_at": at.isoformat(),
        "causes": "通知发布渠道不统一,学生误信聊天群截图。",
        "handling": "半小时内联系作者删除,并由学校官微发布统一口径。",
        "lessons": "停课、考试等安排只由学校官微首发;班级群管理员接受一次培训。",
    }
    cast.ask("officer", "alerts", "write_review", review, id=incident_id)
    action = {
        "text": "组织班级群管理员学习信息发布规范",
        "owner_id": cast.id_of("cs.head"),
        "due_on": (at + timedelta(days=30)).date().isoformat(),
    }
    cast.ask("officer", "alerts", "set_action", action, id=incident_id)


def _directive(cast: Cast, chance: Random, first: list[DemoAccount], travel: Travel) -> None:
    at = travel(27)
    body = {"text": DIRECTIVE, "scope": {}, "due_at": (at + timedelta(days=2)).isoformat()}
    directive = cast.ask("officer", "alerts", "issue_directive", body)
    for account in first:
        receipt = {
            "account_id": account.id,
            "state": chance.choice(("read", "done")),
            "url": f"https://example.edu/{account.id}",
        }
        if receipt["state"] == "read":
            del receipt["url"]
        cast.ask(account.operator, "alerts", "give_receipt", receipt, id=directive["id"])


def _duty(cast: Cast) -> None:
    """Two people take turns by the week, so that an incident finds somebody."""
    people = [cast.id_of("duty"), cast.id_of("officer")]
    rota = cast.ask(
        "director", "alerts", "make_rota", {"name": "值班", "kind": "weekly", "people": people, "handover": "08:00"}
    )
    note = {"rota_id": rota["id"], "text": "迎新期间留意贴吧与表白墙;招生咨询一律转招生办官微。"}
    cast.ask("duty", "alerts", "leave_note", note)
