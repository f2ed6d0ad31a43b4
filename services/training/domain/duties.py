"""The duty to be trained (articles 15 and 16): after an incident those who run the account, and whoever comes to run one.

What somebody owes decides how they stand: clear, warned, or blocked from handing texts in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.training.domain.rules import Rules

DUE_AFTER = {"I": timedelta(days=14), "II": timedelta(days=30), "III": timedelta(days=60)}
"""How long people have, by the incident's severity; one of severity IV asks for nothing."""
CERTIFICATE_NEEDED = ("账号管理员须持有有效的培训证书", "running an account needs a valid certificate")


@dataclass(eq=False, kw_only=True)
class Duty:
    """One person's duty. It is met by the first certificate issued to them after it arose.

    `kind` incident: `incident_id` names what happened; administrator: it names the account that the person came to run.
    """

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
    kind: str = "incident"

    @property
    def why(self) -> tuple[str, str]:
        """What it is owed for, in Chinese and in English; an incident's title is in its own language in both."""
        return CERTIFICATE_NEEDED if self.kind == "administrator" else (self.reason, self.reason)

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


@dataclass(frozen=True)
class Standing:
    """How a person stands: clear, warn or block; and when what they owe first is due."""

    mode: str
    due_at: datetime | None = None


CLEAR = Standing("clear")


def judge(owed: Sequence[Duty], rules: Rules, now: datetime) -> Standing:
    """How one stands who owes these. Blocked is only who let the time pass, and only where the rules say so."""
    if not owed:
        return CLEAR
    due_at = min(duty.due_at for duty in owed)
    return Standing("block" if rules.certificate_needed == "block" and due_at <= now else "warn", due_at)


def require_certificate(
    account_id: str, account_name: str, unit_id: str, person_id: str, id: str, due_at: datetime
) -> Duty:
    """The duty of somebody who came to run an account without a valid certificate."""
    return Duty(
        id=id,
        incident_id=account_id,
        account_id=account_id,
        account_name=account_name,
        unit_id=unit_id,
        person_id=person_id,
        reason=CERTIFICATE_NEEDED[0],
        due_at=due_at,
        kind="administrator",
    )
