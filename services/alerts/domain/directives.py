"""Directives (统一部署, article 12): exact wording, hashed, to every account in scope, with a receipt from each."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from services.alerts.domain.register import By
from services.contracts.errors import InputInvalid, StateConflict

RECEIPT_STATES = ("sent", "read", "done")
LEAD = timedelta(hours=24)


def hash_text(text: str) -> str:
    """SHA-256 of the exact wording, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(eq=False, kw_only=True)
class Directive:
    """What all accounts in scope are to do until `due_at`. No wording of it ever changes: a new one is the next `wording`, and
    asks for every receipt anew; `text_hash` proves the one that holds. `reminders` are minutes before it is due."""

    id: str
    incident_id: str
    text: str
    text_hash: str
    scope: dict[str, Any]
    due_at: datetime
    issued_by: str
    issued_by_name: str
    issued_at: datetime
    total: int = 0
    read_count: int = 0
    done_count: int = 0
    reminded_at: datetime | None = None
    overdue_at: datetime | None = None
    wording: int = 1
    delivered_count: int = 0
    reminders: list[int] = field(default_factory=list)
    withdrawn_at: datetime | None = None
    withdraw_reason: str = ""
    version: int = field(default=1)

    @property
    def remind_at(self) -> datetime:
        """A day before it is due, or halfway where there is less than two days."""
        return self.due_at - min(LEAD, (self.due_at - self.issued_at) / 2)

    def next_reminder(self, now: datetime) -> datetime | None:
        """When the accounts that have not done it are reminded next; None where they are no more."""
        chosen = [self.due_at - timedelta(minutes=minutes) for minutes in self.reminders] or [self.remind_at]
        return min((at for at in chosen if at > now), default=None)

    def revise(self, text: str, due_at: datetime, by: By, at: datetime, reason: str) -> Wording:
        """Let another wording hold from now on, with nothing read or done of it. Raises `StateConflict` where that is no news."""
        self.check_in_force()
        if hash_text(text) == self.text_hash and due_at == self.due_at:
            raise StateConflict(
                code="same_wording",
                zh="内容与期限都没有变化。没有作任何更改。",
                en="Neither wording nor deadline is new.",
            )
        self.wording += 1
        self.text, self.text_hash, self.due_at = text, hash_text(text), due_at
        self.read_count = self.done_count = 0
        self.reminded_at = self.overdue_at = None
        return self.worded(by, at, reason)

    def worded(self, by: By, at: datetime, reason: str = "") -> Wording:
        """The wording that holds, as it is kept for ever."""
        return Wording(
            directive_id=self.id,
            number=self.wording,
            text=self.text,
            text_hash=self.text_hash,
            issued_by=by.id,
            issued_by_name=by.name,
            issued_at=at,
            reason=reason,
        )

    def withdraw(self, reason: str, at: datetime) -> None:
        """Ask for nothing any more. Raises `StateConflict` where it was withdrawn before."""
        self.check_in_force()
        self.withdrawn_at, self.withdraw_reason = at, reason

    def check_in_force(self) -> None:
        if self.withdrawn_at:
            raise StateConflict(
                zh="该部署已经撤回。没有作任何更改。",
                en="This directive was withdrawn. Nothing was changed.",
                state="withdrawn",
            )

    @property
    def state(self) -> str:
        """``in_progress``, ``done`` once every account has done it, ``overdue`` where time ran out before, ``withdrawn``."""
        if self.withdrawn_at:
            return "withdrawn"
        if self.total and self.done_count >= self.total:
            return "done"
        return "overdue" if self.overdue_at else "in_progress"


@dataclass(eq=False, kw_only=True)
class Wording:
    """One wording of a directive, word for word, with its hash. Never changed."""

    directive_id: str
    number: int
    text: str
    text_hash: str
    issued_by: str
    issued_by_name: str
    issued_at: datetime
    reason: str


@dataclass(eq=False, kw_only=True)
class Receipt:
    """Where one account stands with one directive. `late` stays for ever."""

    directive_id: str
    account_id: str
    state: str = "sent"
    url: str = ""
    read_at: datetime | None = None
    read_by: str = ""
    done_at: datetime | None = None
    done_by: str = ""
    overdue: bool = False
    late: bool = False
    delivered_at: datetime | None = None
    wording: int = 1

    def give(self, state: str, url: str, by: By, at: datetime, due_at: datetime) -> tuple[int, int]:
        """Take a receipt ``read`` or ``done``; how many to add to the directive's counts of read and done.

        What was done stays done; reading again changes nothing; a second ``done`` may name another URL.
        """
        read = done = 0
        if self.state == "sent":
            self.state, self.read_at, self.read_by, read = "read", at, by.id, 1
        if state == "done":
            if self.state != "done":
                self.state, self.done_at, self.done_by, done = "done", at, by.id, 1
                self.late = at > due_at
            self.url = url or self.url
        return read, done


def check_due(due_at: datetime, now: datetime) -> None:
    """Raise `InputInvalid` where a deadline to be set has passed already."""
    if due_at <= now:
        raise InputInvalid({"due_at": ["期限必须晚于现在。 The deadline must lie in the future."]})
