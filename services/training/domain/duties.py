"""The duty to be trained: after an incident, those who run the account attend a session by a date (articles 15 and 16)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

DUE_AFTER = {"I": timedelta(days=14), "II": timedelta(days=30), "III": timedelta(days=60)}
"""How long people have, by the incident's severity; one of severity IV asks for nothing."""


@dataclass(eq=False, kw_only=True)
class Duty:
    """One person's duty. It is met by the first certificate issued to them after it arose."""

    id: str
    incident_id: str
    account_id: str
    account_name: str
    unit_id: str
    person_id: str
    reason: str
    due_at: datetime
    met_at: datetime | None = None
    certificate_number: str = ""

    def state(self, now: datetime) -> str:
        """met, overdue or owed."""
        if self.met_at is not None:
            return "met"
        return "overdue" if self.due_at <= now else "owed"


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """What an incident asks of an account, before it is known who runs it."""

    incident_id: str
    account_id: str
    reason: str
    due_at: datetime
    made_at: datetime


def require_training(incident_id: str, account_id: str, severity: str, title: str, now: datetime) -> Requirement | None:
    """What an incident asks for; None where it names no account or is of a lesser severity (article 15)."""
    if not account_id or severity not in DUE_AFTER:
        return None
    return Requirement(
        incident_id=incident_id,
        account_id=account_id,
        reason=title[:500],
        due_at=now + DUE_AFTER[severity],
        made_at=now,
    )
