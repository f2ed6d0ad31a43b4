"""Everything else through Apprise: which of its addresses may be used, and that it connects only to what was looked at.

Apprise looks names up by itself, after we have, and some services of its own accord lead to further hosts: so the guard
judges each connection that it makes, and the connection goes to the address that was judged.
"""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import apprise
from urllib3.util import connection

from services.alerts.delivery.addresses import AddressRefused, Guard
from services.alerts.domain.delivery import Channel, Outcome

VENDORS = {
    "slack": "hooks.slack.com", "discord": "discord.com", "tgram": "api.telegram.org", "pover": "api.pushover.net",
    "schan": "sctapi.ftqq.com", "pushplus": "www.pushplus.plus", "wxpusher": "wxpusher.zjiecode.com",
}  # fmt: skip
"""Schemes whose addresses name no host: they lead to their vendor's own."""
NTFY = "ntfy.sh"
SCHEMES = (
    *VENDORS, "ntfy", "ntfys", "bark", "barks", "gotify", "gotifys", "matrix", "matrixs", "mmost", "mmosts", "workflow", "workflows",
)  # fmt: skip
"""Of Apprise's schemes those that reach people over the network; none that runs programs or writes files here."""
OWN = frozenset(("cto", "redirect", "retry", "rto", "verify", "wait"))
"""What an address may not set for itself: how long we wait, whether we follow it elsewhere, whether we look at certificates."""

_asset = apprise.AppriseAsset(http_redirects=False)
_guarding: ContextVar[Guard | None] = ContextVar("guarding", default=None)
_connect = connection.create_connection


def _connect_where_allowed(address: tuple[str, int], *given: Any, **named: Any) -> socket.socket:
    """urllib3's own, which under a guard goes to the very address that the guard has judged."""
    guard, (host, port) = _guarding.get(), address
    return _connect((guard.find(host.strip("[]"), port).ip if guard else host, port), *given, **named)


connection.create_connection = _connect_where_allowed


@contextlib.contextmanager
def connecting_under(guard: Guard) -> Iterator[None]:
    """While open, whatever this green thread asks by urllib3 connects only where `guard` allows."""
    before = _guarding.set(guard)
    try:
        yield
    finally:
        _guarding.reset(before)


def check_apprise(guard: Guard, url: str) -> None:
    """Refuse what is no Apprise URL, is of a scheme that does not reach people, or lies inside the network."""
    guard.check_host(*_place(_plugin(url)))


def send_apprise(guard: Guard, channel: Channel, subject: str, text: str) -> Outcome:
    """Hand a text to Apprise, which tells no more than whether it went out. Raises `AddressRefused`."""
    plugin = _plugin(channel.url)
    with connecting_under(guard):
        sent = bool(plugin.notify(body=text, title=subject))
    return Outcome(result="sent" if sent else "retry", code="apprise", answer="")


def _plugin(url: str) -> Any:
    """What Apprise makes of an address. Raises `AddressRefused`."""
    try:
        parts = urlsplit(url)
        named = {name.lower() for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
    except ValueError as error:
        raise _no_apprise() from error
    plugin = apprise.Apprise.instantiate(url, asset=_asset) if parts.scheme in SCHEMES else None
    if plugin is None or named & OWN:
        raise _no_apprise()
    return plugin


def _no_apprise() -> AddressRefused:
    own = ", ".join(sorted(OWN))
    return AddressRefused(
        f"不是可用的 Apprise 地址(不得自带 {own})。 Not an Apprise URL that can be used here; it may not set {own}."
    )


def _place(plugin: Any) -> tuple[str, int]:
    """The host and port to which the address leads at first."""
    vendor = NTFY if getattr(plugin, "mode", "") == "cloud" else VENDORS.get(plugin.schema, "")
    return vendor or str(plugin.host or ""), int(0 if vendor else plugin.port or 0) or 443
