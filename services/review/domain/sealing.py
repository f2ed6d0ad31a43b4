"""The seal: an approval bound to the fingerprint of exactly what was approved, and the time in which it may be published (article 13)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

EARLY = timedelta(minutes=30)
LATE = timedelta(hours=72)
UNSCHEDULED = timedelta(days=30)
PRECISION = timedelta(seconds=60)
"""Platforms tell the time of publication to the minute."""


@dataclass(eq=False)
class Seal:
    """An approval: who, when, of which fingerprint, valid from when to when; `voided_at` where it no longer holds.

    `approvals` lists ``{"stage", "role", "person_id", "name", "at"}``, with ``for_id`` and ``for_name`` where somebody stood in. Names are
    looked at by people alone: the fingerprint covers none, so that one can be forgotten and the seal holds. `text_hash`, `body_hash` and `sketch` find the text again
    among observed posts.
    """

    id: str
    submission_id: str
    version: int
    account_id: str
    fingerprint: str
    title: str
    approvals: list[dict[str, Any]]
    sealed_at: datetime
    not_before: datetime
    not_after: datetime
    text_hash: str
    body_hash: str
    sketch: list[int]
    voided_at: datetime | None = None
    void_reason: str = ""

    def void(self, reason: str, now: datetime) -> None:
        self.voided_at, self.void_reason = now, reason

    def stood_at(self, moment: datetime) -> bool:
        """Whether it had been given, and not been voided, when something was published at `moment`."""
        given = self.sealed_at - PRECISION <= moment
        return given and (self.voided_at is None or moment < self.voided_at)

    def covers(self, moment: datetime) -> bool:
        """Whether `moment` lies in the time window."""
        return self.not_before - PRECISION <= moment <= self.not_after + PRECISION


def window(scheduled_at: datetime | None, sealed_at: datetime) -> tuple[datetime, datetime]:
    """From when to when a text may be published: around the planned time, or for thirty days where none was planned."""
    if scheduled_at is None:
        return sealed_at, sealed_at + UNSCHEDULED
    return max(scheduled_at - EARLY, sealed_at), scheduled_at + LATE


def fingerprint(
    *, title: str, body: str, media: Sequence[dict[str, Any]], account_id: str, scheduled_at: datetime | None
) -> str:
    """SHA-256 (64 hexadecimal digits) of all that an approval covers: title, body, media, account and planned time."""
    covered = {
        "account_id": account_id,
        "body": body,
        "media": [item["checksum"] for item in media],
        "scheduled_at": scheduled_at.astimezone(UTC).isoformat() if scheduled_at else None,
        "title": title,
    }
    canonical = json.dumps(covered, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
