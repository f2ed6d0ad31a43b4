"""Pages about people's data and about what follows an incident, and the messages in which the registry reminds, over real services."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from tests.integration.gateway.conftest import PASSWORD, Browser, Suite
from tests.integration.gateway.test_slice import form_one

Visit = Callable[[str], Browser]
PHONE = "13800000003"


@pytest.fixture(scope="module")
def account_id(suite: Suite) -> str:
    form = form_one(suite, name="计算机学院电话簿", handle="cs_contacts", duplicate_reason="分工不同")
    made = suite.done("cs.operator", "POST", "/applications", form)
    path = f"/applications/{made['id']}"
    suite.done("cs.operator", "POST", f"{path}/submit")
    suite.done("cs.head", "POST", f"{path}/endorse")
    found: str = suite.done("director", "POST", f"{path}/approve", {"comment": "同意"})["account_id"]
    return found


def test_telephone_numbers_of_an_account_are_shown_on_request_to_those_who_need_them(
    suite: Suite, visit: Visit, account_id: str
) -> None:
    full = suite.done("duty", "GET", f"/accounts/{account_id}/contacts")["responsible_person"]["phone"]
    duty, auditor = visit("duty"), visit("auditor")
    shown = duty.get(f"/accounts/{account_id}").text
    assert full not in shown
    assert f"/accounts/{account_id}/contacts" in shown
    assert full in duty.get(f"/accounts/{account_id}/contacts").text
    assert "/contacts" not in auditor.get(f"/accounts/{account_id}").text
    assert auditor.get(f"/accounts/{account_id}/contacts").status_code == 403


def test_what_is_kept_of_a_person_is_read_taken_out_and_erased_once_they_have_left(suite: Suite, visit: Visit) -> None:
    unit, admin = suite.units["计算机学院"], visit("admin")
    body: dict[str, Any] = {"name": "离任人", "unit_id": unit, "number": "900099", "phone": PHONE, "roles": []}
    made = suite.done("admin", "POST", "/people", {**body, "username": "leaver", "password": PASSWORD})
    address = f"/people/{made['id']}"
    assert f'href="{address}"' in admin.get("/settings/people?q=leaver").text
    assert PHONE not in admin.get(address).text
    assert PHONE in admin.get(f"{address}/contact").text
    assert admin.client.get(f"/api/v1{address}/export").json()["phone"] == PHONE
    assert "删除个人数据" not in admin.get(address).text, "not while they are active"
    suite.done("admin", "PUT", address, {**body, "active": False})
    admin.get(address)
    assert "已删除" in admin.send(f"{address}/erase").text
    assert suite.done("admin", "GET", address)["name"] == "已删除"


def test_everyone_sees_their_own_data_and_nobody_elses(suite: Suite, visit: Visit) -> None:
    student = visit("student2")
    mine = suite.done("student2", "GET", "/me")["id"]
    assert f"/people/{mine}" in student.get("/me").text
    shown = student.get(f"/people/{mine}").text
    assert "导出个人数据" in shown
    assert "停用其两步验证" not in shown
    other = suite.done("student3", "GET", "/me")["id"]
    assert student.get(f"/people/{other}").status_code == 404


@pytest.mark.article(7)
def test_a_change_that_was_not_filed_is_noted_on_the_page_and_its_people_get_a_message(
    suite: Suite, visit: Visit, account_id: str
) -> None:
    officer, operator = visit("officer"), visit("cs.operator")
    officer.get(f"/accounts/{account_id}")
    day = (date.today() - timedelta(days=1)).isoformat()
    shown = officer.send(f"/accounts/{account_id}/notices", kind="rename", changed_on=day, note="头像和名称已改")
    assert "已登记" in shown.text
    assert "计算机学院电话簿" in operator.get("/changes/filings").text
    told = suite.eventually(lambda: "变更登记表（附件2）" in (page := operator.get("/messages").text) and page)
    assert "计算机学院电话簿" in told
    assert "/changes/filings" in told


@pytest.mark.article(15)
def test_takedowns_and_actions_of_all_incidents_stand_in_lists(suite: Suite, visit: Visit, account_id: str) -> None:
    body = {
        "title": "不当转载",
        "severity": "III",
        "account_id": account_id,
        "urls": [],
        "summary": "",
        "source": "巡查",
    }
    incident = suite.done("officer", "POST", "/incidents", body)["id"]
    url = "https://mp.weixin.qq.com/s/listed"
    suite.done("officer", "POST", f"/incidents/{incident}/takedowns", {"account_id": account_id, "url": url})
    owner = suite.done("duty", "GET", "/me")["id"]
    action = {"text": "修订转载规范", "owner_id": owner, "due_on": (date.today() + timedelta(days=9)).isoformat()}
    suite.done("officer", "POST", f"/incidents/{incident}/actions", action)
    duty = visit("duty")
    assert url in duty.get("/incidents/takedowns?state=open").text
    assert url not in duty.get("/incidents/takedowns?state=done").text
    assert "修订转载规范" in duty.get("/incidents/actions?mine=true").text
    assert "修订转载规范" not in visit("officer").get("/incidents/actions?mine=true").text
