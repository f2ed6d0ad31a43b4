"""An account (新媒体平台) in the register: who runs it, and whether it may run (articles 6 and 7)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.contracts.errors import StateConflict

_SCHEME = re.compile(r"^[a-z][a-z0-9+.\-]*://", re.IGNORECASE)
_PLATFORMS = (
    ("weibo", re.compile(r"(?:m\.)?weibo\.(?:com|cn)/(?:u/|n/)?([^/?#]+)")),
    ("bilibili", re.compile(r"space\.bilibili\.com/([^/?#]+)")),
    ("douyin", re.compile(r"douyin\.com/user/([^/?#]+)")),
    ("tieba", re.compile(r"tieba\.baidu\.com/f\?(?:.*&)?kw=([^&#]+)")),
)


@dataclass(eq=False, kw_only=True)
class Entry:
    """One field of an account that changed: from what, to what, by whom, why."""

    id: str
    account_id: str
    at: datetime
    by: str
    by_name: str
    field: str
    before: Any
    after: Any
    reason: str = ""


@dataclass(eq=False, kw_only=True)
class Account:
    """A registered account. `handle_key` finds it by handle or address; `file_number` is its file's (备案号).

    `silent_since` is when the newest post was observed, or since when it may publish where there was none.
    """

    id: str
    file_number: str
    name: str
    handle: str
    handle_key: str
    search_key: str = ""
    channel: str
    tier: int
    unit_id: str
    faculty_id: str
    purpose: str
    audience: Any
    update_frequency: str
    responsible_person: dict[str, Any]
    administrators: list[dict[str, Any]] = field(default_factory=list)
    operator_ids: list[str] = field(default_factory=list)
    application_id: str
    approved_at: datetime
    status: str = "active"
    status_reason: str = ""
    status_since: datetime
    status_cause: str = ""
    late_filings: int = 0
    last_post_at: datetime | None = None
    silent_since: datetime
    dormant_since: datetime | None = None
    version: int = 1

    @property
    def people(self) -> Collection[str]:
        return self.operator_ids

    def suspend(self, reason: str, now: datetime, cause: str = "") -> None:
        """It may not publish until it is resumed. `cause` marks a suspension that ends by itself with its cause."""
        self._become("suspended", reason, now, "active")
        self.status_cause = cause

    def resume(self, reason: str, now: datetime) -> None:
        self._become("active", reason, now, "suspended")

    def close(self, reason: str, now: datetime) -> None:
        """For good: a closed account never runs again; a new application makes a new one."""
        self._become("closed", reason, now, "active", "suspended")

    def _become(self, status: str, reason: str, now: datetime, *before: str) -> None:
        if self.status not in before:
            raise StateConflict(state=self.status)
        self.status, self.status_reason, self.status_since, self.status_cause = status, reason, now, ""

    def rename(self, name: str) -> None:
        self.name = name
        self.search_key = search_key(name, self.handle)

    def move_to(self, handle: str) -> None:
        """Give it another handle."""
        self.handle, self.handle_key = handle, handle_key(handle)
        self.search_key = search_key(self.name, handle)


def handle_key(handle: str) -> str:
    """A handle or address as it is compared: NFKC, no case, no scheme, no ``www.``, no slash at the end."""
    plain = unicodedata.normalize("NFKC", handle).strip().casefold()
    return _SCHEME.sub("", plain).removeprefix("www.").removeprefix("@").rstrip("/")


def search_key(*texts: str) -> str:
    """Texts as they are searched: NFKC, no case, no spaces."""
    return "".join(unicodedata.normalize("NFKC", " ".join(texts)).casefold().split())


def grams(key: str) -> frozenset[str]:
    """Every two neighbouring characters of a search key: what its parts are found by."""
    return frozenset(key[at : at + 2] for at in range(len(key) - 1))


def places_of(url: str) -> list[tuple[str, str]]:
    """Where an address may point, likeliest first: pairs of channel (``""``: any) and handle key."""
    key = handle_key(url)
    found = [(channel, handle_key(m.group(1))) for channel, pattern in _PLATFORMS if (m := pattern.match(key))]
    bare = key.partition("#")[0].partition("?")[0].rstrip("/")
    parts = bare.split("/")
    return [*found, ("", key), *(("", "/".join(parts[:count])) for count in range(len(parts), 0, -1))]


def file_number(prefix: str, year: int, tier: int, number: int) -> str:
    """A file number such as 新媒备〔2026〕2-017号."""
    return f"{prefix}〔{year}〕{tier}-{number:03d}号"
