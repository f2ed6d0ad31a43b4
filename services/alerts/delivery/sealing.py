"""Channels at rest: the address of a bot is its key, so address and secret are sealed, and opened only to send."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

from services.alerts.domain.delivery import Channel
from services.kit.vault import Vault

URL, SECRET = "channel.url", "channel.secret"
SEALED = "1:"


def open_channel(channel: Channel, vault: Vault) -> Channel:
    """The same channel, belonging to no session, with its address and secret readable."""
    return replace(channel, url=_open(channel.url, URL, vault), secret=_open(channel.secret, SECRET, vault))


def _open(kept: str, purpose: str, vault: Vault) -> str:
    """What was kept before channels were sealed is readable as it is."""
    return vault.open(kept, purpose) if kept.startswith(SEALED) else kept


def hide_address(url: str) -> str:
    """Of an address, where it leads and its last four characters."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2] if parts.scheme in ("http", "https", "smtp", "smtps") else ""
    return f"{parts.scheme}://{host}/…{url[-4:]}"
