"""When a text should be decided, when to remind of it, and in which order texts wait (article 13)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

SEVERITIES = ("", "remind", "block_until_answered", "escalate")
"""From nothing to the gravest."""
UNSCHEDULED_DUE = timedelta(hours=24)
BEFORE_PUBLICATION = timedelta(hours=2)
SOON = timedelta(hours=6)
"""A text planned within so long does not wait behind others to be screened."""


def due_at(scheduled_at: datetime | None, now: datetime) -> datetime:
    """When review should be done: two hours before the planned publication, or within a day."""
    return max(scheduled_at - BEFORE_PUBLICATION, now) if scheduled_at else now + UNSCHEDULED_DUE


def remind_at(due: datetime, now: datetime) -> datetime:
    """When to remind of it: when three quarters of the time are gone."""
    return now + (due - now) * 0.75


def queue_key(due: datetime, severity: str, submission_id: str) -> str:
    """Orders the queue: by the minute it is due, then the gravest first, then by age. 12 digits, 1 digit, the id."""
    return f"{due:%Y%m%d%H%M}{len(SEVERITIES) - SEVERITIES.index(severity)}{submission_id}"


def gravest(severities: Sequence[str]) -> str:
    """The highest of the severities found; empty where there is none."""
    return max(severities, key=SEVERITIES.index, default="")
