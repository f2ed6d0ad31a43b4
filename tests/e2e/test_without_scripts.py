"""What must work without JavaScript does so in a real browser that has it turned off: signing in, filing, handing in, enrolling."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.browser import SIZES, Person, chromium
from tests.e2e.college import PASSWORD, College
from tests.e2e.running import eventually
from tests.e2e.test_slice import approved_account
from tests.e2e.test_walks import application_fields, bring_through, fill

Arrive = Callable[[str], Person]

pytestmark = pytest.mark.parametrize("college", ["embedded"], indirect=True)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def arrive(browser: Browser, college: College, request: pytest.FixtureRequest) -> Iterator[Arrive]:
    """Signs somebody in, without scripts, before a phone where the test asks for no other size."""
    here: list[Person] = []
    size = request.node.callspec.params.get("size", "phone")

    def sign_in(username: str) -> Person:
        person = Person(browser, college.suite.base_url, size, java_script_enabled=False)
        here.append(person.sign_in(username, PASSWORD))
        return person

    yield sign_in
    for person in here:
        person.close()


@pytest.mark.article(7)
def test_an_application_is_filed_and_approved_by_four_people(college: College, arrive: Arrive) -> None:
    own = {"channel": "bilibili", "handle": "club-plain", "name": "计算机协会哔站"}
    bring_through(arrive, application_fields(college, "phone") | own)


@pytest.mark.article(13)
def test_a_text_is_handed_in_answered_and_sealed(college: College, arrive: Arrive) -> None:
    about = {"name": "计算机学院贴吧", "handle": "cs-plain", "purpose": "回答考生提问。"}
    account_id = approved_account(college, 2, "cs", "tieba", duplicate_reason="读者不同。", **about)
    operator = arrive("cs.operator")

    def sent() -> bool:
        operator.go("/submissions/new")
        if operator.page.locator(f'option[value="{account_id}"]').count() == 0:
            return False
        fill(operator, "account_id", account_id)
        fill(operator, "title", "报考问答")
        fill(operator, "body", "招生咨询电话13912345678。")
        operator.press("送审")
        return not operator.page.url.endswith("/new")

    eventually(sent, "the account is known to the review service")
    path = operator.page.url.removeprefix(operator.base_url)
    reviewer, head = arrive("cs.editor"), arrive("cs.head")

    def screened() -> bool:
        reviewer.go(path)
        return reviewer.page.locator("mark", has_text="13912345678").count() > 0

    eventually(screened, "the finding is marked")
    reviewer.press("通过")
    assert reviewer.page.locator("#decide [role=alert]").count() == 1, "a finding wants its answer first"
    reviewer.page.fill('[name="finding_answers.0.answer"]', "学校公开的招生电话。")
    reviewer.press("通过")
    assert "审核意见已提交" in reviewer.notice()
    head.go(path)
    head.press("通过")
    operator.go(path)
    expect(operator.page.locator("main")).to_contain_text("审定稿已按此指纹封存")


@pytest.mark.article(16)
@pytest.mark.parametrize("size", SIZES)
def test_a_student_enrols_and_an_operator_reports(college: College, arrive: Arrive, size: str) -> None:
    student = arrive("student2")
    now = datetime.now(UTC)
    session = college["trainer"].post(
        "/training-sessions",
        {
            "kind": "salon",
            "title": f"无脚本也能报名({size})",
            "place": f"图书馆{size}",
            "starts_at": (now + timedelta(days=3 if size == "desk" else 4)).isoformat(),
            "ends_at": (now + timedelta(days=3 if size == "desk" else 4, hours=1)).isoformat(),
            "capacity": 5,
            "enrol_opens_at": (now - timedelta(hours=1)).isoformat(),
            "enrol_closes_at": (now + timedelta(days=1)).isoformat(),
            "audience": {},
            "hours": 1,
        },
        201,
    )
    student.go(f"/training/{session['id']}")
    student.press("报名")
    assert "报名已受理" in student.notice()
    reporter = arrive("cs.operator")
    reporter.go("/incidents/new")
    fill(reporter, "title", f"无脚本上报({size})")
    reporter.press("上报")
    assert "事件已上报" in reporter.notice()
