"""People at their work in a real browser, at a desk and on a phone: from the first form to the end of the matter.

The walk of an application goes over both profiles; the others take one each, for what differs there stands below the pages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from services.kit.clock import CAMPUS_ZONE
from tests.e2e.browser import SIZES, Person, chromium
from tests.e2e.college import PASSWORD, College
from tests.e2e.running import eventually
from tests.e2e.test_slice import approved_account

Arrive = Callable[[str], Person]

CHANNELS = {"desk": "weibo", "phone": "douyin"}
NAMES = {"desk": "计算机学院官微", "phone": "计算机学院短视频"}
PURPOSES = {"desk": "发布院内通知公告。", "phone": "以短视频展示实验实训。"}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(params=SIZES)
def size(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def arrive(browser: Browser, college: College, size: str) -> Iterator[Arrive]:
    """Signs somebody in before a screen of this size; at the end nothing may have gone wrong on any page."""
    here: list[Person] = []

    def sign_in(username: str) -> Person:
        here.append(Person(browser, college.suite.base_url, size).sign_in(username, PASSWORD))
        return here[-1]

    yield sign_in
    complaints = [complaint for person in here for complaint in person.complaints]
    for person in here:
        person.close()
    assert complaints == []


once = pytest.mark.parametrize("college", ["embedded"], indirect=True)
"""For walks that need no second profile."""


def local(moment: datetime) -> str:
    """A time as a browser's own field wants it."""
    return moment.astimezone(CAMPUS_ZONE).strftime("%Y-%m-%dT%H:%M")


@pytest.mark.article(7)
def test_an_application_is_approved_by_four_people(college: College, arrive: Arrive, size: str) -> None:
    bring_through(arrive, application_fields(college, size))


def bring_through(arrive: Arrive, fields: dict[str, str]) -> None:
    """File Form 1, have it endorsed by two people and approved by a fourth, whose board says that it waits."""
    operator = arrive("club.operator")
    operator.go("/applications/new")
    for name, value in fields.items():
        fill(operator, name, value)
    operator.page.check("[name=undertaking]")
    operator.press("保存草稿")
    assert "草稿已保存" in operator.notice()
    operator.press("提交申请")
    assert "等待签署意见" in operator.notice()
    path = operator.page.url.removeprefix(operator.base_url)
    for username in ("cs.head", "league"):
        endorser = arrive(username)
        endorser.go(path)
        endorser.press("签署同意")
        assert "已签署同意" in endorser.notice()
    director = arrive("director")
    director.go("/boards/department")
    director.page.locator("main").get_by_role("link", name=re.compile("备案申请")).first.wait_for()
    director.go(path)
    director.open_action("批准备案")
    director.send_action("批准备案")
    assert "账号已备案" in director.notice()
    operator.go(path)
    expect(operator.page.locator("main")).to_contain_text("新媒备〔")


def application_fields(college: College, size: str) -> dict[str, str]:
    return {
        "name": {"desk": "计算机协会微博", "phone": "计算机协会抖音"}[size],
        "channel": CHANNELS[size],
        "handle": f"club-{size}",
        "tier": "3",
        "unit_id": college.units["club"],
        "audience": "协会成员",
        "update_frequency": "每周一次",
        "purpose": PURPOSES[size],
        "duplicate_reason": "另一渠道的受众不同。",
        "responsible_person.name": "王建国",
        "responsible_person.title": "社长",
        "responsible_person.phone": "13800000000",
        "administrators.0.name": "李明",
        "administrators.0.number": "20260001",
        "administrators.0.phone": "13900000000",
        "adviser.name": "陈老师",
        "review_rules": "先审后发,二人审核。",
        "emergency_plan": "立即停止传播,十分钟内报告。",
    }


def fill(person: Person, name: str, value: str) -> None:
    field = person.page.locator(f'[name="{name}"]').first
    if field.evaluate("field => field.tagName") == "SELECT":
        field.select_option(value)
    else:
        field.fill(value)


@once
@pytest.mark.article(13)
def test_a_text_is_screened_as_it_is_typed_answered_and_approved(college: College, arrive: Arrive, size: str) -> None:
    about = {"name": NAMES[size], "handle": f"cs-{size}", "purpose": PURPOSES[size]}
    account_id = approved_account(college, 2, "cs", CHANNELS[size], duplicate_reason="另设一号供走查。", **about)
    operator = arrive("cs.operator")
    path = hand_in(operator, account_id)
    reviewer = arrive("cs.editor")
    reviewer.go(path)
    expect(reviewer.page.locator("mark", has_text="13912345678")).to_be_visible()
    reviewer.page.keyboard.press("a")
    reviewer.press("通过")
    assert reviewer.page.locator("#decide [role=alert]").count() == 1, "a finding wants its answer first"
    reviewer.page.fill('[name="finding_answers.0.answer"]', "学院公开的值班电话,可以发布。")
    reviewer.press("通过")
    assert "审核意见已提交" in reviewer.notice()
    head = arrive("cs.head")
    head.go("/review")
    head.go(path)
    head.press("通过")
    operator.go(path)
    expect(operator.page.locator("main")).to_contain_text("已通过")
    operator.open_action("登记发布")
    operator.page.fill("[name=url]", f"https://example.edu/{size}/1")
    operator.page.fill("[name=published_at]", local(datetime.now(UTC)))
    operator.send_action("登记发布")
    assert "已登记发布" in operator.notice()


def hand_in(operator: Person, account_id: str) -> str:
    """Write a text, see its mark while typing, and hand it in; the path of the text once it is screened."""

    def account_is_known() -> bool:
        operator.go("/submissions/new")
        return operator.page.locator(f'option[value="{account_id}"]').count() == 1

    eventually(account_is_known, "the account can be chosen")
    fill(operator, "account_id", account_id)
    fill(operator, "title", "图书馆延长开放时间")
    fill(operator, "body", "自下周一起开放至晚上十点,咨询电话13912345678。")
    expect(operator.page.locator(".under mark", has_text="13912345678")).to_have_count(1)

    def sent() -> bool:
        operator.press("送审")
        return operator.page.url.endswith("/new") is False

    eventually(sent, "the account is known to the review service")
    expect(operator.page.locator("main")).to_contain_text("审核中")
    return operator.page.url.removeprefix(operator.base_url)


@once
@pytest.mark.article(15)
def test_an_incident_is_seen_at_once_and_led_to_its_closure(college: College, arrive: Arrive, size: str) -> None:
    watching = arrive("duty")
    watching.go("/boards/duty")
    reporter = arrive("cs.operator")
    reporter.go("/incidents/new")
    title = f"评论区出现不当言论({size})"
    fill(reporter, "title", title)
    fill(reporter, "urls", "https://example.edu/x/1")
    fill(reporter, "summary", "师生反映,已截图。")
    reporter.press("上报")
    expect(watching.page.get_by_role("link", name=title)).to_be_visible()
    watching.page.get_by_role("link", name=title).click()
    for label in ("受理", "已控制传播", "处置完毕"):
        watching.open_action(label)
        watching.send_action(label)
        watching.page.locator("[data-notice]").wait_for()
    officer = arrive("officer")
    officer.go(watching.page.url.removeprefix(watching.base_url))
    officer.open_action("办结")
    officer.send_action("办结")
    assert "事件已办结" in officer.notice()
    expect(officer.page.locator("ol.timeline")).to_contain_text("办结")


@once
@pytest.mark.article(16)
def test_a_student_enrols_is_checked_in_and_gets_a_certificate(college: College, arrive: Arrive, size: str) -> None:
    trainer = arrive("trainer")
    trainer.go("/training/new")
    now = datetime.now(UTC)
    later = now + timedelta(minutes=30 if size == "desk" else 300)
    plan = {
        "title": f"让标题会说话({size})",
        "kind": "salon",
        "place": f"报告厅{size}",
        "starts_at": local(later),
        "ends_at": local(later + timedelta(hours=1)),
        "capacity": "20",
        "hours": "2",
        "enrol_opens_at": local(now - timedelta(hours=1)),
        "enrol_closes_at": local(later - timedelta(minutes=5)),
    }
    for name, value in plan.items():
        fill(trainer, name, value)
    trainer.press("发布")
    path = trainer.page.url.removeprefix(trainer.base_url)
    student = arrive("student1")
    student.go(path)
    student.press("报名")
    assert "报名已受理" in student.notice()
    student.go(f"{path}/pass")
    token = student.page.locator("code.token").text_content() or ""
    trainer.go(path)
    trainer.page.get_by_role("link", name="签到台").click()
    trainer.page.fill("#token", str(token))
    trainer.press("签到")
    assert "已签到" in trainer.notice()
    trainer.go(path)
    trainer.press("颁发证书")
    student.go("/boards/association")
    student.page.locator("a[href^='/certificates/']", has_text=plan["title"]).click()
    expect(student.page.locator("main")).to_contain_text("证书有效")


@once
def test_an_administrator_adds_somebody_who_then_signs_in(college: College, arrive: Arrive, size: str) -> None:
    admin = arrive("admin")
    admin.go("/settings")
    admin.page.get_by_role("link", name=re.compile("人员与角色")).click()
    admin.page.get_by_role("link", name="添加").click()
    person: dict[str, Any] = {
        "username": f"new.{size}",
        "password": PASSWORD,
        "name": f"新来的{size}",
        "unit_id": college.units["cs"],
        "roles.0.role": "reviewer",
        "roles.0.unit_id": college.units["cs"],
    }
    for name, value in person.items():
        fill(admin, name, value)
    admin.press("添加")
    assert "人员已添加" in admin.notice()
    newcomer = arrive(f"new.{size}")
    newcomer.go("/review")
    expect(newcomer.page.locator("h1")).to_contain_text("审核台")
    assert college.suite.command("ledger", "verify").returncode == 0


@once
def test_what_was_typed_outlives_a_lost_connection(college: College, arrive: Arrive, size: str) -> None:
    reporter = arrive("cs.head")
    reporter.go("/incidents/new")
    fill(reporter, "title", "写到一半断网")
    reporter.context.set_offline(True)
    reporter.page.get_by_role("button", name="上报", exact=True).click()
    expect(reporter.page.locator(".kept")).to_contain_text("网络已断开")
    reporter.context.set_offline(False)
    reporter.complaints.clear()
    reporter.go("/incidents/new")
    reporter.page.get_by_role("button", name="恢复").click()
    expect(reporter.page.locator("[name=title]")).to_have_value("写到一半断网")
