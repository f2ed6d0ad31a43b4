"""Apprise: which of its addresses may be used, and that a name cannot lead it elsewhere after it was looked at."""

from __future__ import annotations

import itertools
import socket
from collections.abc import Callable
from typing import Any

import eventlet
import pytest
import requests

from services.alerts.delivery.addresses import AddressRefused, Guard
from services.alerts.delivery.by_apprise import _plugin, check_apprise, connecting_under, send_apprise
from services.alerts.domain.delivery import Channel
from tests.unit.alerts.test_delivery import make_channel
from tests.unit.alerts.vendors import FakeVendor

Vendors = Callable[..., FakeVendor]
OUTSIDE, HERE = "93.184.215.14", "127.0.0.1"


def told(monkeypatch: pytest.MonkeyPatch, *ips: str) -> None:
    """Have names looked up come to these addresses, one after the other, the last again and again."""
    answers = itertools.chain(ips, itertools.repeat(ips[-1]))
    find = socket.getaddrinfo

    def look_up(host: str, port: int, *given: Any, **named: Any) -> Any:
        literal = host.replace(".", "").isdigit()
        return find(host, port, *given, **named) if literal else [(2, 1, 6, "", (next(answers), port))]

    monkeypatch.setattr("socket.getaddrinfo", look_up)


def channel(desk: Any, port: int) -> Channel:
    url = f"gotify://hooks.example.com:{port}/AbCdEfGhIjKlMnO"
    return Channel(
        id="1", kind="apprise", name="x", url=url, secret="", settings={}, person_id="", notices=[], severities=[],
        language="zh", made_at=desk.clock.now(),
    )  # fmt: skip


def port_of(vendor: FakeVendor) -> int:
    return int(vendor.url.split(":")[2].partition("/")[0])


def test_a_name_that_points_elsewhere_after_it_was_looked_at_leads_nobody_inside(
    desk: Any, vendor: Vendors, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = vendor()
    told(monkeypatch, OUTSIDE, HERE)
    check_apprise(Guard(), channel(desk, port_of(bot)).url)
    Guard().find("hooks.example.com", port_of(bot))
    with pytest.raises(AddressRefused):
        send_apprise(Guard(), channel(desk, port_of(bot)), "题", "文")
    assert bot.got == []


def test_a_host_that_the_operator_allows_is_reached_by_apprise(
    desk: Any, vendor: Vendors, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = vendor()
    told(monkeypatch, HERE)
    sent = send_apprise(Guard(frozenset({"hooks.example.com"})), channel(desk, port_of(bot)), "题", "文")
    assert (sent.result, len(bot.got)) == ("sent", 1)


def test_a_guard_stands_for_its_own_green_thread_alone(vendor: Vendors) -> None:
    """Two deliveries side by side, each under its own; and whoever is under none is not held up."""

    open_to, free = vendor(), vendor()

    def ask(guard: Guard | None, url: str) -> int:
        if guard is None:
            return requests.post(url, json={}, timeout=5).status_code
        with connecting_under(guard):
            eventlet.sleep(0)
            return requests.post(url, json={}, timeout=5).status_code

    allowed = eventlet.spawn(ask, Guard(frozenset({HERE})), open_to.url)
    refused = eventlet.spawn(ask, Guard(), open_to.url)
    beside = eventlet.spawn(ask, None, free.url)
    assert (allowed.wait(), beside.wait()) == (200, 200)
    with pytest.raises(AddressRefused):
        refused.wait()
    assert (len(open_to.got), len(free.got)) == (1, 1)


VENDORS = [
    "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ", "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js",
    "tgram://123456789:abcdefg_hijklmnop/12315544/", f"pover://{'u' * 30}@{'a' * 30}", "schan://SCT123abc",
    f"pushplus://{'a' * 32}", "ntfy://a-topic",
]  # fmt: skip


@pytest.mark.parametrize("url", VENDORS)
def test_what_leads_to_its_vendors_own_host_names_none_and_can_be_a_channel(desk: Any, url: str) -> None:
    assert make_channel(desk, url, "apprise")["kind"] == "apprise"


@pytest.mark.parametrize("url", VENDORS)
def test_where_only_allowed_hosts_are_reached_a_vendor_is_reached_if_it_is_one(url: str) -> None:
    with pytest.raises(AddressRefused):
        check_apprise(Guard(public=False), url)
    vendors = {"hooks.slack.com", "discord.com", "api.telegram.org", "api.pushover.net", "sctapi.ftqq.com", "ntfy.sh"}
    check_apprise(Guard(frozenset({*vendors, "*.pushplus.plus"}), public=False), url)


def test_apprise_follows_nobody_elsewhere() -> None:
    assert _plugin("gotify://example.com/AbCdEfGhIjKlMnO").redirects is False
