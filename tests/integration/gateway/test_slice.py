"""Through the gateway to real services: the thin slice by API, the same by the pages' forms, and live streams."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.integration.gateway.conftest import Browser, Suite

Visit = Callable[[str], Browser]


def form_one(suite: Suite, **changes: Any) -> dict[str, Any]:
    return {
        "channel": "wechat_official",
        "name": "计算机学院发布",
        "handle": "cs_release",
        "tier": 2,
        "unit_id": suite.units["计算机学院"],
        "purpose": "发布学院通知与教学成果。",
        "audience": "本院师生",
        "update_frequency": "每周两次",
        "responsible_person": {"name": "朱婉清", "title": "书记", "phone": "13800000001"},
        "administrators": [{"name": "肖志远", "number": "900007", "phone": "13800000002"}],
        "review_rules": "先审后发,逐级审核。",
        "emergency_plan": "立即停止传播并上报。",
        "undertaking": True,
        **changes,
    }


@pytest.fixture(scope="module")
def account_id(suite: Suite) -> str:
    """An account of tier 2, applied for, endorsed and approved over the API."""
    made = suite.done("cs.operator", "POST", "/applications", form_one(suite))
    path = f"/applications/{made['id']}"
    suite.done("cs.operator", "POST", f"{path}/submit")
    suite.done("cs.head", "POST", f"{path}/endorse")
    found: str = suite.done("director", "POST", f"{path}/approve", {"comment": "同意"})["account_id"]
    return found


def submit(suite: Suite, account_id: str, title: str) -> dict[str, Any]:
    """Hand a text in, as soon as review knows the account, and wait until it is screened."""
    body = {"account_id": account_id, "title": title, "body": "请同学们于周五前完成选课。"}
    made = suite.eventually(
        lambda: (a := suite.call("cs.operator", "POST", "/submissions", body)).is_success and a.json()
    )
    path = f"/submissions/{made['id']}"
    found: dict[str, Any] = suite.eventually(
        lambda: (t := suite.done("cs.operator", "GET", path))["state"] == "in_review" and t
    )
    return found


@pytest.mark.article(7)
def test_an_application_becomes_an_account_that_anyone_can_check(suite: Suite, account_id: str) -> None:
    assert suite.done("director", "GET", f"/accounts/{account_id}")["status"] == "active"
    public = suite.done("", "GET", "/verify?channel=wechat_official&handle=cs_release")
    assert (public["registered"], public["unit"]) == (True, "计算机学院")


@pytest.mark.article(13)
def test_a_text_passes_two_people_and_nobody_decides_on_their_own(suite: Suite, account_id: str) -> None:
    text = submit(suite, account_id, "选课通知")
    path = f"/submissions/{text['id']}/decisions"
    approve = {"decision": "approve", "fingerprint": text["fingerprint"]}
    assert suite.call("cs.operator", "POST", path, approve).status_code == 403
    assert suite.call("cs.editor", "POST", path, {**approve, "fingerprint": "0" * 64}).status_code == 412
    suite.done("cs.editor", "POST", path, approve)
    assert suite.done("cs.head", "POST", path, approve)["state"] == "approved"


def test_the_same_key_gives_the_same_answer_and_one_effect(suite: Suite) -> None:
    body = form_one(suite, channel="weibo", handle="cs_weibo")
    headers = {"Idempotency-Key": "one-and-only"}
    first = suite.call("cs.operator", "POST", "/applications", body, **headers)
    again = suite.call("cs.operator", "POST", "/applications", body, **headers)
    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    other = suite.call("cs.operator", "POST", "/applications", {**body, "name": "另一个"}, **headers)
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")


def test_a_stale_if_match_is_412(suite: Suite) -> None:
    made = suite.call("cs.operator", "POST", "/applications", form_one(suite, channel="douyin", handle="cs_douyin"))
    path = f"/applications/{made.json()['id']}"
    changed = suite.call(
        "cs.operator",
        "PUT",
        path,
        form_one(suite, channel="douyin", handle="cs_dy"),
        **{"If-Match": made.headers["ETag"]},
    )
    assert changed.status_code == 200
    stale = suite.call(
        "cs.operator",
        "PUT",
        path,
        form_one(suite, channel="douyin", handle="cs_d"),
        **{"If-Match": made.headers["ETag"]},
    )
    assert (stale.status_code, stale.json()["code"]) == (412, "stale")


@pytest.mark.article(4)
def test_the_departments_board_shows_what_happened_in_every_service(suite: Suite, account_id: str) -> None:
    suite.done("officer", "POST", "/incidents", {"title": "评论区不当言论", "severity": "III"})

    def looks_right() -> bool:
        board = suite.done("director", "GET", "/boards/department")
        parts = [board[name] for name in ("registry", "review", "alerts", "training")]
        assert not any("unavailable" in part for part in parts)
        return board["registry"]["accounts"]["total"] >= 1 and board["alerts"]["incidents"]["open"] >= 1

    suite.eventually(looks_right)
    assert suite.call("cs.operator", "GET", "/boards/department").status_code == 403
    assert suite.call("cs.operator", "GET", f"/boards/unit/{suite.units['计算机学院']}").status_code == 200
    assert suite.call("art.operator", "GET", f"/boards/unit/{suite.units['计算机学院']}").status_code in (403, 404)


def test_a_watcher_hears_of_an_incident_within_two_seconds(suite: Suite) -> None:
    heard: list[Any] = []
    opened = threading.Event()

    def watch() -> None:
        headers = {"Authorization": f"Bearer {suite.token('duty')}"}
        with httpx.stream("GET", f"{suite.url}/api/v1/boards/incidents/stream", headers=headers, timeout=10) as stream:
            for line in stream.iter_lines():
                opened.set()
                if line.startswith("data: "):
                    heard.append(json.loads(line[6:]))
                    return

    thread = threading.Thread(target=watch)
    thread.start()
    assert opened.wait(5)
    made = suite.done("officer", "POST", "/incidents", {"title": "转载侵权", "severity": "IV"})
    thread.join(2)
    assert [event["incident_id"] for event in heard] == [made["id"]]
    assert suite.call("student1", "GET", "/boards/incidents/stream").status_code == 403


@pytest.mark.article(7)
def test_four_people_bring_an_application_through_by_posted_forms_alone(suite: Suite, visit: Visit) -> None:
    operator = visit("club.operator")
    operator.get("/applications/new")
    fields = application_fields(suite)
    refused = operator.send("/applications/new", **{**fields, "unit_id": "no-such-unit"})
    assert refused.status_code in (404, 422)
    assert 'value="计算机协会视频号"' in refused.text, "what was typed is still there"
    draft = operator.send("/applications/new", **fields)
    assert "草稿已保存" in draft.text, draft.text
    path = draft.url.path
    assert "等待签署意见" in operator.send(f"{path}/submit").text
    for endorser in (visit("cs.head"), visit("league")):
        endorser.get(path)
        assert "已签署同意" in endorser.send(f"{path}/endorse").text
    director = visit("director")
    director.get(path)
    approved = director.send(f"{path}/approve", comment="同意")
    assert "账号已备案" in approved.text
    assert "新媒备〔" in operator.get(path).text
    assert f'action="{path}/approve"' not in director.get(path).text


def application_fields(suite: Suite) -> dict[str, str]:
    return {
        "name": "计算机协会视频号",
        "channel": "wechat_channels",
        "handle": "cs_club_channels",
        "tier": "3",
        "unit_id": suite.units["计算机协会"],
        "audience": "协会成员",
        "update_frequency": "每月四次",
        "purpose": "展示社员作品。",
        "responsible_person__name": "周一鸣",
        "responsible_person__title": "社长",
        "responsible_person__phone": "13800000001",
        "administrators__0__name": "钱多多",
        "administrators__0__number": "900013",
        "administrators__0__phone": "13800000002",
        "adviser__name": "肖志远",
        "review_rules": "先审后发。",
        "emergency_plan": "立即停止传播。",
        "undertaking": "yes",
    }


@pytest.mark.article(13)
def test_a_text_is_handed_in_answered_and_sealed_by_posted_forms_alone(
    suite: Suite, visit: Visit, account_id: str
) -> None:
    submit(suite, account_id, "先让审核服务认识这个账号")
    operator = visit("cs.operator")
    operator.get("/submissions/new")
    body = "周六停水。\r\n请储水,值班电话13912345678。"
    handed_in = operator.send("/submissions/new", account_id=account_id, title="停水<通知>", body=body)
    assert "已送审" in handed_in.text, handed_in.text
    path = handed_in.url.path
    suite.eventually(lambda: f'href="{path}"' in operator.get("/submissions?state=in_review").text)
    assert f'action="{path}/decide"' not in operator.get(path).text, "nobody decides on their own"
    editor, head = visit("cs.editor"), visit("cs.head")
    assert f'href="{path}"' in editor.get("/review").text
    assert "停水&lt;通知&gt;" in editor.get(path).text
    unanswered = editor.send(f"{path}/decide", decision="approve", comment="可发")
    assert unanswered.status_code in (409, 422), "a finding wants its answer first"
    answered = {"decision": "approve", "comment": "可发", "finding_answers__0__answer": "学院公开的值班电话。"}
    assert "审核意见已提交" in editor.send(f"{path}/decide", **answered).text
    head.get(path)
    assert "审核意见已提交" in head.send(f"{path}/decide", decision="approve").text
    assert "审定稿已按此指纹封存" in operator.get(path).text
    sealed = operator.client.get(f"/api/v1{path}/seal.pdf")
    assert (sealed.status_code, sealed.content[:5]) == (200, b"%PDF-")


def test_a_long_text_with_a_picture_arrives_whole_by_a_posted_form(suite: Suite, visit: Visit, account_id: str) -> None:
    submit(suite, account_id, "先让审核服务认识这个账号")
    operator = visit("cs.operator")
    operator.get("/submissions/new")
    long = "开放时间延长。" * 14_000
    handed_in = operator.send("/submissions/new", account_id=account_id, title="长文", body=long)
    assert "已送审" in handed_in.text, handed_in.text[:3000]
    assert suite.done("cs.operator", "GET", handed_in.url.path)["body"] == long


def test_a_button_pressed_twice_acts_once(suite: Suite, visit: Visit) -> None:
    officer = visit("officer")
    page = officer.get("/incidents/new")
    first = officer.send("/incidents/new", title="只此一件", severity="IV")
    officer.page = page
    second = officer.send("/incidents/new", title="只此一件", severity="IV")
    assert first.url == second.url
    found = suite.done("officer", "GET", "/incidents?limit=200")["items"]
    assert sum(1 for incident in found if incident["title"] == "只此一件") == 1


def enrol(suite: Suite, student: Browser, path: str) -> str:
    """Press the button, as soon as the training service knows this person; the page after it."""
    suite.eventually(lambda: f'action="{path}/enrol"' in student.get(path).text)
    return student.send(f"{path}/enrol").text


@pytest.mark.article(16)
def test_three_enrol_on_two_seats_by_the_pages_and_one_waits(suite: Suite, visit: Visit) -> None:
    trainer = visit("trainer")
    trainer.get("/training/new")
    announced = trainer.send(
        "/training/new",
        way="first_come",
        title="短视频沙龙",
        kind="salon",
        starts_at="2090-05-01T14:00",
        ends_at="2090-05-01T16:00",
        capacity="2",
        enrol_opens_at="2020-01-01T08:00",
        enrol_closes_at="2090-04-30T18:00",
    )
    assert announced.status_code == 200, announced.text
    path = announced.url.path
    pages = []
    for who in ("student1", "student2", "student3"):
        pages.append(enrol(suite, visit(who), path))
    assert ["已报名" in page for page in pages] == [True, True, False]
    assert "候补中" in pages[2]


def test_pages_do_not_tell_what_is_not_ones_own(suite: Suite, visit: Visit, account_id: str) -> None:
    stranger = visit("art.operator")
    assert stranger.get(f"/accounts/{account_id}").status_code == 404
    assert stranger.get("/boards/department").status_code == 403
    assert visit("student1").get("/applications").status_code in (200, 403)
