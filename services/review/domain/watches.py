"""Watched addresses (巡查): a feed or a page of an account that is read again and again for what was really published (article 15)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

FEED, PAGE = "feed", "page"
KINDS = (FEED, PAGE)
LEASE = timedelta(minutes=2)
LONGEST_WAIT = timedelta(hours=24)
GIVE_UP_SPEED = 10
"""After so many failures in a row the wait grows no further."""


@dataclass(frozen=True)
class Found:
    """A post that stands at a watched address."""

    url: str
    title: str
    body: str
    published_at: datetime | None


@dataclass(frozen=True)
class Reading:
    """What one look at an address came to: `outcome` is read, unchanged, failed or refused; `detail` says why."""

    outcome: str
    detail: str = ""
    posts: Sequence[Found] = ()
    etag: str = ""
    modified: str = ""
    content_hash: str = ""
    retry_after: timedelta = timedelta(0)


@dataclass(eq=False)
class Watch:
    """An address that is looked at every `every_minutes`; `next_at` is None once it is ended."""

    id: str
    account_id: str
    account_name: str
    url: str
    kind: str
    every_minutes: int
    set_by: str
    created_at: datetime
    etag: str = ""
    modified: str = ""
    content_hash: str = ""
    failures: int = 0
    outcome: str = ""
    detail: str = ""
    found: int = 0
    checked_at: datetime | None = None
    next_at: datetime | None = None
    leased_until: datetime | None = None

    def lease(self, now: datetime) -> None:
        """This process looks at it now; another may where nothing is heard for two minutes."""
        self.leased_until = now + LEASE

    def take(self, reading: Reading, now: datetime) -> None:
        """Note what a look came to, and when to look again: later and later where it fails (back-off)."""
        self.outcome, self.detail, self.checked_at, self.leased_until = reading.outcome, reading.detail, now, None
        if reading.outcome in ("read", "unchanged"):
            self.failures = 0
        else:
            self.failures += 1
        if reading.outcome == "read":
            self.etag, self.modified = reading.etag, reading.modified
            self.content_hash, self.found = reading.content_hash, self.found + len(reading.posts)
        if self.next_at is not None:
            self.next_at = now + max(self.wait, reading.retry_after)

    @property
    def wait(self) -> timedelta:
        """How long until the next look: doubled with each failure in a row, a day at most."""
        grown = timedelta(minutes=self.every_minutes * (1 << min(self.failures, GIVE_UP_SPEED)))
        return min(grown, max(LONGEST_WAIT, timedelta(minutes=self.every_minutes)))

    def end(self) -> None:
        self.next_at = self.leased_until = None
