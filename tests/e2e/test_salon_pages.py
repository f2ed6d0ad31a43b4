"""Training's pages in a real browser: the plan, the fund with its receipts, a lottery, feedback, the association."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from services.kit.clock import CAMPUS_ZONE
from tests.e2e.browser import Person, chromium
from tests.e2e.college import PASSWORD, College
from tests.e2e.test_salon import PDF, Salon


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


class Office:
    """People of the college, each before a screen of their own; at the end nothing may have gone wrong on any page."""

    def __init__(self, browser: Browser, college: College) -> None:
        self._browser = browser
        self._college = college
        self.people: dict[tuple[str, str], Person] = {}

    def at(self, username: str, size: str = "desk") -> Person:
        if (username, size) not in self.people:
            made = Person(self._browser, self._college.suite.base_url, size)
            self.people[username, size] = made.sign_in(username, PASSWORD)
        return self.people[username, size]

    def close(self) -> None:
        complaints = [complaint for person in self.people.values() for complaint in person.complaints]
        for person in self.people.values():
            person.close()
        assert complaints == []


@pytest.fixture
def office(browser: Browser, college: College) -> Iterator[Office]:
    made = Office(browser, college)
    yield made
    made.close()


once = pytest.mark.parametrize("college", ["embedded"], indirect=True)


def send(person: Person, label: str, **fields: str) -> None:
    """Unfold an action, fill its form in, and send it."""
    person.open_action(label)
    for name, value in fields.items():
        field = person.page.locator(f'details.action[open] [name="{name}"]').first
        field.select_option(value) if field.evaluate("f => f.tagName") == "SELECT" else field.fill(value)
    person.send_action(label)


@once
@pytest.mark.article(16)
def test_money_goes_from_the_plan_to_an_approved_expense_on_pages(college: College, office: Office) -> None:
    salon = Salon(college)
    trainer, director = office.at("trainer"), office.at("director")
    trainer.go("/training/plan")
    plan = {"theme": "选题与写作", "title": "页面上的沙龙", "budget": "500", "fund_line_id": salon.line["id"]}
    send(trainer, "列入计划", kind="salon", **plan)
    assert "已列入年度计划" in trainer.notice()
    director.go("/training/plan")
    row = director.page.locator("tr", has_text="页面上的沙龙")
    with director.page.expect_navigation():
        row.get_by_role("button", name="审定").click()
    assert "预算已预留" in director.notice()
    trainer.go(f"/funds/{salon.fund['id']}")
    trainer.open_action("提交支出")
    trainer.page.locator("details[open] [name=reservation_id]").select_option(index=1)
    trainer.page.fill("details[open] [name=amount]", "320.5")
    trainer.page.fill("details[open] [name=purpose]", "讲师课酬")
    trainer.send_action("提交支出")
    expect(trainer.page.locator("main")).to_contain_text("缺凭证")
    trainer.open_action("上传凭证")
    receipt: Any = {"name": "课酬发票.pdf", "mimeType": "application/pdf", "buffer": PDF + b" "}
    trainer.page.locator("details[open] input[type=file]").set_input_files(receipt)
    trainer.page.locator("details.action[open] form button", has_text="上传凭证").click()
    expect(trainer.page.locator("main")).to_contain_text("课酬发票.pdf")
    director.go(f"/funds/{salon.fund['id']}")
    send(director, "批准", comment="同意")
    assert "支出已批准" in director.notice()
    assert salon.held() == {"reserved": "179.50", "spent": "320.50", "available": "2500.00"}


@once
@pytest.mark.article(16)
def test_a_student_joins_the_association_and_is_given_an_office_on_pages(college: College, office: Office) -> None:
    keeper, student = office.at("officer"), office.at("student2", "phone")
    keeper.go("/association")
    send(keeper, "设立部门", name="采编部")
    student.go("/association")
    send(student, "申请入会", group="采编部")
    expect(student.page.locator("main")).to_contain_text("申请中")
    keeper.go("/association")
    with keeper.page.expect_navigation():
        keeper.page.locator("tr", has_text="申请中").get_by_role("link").first.click()
    keeper.press("批准入会")
    send(keeper, "任命职务", role="group_leader")
    assert "已任命" in keeper.notice()
    send(keeper, "登记活动", kind="article", title="校运会特稿", happened_at="2026-10-01T08:00")
    expect(keeper.page.locator("main")).to_contain_text("校运会特稿")
    soon = datetime.now(UTC) + timedelta(days=100)
    send(keeper, "登记毕业时间", graduates_at=f"{soon:%Y-%m-%dT%H:%M}")
    keeper.go("/association")
    leaving = keeper.page.locator("section", has=keeper.page.get_by_role("heading", name="即将毕业"))
    expect(leaving).to_contain_text("待交接")
    leaving.get_by_role("link").first.click()
    expect(keeper.page.locator("summary", has_text="职务交接")).to_be_visible()
    student.go("/association")
    expect(student.page.locator("main")).to_contain_text("部长")


@once
@pytest.mark.article(16)
def test_a_lottery_shows_its_promise_on_a_phone_and_corrections_ask_for_a_reason(
    college: College, office: Office
) -> None:
    salon, now = Salon(college), datetime.now(UTC)
    later = {
        "starts_at": (now + timedelta(days=30)).isoformat(),
        "ends_at": (now + timedelta(days=30, hours=1)).isoformat(),
    }
    lottery = salon.announce(title="摇号的沙龙", way="lottery", place="一号楼", **later)
    student = office.at("student3", "phone")
    student.go(f"/training/{lottery['id']}")
    student.press("报名")
    expect(student.page.locator("main")).to_contain_text("待摇号")
    student.page.get_by_role("link", name="摇号公示").click()
    expect(student.page.locator("main")).to_contain_text(lottery["draw_promise"])
    assert student.overflow() == 0
    soon = salon.announce(
        title="更正考勤的沙龙",
        place="二号楼",
        starts_at=(now + timedelta(days=31)).isoformat(),
        ends_at=(now + timedelta(days=31, hours=1)).isoformat(),
    )
    college["student3"].post(f"/training-sessions/{soon['id']}/enrolments", status=201)
    trainer = office.at("trainer")
    trainer.go(f"/training/{soon['id']}")
    send(trainer, "更正考勤", attendance="late", reason="现场核对证件")
    expect(trainer.page.locator("main")).to_contain_text("现场核对证件")


@once
@pytest.mark.article(16)
def test_a_series_is_announced_on_one_form_which_says_who_has_the_place_then(college: College, office: Office) -> None:
    salon, trainer = Salon(college), office.at("trainer", "phone")
    begins = datetime.now(UTC) + timedelta(days=40)
    taken = salon.announce(
        title="占用阶梯教室的沙龙",
        place="阶梯教室",
        starts_at=begins.isoformat(),
        ends_at=(begins + timedelta(hours=3)).isoformat(),
    )
    local = begins.astimezone(CAMPUS_ZONE)
    times = {
        "starts_at": local + timedelta(hours=1),
        "ends_at": local + timedelta(hours=2),
        "enrol_opens_at": local - timedelta(days=10),
        "enrol_closes_at": local,
    }
    trainer.go("/training/new")
    texts = {"title": "系列工作坊", "place": "阶梯教室", "capacity": "20", "times": "3", "every_days": "7"}
    for name, value in (texts | {name: f"{at:%Y-%m-%dT%H:%M}" for name, at in times.items()}).items():
        trainer.page.fill(f'[name="{name}"]', value)
    expect(trainer.page.locator("[data-checked]")).to_contain_text("占用阶梯教室的沙龙")
    trainer.page.select_option('[name="on_clash"]', "refuse")
    trainer.press("发布")
    expect(trainer.page.locator("main")).to_contain_text("没有作任何更改")
    trainer.page.select_option('[name="on_clash"]', "warn")
    trainer.press("发布")
    assert "系列场次已发布" in trainer.notice()
    siblings = trainer.page.locator("section", has=trainer.page.get_by_role("heading", name="同一系列"))
    assert siblings.get_by_role("link").all_inner_texts() == ["系列工作坊（2/3）", "系列工作坊（3/3）"]
    assert trainer.overflow() == 0
    trainer.go(f"/training/{taken['id']}/change")
    expect(trainer.page.locator("[data-checked]")).to_contain_text("系列工作坊（1/3）")


@once
@pytest.mark.article(16)
def test_points_per_activity_are_set_on_the_page_of_rules(college: College, office: Office) -> None:
    officer = office.at("officer")
    officer.go("/training/rules")
    send(officer, "保存规则", **{"points.lecture": "7.5", "on_clash": "warn"})
    assert "规则已保存" in officer.notice()
    rules = college["officer"].get("/training-rules")
    assert (rules["points"]["lecture"], rules["on_clash"]) == (7.5, "warn")


@once
def test_the_desk_alone_may_use_the_camera(college: College, office: Office) -> None:
    session = Salon(college).announce(title="有签到台的沙龙", place="三号楼")
    trainer = office.at("trainer")
    trainer.go(f"/training/{session['id']}/desk")
    allowed = "document.featurePolicy.allowsFeature('camera')"
    assert trainer.page.evaluate(allowed)
    trainer.go(f"/training/{session['id']}")
    assert not trainer.page.evaluate(allowed)
