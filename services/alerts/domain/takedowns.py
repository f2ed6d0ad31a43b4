"""Takedowns (处置, article 15): one row a copy (account and URL), with a deadline, evidence and the time it took."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from services.contracts.errors import StateConflict

FIRST_LOOK, LEASE, MOST_LOOKS = timedelta(minutes=10), timedelta(seconds=60), 3


@dataclass(eq=False, kw_only=True)
class Takedown:
    """One copy that is to disappear. `late` stays for ever."""

    id: str
    incident_id: str
    account_id: str
    url: str
    due_at: datetime
    asked_by: str
    asked_at: datetime
    state: str = "open"
    overdue: bool = False
    late: bool = False
    evidence: str = ""
    done_by: str = ""
    done_at: datetime | None = None
    check_state: str = ""
    check_at: datetime | None = None
    polls: int = 0
    checked_at: datetime | None = None
    checked_by: str = ""
    check_note: str = ""
    version: int = field(default=1)

    def finish(self, by: str, evidence: str, at: datetime) -> None:
        """Say that the copy is gone. Raises `StateConflict` where that was said before."""
        if self.state != "open":
            raise StateConflict(
                zh="该处置任务已经完成。没有作任何更改。",
                en="This takedown is done already. Nothing was changed.",
                state=self.state,
            )
        self.state, self.done_by, self.evidence, self.done_at = "done", by, evidence, at
        self.late = self.late or at > self.due_at
        self.check_state, self.check_at, self.polls = "due", at + FIRST_LOOK, 0

    def look(self, at: datetime) -> None:
        """Take it for one look; whoever dies meanwhile loses it after `LEASE`."""
        self.check_state, self.check_at, self.polls = "looking", at + LEASE, self.polls + 1

    def see(self, seen: str, by: str, note: str, at: datetime) -> None:
        """Keep what a look came to: ``gone``, ``there`` (it is open again), or ``unknown``: again later, then by a person."""
        self.checked_at, self.checked_by, self.check_note, self.check_at = at, by, note[:1000], None
        if seen == "unknown":
            self.check_state = "person" if self.polls >= MOST_LOOKS else "due"
            self.check_at = None if self.check_state == "person" else at + FIRST_LOOK * 3**self.polls
            return
        self.check_state = seen
        if seen == "there":
            self.state, self.done_at, self.done_by = "open", None, ""
            self.overdue = self.overdue or at > self.due_at

    def check_done(self) -> None:
        """Raise `StateConflict` where nobody has said yet that it is gone: there is nothing to check."""
        if self.state != "done":
            raise StateConflict(
                zh="还没有报告已处置，无需复核。没有作任何更改。",
                en="Nobody has said that it is gone: there is nothing to check yet.",
                state=self.state,
            )

    @property
    def seconds_taken(self) -> int | None:
        """Time to takedown in whole seconds."""
        return int((self.done_at - self.asked_at).total_seconds()) if self.done_at else None
