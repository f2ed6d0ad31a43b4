"""Webhooks by the pages alone, over real services: added with its events, its secret shown once, tried, sent again, paused, deleted."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.integration.gateway.conftest import Browser, Suite

Visit = Callable[[str], Browser]
NOWHERE = "https://data-centre.invalid/xinmei"


def test_a_webhook_lives_from_its_secret_to_its_end(suite: Suite, visit: Visit) -> None:
    officer = visit("officer")
    officer.get("/settings/webhooks/new")
    none = officer.send("/settings/webhooks/new", name="数据中心", url=NOWHERE)
    assert "请至少勾选一种事件" in none.text
    inside = officer.send("/settings/webhooks/new", name="数据中心", url="https://10.0.0.7/x", events__0="yes")
    assert (inside.status_code, 'value="数据中心"' in inside.text) == (422, True)
    made = officer.send("/settings/webhooks/new", name="数据中心", url=NOWHERE, events__0="yes", events__15="yes")
    secret = re.search(r"<code>([\w-]{32,})</code>", made.text)
    assert secret, made.text
    listed = officer.get("/settings/webhooks").text
    assert secret[1] not in listed
    page = re.search(r'href="(/settings/webhooks/[^/"]+)">数据中心', listed)
    assert page, listed
    address = page[1]
    assert "不良信息事件已立案" in officer.get(address).text
    assert "试验事件已发出" in officer.send(f"{address}/test").text
    assert "<code>account.approved.v1" in officer.page.text
    assert "已暂停" in officer.send(f"{address}/pause").text
    assert "恢复后按发生顺序补发" in officer.get(address).text
    assert "已恢复" in officer.send(f"{address}/resume").text
    again = suite.done("officer", "GET", f"{address.removeprefix('/settings')}/deliveries")["items"][0]
    busy = officer.send_to(f"{address}/deliveries/{again['id']}/again", f"{address}/test")
    assert "正在发送" in busy.text, "one that is on its way is not sent twice"
    officer.get(address)
    assert "已删除" in officer.send(f"{address}/end").text
    assert f'action="{address}/test"' not in officer.get(address).text


def test_a_webhook_is_seen_and_changed_by_those_alone_who_may(suite: Suite, visit: Visit) -> None:
    auditor, admin = visit("auditor"), visit("admin")
    assert auditor.get("/settings/webhooks").status_code == 200
    assert 'href="/settings/webhooks/new"' not in auditor.page.text
    assert admin.get("/settings/webhooks").status_code == 403
    assert 'href="/settings/webhooks"' not in admin.get("/settings").text
