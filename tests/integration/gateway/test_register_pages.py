"""The register's pages against real services: half a form kept, a change handed over by both sides, a year's review, supervision."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from tests.integration.gateway.conftest import Browser, Suite
from tests.integration.gateway.test_slice import form_one

Visit = Callable[[str], Browser]
TODAY = date.today()


@pytest.fixture(scope="module")
def account_id(suite: Suite) -> str:
    made = suite.done("cs.operator", "POST", "/applications", form_one(suite, name="计算机学院之窗", handle="cs_pages"))
    path = f"/applications/{made['id']}"
    suite.done("cs.operator", "POST", f"{path}/submit")
    suite.done("cs.head", "POST", f"{path}/endorse")
    found: str = suite.done("director", "POST", f"{path}/approve", {"comment": "同意"})["account_id"]
    return found


def test_half_a_form_is_kept_and_a_scan_goes_with_it(suite: Suite, visit: Visit) -> None:
    operator = visit("cs.operator")
    operator.get("/applications/new")
    unit = suite.units["计算机学院"]
    shown = operator.send("/applications/new", channel="weibo", tier="2", unit_id=unit, name="计算机学院微博")
    assert (shown.status_code, "草稿已保存" in shown.text) == (200, True)
    address = shown.url.path
    assert "不能为空" in operator.send(f"{address}/submit").text
    operator.get(address)
    action = f"{address}/attachments"
    form = re.search(rf'<form[^>]*action="{action}".*?</form>', operator.page.text, re.DOTALL)
    assert form is not None
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[0]))
    scan = {"file": ("签字页.pdf", b"%PDF-1.4\ntrailer<<>>\nstartxref\n9\n%%EOF\n", "application/pdf")}
    assert "签字页.pdf" in operator.client.post(action, data=hidden, files=scan).text


@pytest.mark.article(7)
def test_a_hand_over_is_confirmed_by_both_sides_on_the_page(suite: Suite, visit: Visit, account_id: str) -> None:
    operator, editor, officer = visit("cs.operator"), visit("cs.editor"), visit("officer")
    address = f"/accounts/{account_id}/changes/administrator"
    operator.get(address)
    person: dict[str, Any] = {"after__administrators__0__name": "马超", "after__administrators__0__number": "900006",
                              "after__administrators__0__phone": "13800000003"}  # fmt: skip
    shown = operator.send(address, **person, changed_on=TODAY.isoformat(), reason="轮岗")
    assert "变更已填报" in shown.text, shown.text[:3000]
    change = shown.url.path
    assert "受理备案" in officer.get(change).text
    assert f"{change}/incoming" not in officer.page.text
    operator.send(f"{change}/outgoing")
    editor.get(change)
    editor.send(f"{change}/incoming")
    officer.get(change)
    assert "变更已受理" in officer.send(f"{change}/accept").text
    assert "马超" in officer.get(f"/accounts/{account_id}").text


@pytest.mark.article(7)
def test_a_years_review_from_its_weights_to_the_verdict(suite: Suite, visit: Visit, account_id: str) -> None:
    officer, head, director = visit("officer"), visit("cs.head"), visit("director")
    officer.get("/annual-reviews/new")
    weights = {f"weights__{key}": "20" for key in ("content", "safety", "interaction", "incidents", "late_filings")}
    none = {f"weights__{key}": "0" for key in ("update_rhythm", "responsible_people")}
    shown = officer.send(
        "/annual-reviews/new", year="2026", opens_on=TODAY.isoformat(),
        due_on=(TODAY + timedelta(days=20)).isoformat(), **weights, **none,
    )  # fmt: skip
    assert "年审已发起" in shown.text, shown.text[:3000]
    one = f"/annual-reviews/2026/accounts/{account_id}"
    assert "系统所见本平台发布" in head.get(one).text
    assert "自评已提交" in head.send(f"{one}/self-assessment", summary="按期更新", scores__content="85").text
    officer.get(one)
    assert "评分表已保存" in officer.send(f"{one}/inspection", scores__content="80", notes__content="尚可").text
    director.get(one)
    assert "须给出期限" in director.send(f"{one}/verdict", verdict="rectify").text
    director.get(one)
    assert "审核结论已作出" in director.send(f"{one}/verdict", verdict="passed", comment="同意").text
    assert "合格" in officer.get("/annual-reviews/2026").text
    for address in ("results.xlsx", "report.pdf"):
        assert officer.client.get(f"/api/v1/annual-reviews/2026/{address}").status_code == 200


@pytest.mark.article(8, 9)
def test_personal_accounts_and_sightings_are_kept_and_looked_at(suite: Suite, visit: Visit) -> None:
    student, head, officer = visit("student1"), visit("cs.head"), visit("officer")
    student.get("/personal-accounts/new")
    shown = student.send("/personal-accounts/new", channel="douyin", handle="jiaqi", name="佳琪的日常")
    address = shown.url.path
    head.get(address)
    assert "未见异常" in head.send(f"{address}/checks", finding="fine", note="健康").text
    student.get("/sightings/new")
    shown = student.send("/sightings/new", channel="weibo", handle="fake", name="示例职院官方")
    assert "使用受保护名称" in shown.text
    officer.get(shown.url.path)
    assert "平台已下架" in officer.send(f"{shown.url.path}/handle", outcome="taken_down", comment="已投诉").text


def test_rules_of_the_registry_are_set_on_a_page(suite: Suite, visit: Visit) -> None:
    officer = visit("officer")
    officer.get("/registry-options")
    shown = officer.send("/registry-options", dormant_days="14", remind_after_days="2", responsible_rule="warn")
    assert "备案规则已保存" in shown.text
    assert suite.done("officer", "GET", "/registry-options")["dormant_days"] == 14
    assert visit("cs.operator").get("/registry-options").status_code == 403


def test_a_table_comes_in_by_the_page_and_says_which_rows_did_not(suite: Suite, visit: Visit) -> None:
    admin = visit("admin")
    admin.get("/imports")
    form = re.search(r'<form[^>]*action="/imports/units".*?</form>', admin.page.text, re.DOTALL)
    assert form is not None
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[0]))
    table = "单位,类别,上级单位\n电子工程系,faculty,示例职业学院\n飘着的班,class,月球学院\n".encode()
    shown = admin.client.post("/imports/units", data=hidden, files={"file": ("单位.csv", table, "text/csv")}).text
    assert "已导入 1 行" in shown
    assert "没有此单位" in shown
    assert visit("cs.head").get("/imports").status_code == 403


@pytest.mark.article(6)
def test_a_unit_is_merged_into_another_on_a_page_that_says_which(suite: Suite, visit: Visit) -> None:
    above = suite.units["计算机学院"]
    made = suite.done("admin", "POST", "/units", {"name": "软件教研室", "kind": "department", "parent_id": above})
    admin = visit("admin")
    address = f"/settings/units/{made['id']}/merge"
    assert all(
        words in admin.get(address).text for words in ("软件教研室", "并入哪个单位", '<option value="" selected>')
    )
    assert "须并入另一个单位" in admin.send(address, into_id=made["id"]).text
    assert "单位已并入" in admin.send(address, into_id=above).text
    assert "软件教研室" not in admin.page.text
