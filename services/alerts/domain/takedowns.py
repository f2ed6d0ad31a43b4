"""Takedowns (处置, article 15): one row a copy (account and URL), with a deadline, evidence and the time it took."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from services.contracts.errors import StateConflict


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
        self.late = at > self.due_at

    @property
    def seconds_taken(self) -> int | None:
        """Time to takedown in whole seconds."""
        return int((self.done_at - self.asked_at).total_seconds()) if self.done_at else None
