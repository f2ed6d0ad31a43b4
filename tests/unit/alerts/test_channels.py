"""Channels: sealed at rest, one person's own, to hosts that were set; and templates that are tested before they matter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from services.alerts.delivery.addresses import AddressRefused, Guard
from services.contracts.errors import InputInvalid, NotPermitted, StateConflict
from tests.unit.alerts.test_delivery import courier, make_channel
from tests.unit.alerts.vendors import FakeVendor

Vendors = Callable[..., FakeVendor]


def test_neither_the_address_nor_the_secret_of_a_channel_stands_readable_in_the_database(
    desk: Any, vendor: Vendors
) -> None:
    bot = vendor()
    made = make_channel(desk, bot.url, "dingtalk", secret="SEC-of-the-bot")
    with desk.works.database.begin(writes=False) as session:
        [row] = session.execute(sa.text("SELECT * FROM channels")).all()
    assert "secret-key-1234" not in str(row)
    assert "SEC-of-the-bot" not in str(row)
    assert made["address"].endswith("…1234")
    desk.call("officer", "test_channel", id=made["id"])
    courier(desk).carry_due()
    assert "sign=" in bot.paths[0]


def test_a_channel_of_ones_own_carries_what_one_is_told_and_nothing_else(desk: Any, vendor: Vendors) -> None:
    phone = vendor()
    own = {"kind": "webhook", "name": "手机", "url": phone.url, "person_id": "duty"}
    channel = desk.call("duty", "make_channel", own)
    with pytest.raises(NotPermitted):
        desk.call("duty", "make_channel", {**own, "person_id": "duty2"})
    incident = desk.open_incident()
    desk.call("officer", "assign_incident", {"owner_id": "director"}, id=incident["id"])
    courier(desk).carry_due()
    assert phone.got == []
    desk.call("officer", "assign_incident", {"owner_id": "duty"}, id=incident["id"])
    courier(desk).carry_due()
    assert [got["kind"] for got in phone.got] == ["incident_assigned"]
    desk.call("duty", "test_channel", {"notice": "takedown_asked"}, id=channel["id"])
    courier(desk).carry_due()
    assert phone.got[1]["kind"] == "takedown_asked"
    with pytest.raises(NotPermitted):
        desk.call("duty2", "end_channel", id=channel["id"])


def test_nothing_goes_to_a_host_that_was_not_set_where_the_operator_wants_that() -> None:
    guard = Guard.of("hooks.example.edu.cn", public=False)
    guard.check_url("wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=x")
    guard.check_url("webhook", "https://hooks.example.edu.cn/x")
    for kind, url in (("webhook", "https://evil.example.com/x"), ("apprise", "https://evil.example.com/x")):
        with pytest.raises(AddressRefused):
            guard.check_url(kind, url)
    with pytest.raises(AddressRefused):
        guard.check_mail("smtps://mail.example.com")


def test_a_template_is_tested_through_every_channel_of_its_kind_and_language(desk: Any, vendor: Vendors) -> None:
    bot, other = vendor(), vendor()
    make_channel(desk, bot.url)
    make_channel(desk, other.url, "webhook")
    order = {"channel_kind": "wecom", "notice": "takedown_asked", "text": "请删除:{{ title }}"}
    saved = desk.call("officer", "save_template", order)
    assert saved["sample"].startswith("请删除:未审先发")
    desk.call("officer", "test_template", id=saved["id"])
    courier(desk).carry_due()
    assert [got["text"]["content"] for got in bot.got] == ["请删除:测试 / test"]
    assert other.got == []
    with pytest.raises(StateConflict):
        desk.call("officer", "test_template", id="feishu.*.zh")
    with pytest.raises(NotPermitted):
        desk.call("duty", "test_template", id=saved["id"])


def test_a_persons_own_channel_goes_to_configured_hosts_and_the_vendors_only(desk: Any) -> None:
    def make(who: str, url: str, kind: str = "webhook", **more: str) -> None:
        desk.call(who, "make_channel", {"kind": kind, "name": "x", "url": url, **more})

    desk.service.runtime.settings.delivery_hosts = "127.0.0.1,*.example.edu.cn"
    own = {"person_id": "duty"}
    for host in ("https://evil.example.com/take", "https://example.edu.cn.evil.com/", "https://notexample.edu.cn/"):
        with pytest.raises(InputInvalid) as refused:
            make("duty", host, **own)
        assert list(refused.value.errors) == ["url"]
    make("duty", "https://hook.example.edu.cn/me", **own)
    make("duty", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=x", "wecom", **own)
    make("officer", "https://monitor.example.com/hook")
    desk.service.runtime.settings.delivery_public = False
    with pytest.raises(InputInvalid):
        make("officer", "https://monitor.example.com/hook")
    make("officer", "https://hook.example.edu.cn/department")
    desk.service.runtime.settings.delivery_public = True
    with pytest.raises(InputInvalid):
        make("officer", "https://10.0.0.8/hook")
