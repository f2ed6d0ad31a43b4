"""Handovers: what somebody holds whose role has ended - accounts and pending steps - as tasks with a day (articles 5 to 7)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.registry.domain.changes import DAYS_TO_FILE, OVERDUE_ON, REMINDED_ON

KINDS = ("account", "application", "step")
"""An account that they ran or answered for; an application of theirs on its way; a step that waits for their signature."""
OPEN = ("open", "overdue")


@dataclass(eq=False, kw_only=True)
class Handover:
    """One thing that has to pass into other hands by `due_on`. `role` is the one that ended."""

    id: str
    person_id: str
    person_name: str
    role: str
    kind: str
    subject_id: str
    title: str
    tier: int
    unit_id: str
    faculty_id: str
    noticed_on: date
    due_on: date
    state: str = "open"
    done_at: datetime | None = None
    version: int = 1

    @property
    def people(self) -> Collection[str]:
        return (self.person_id,)

    @property
    def reminded_on(self) -> date:
        return self.noticed_on + timedelta(days=REMINDED_ON)

    @property
    def overdue_on(self) -> date:
        return self.noticed_on + timedelta(days=OVERDUE_ON)

    def settle(self, now: datetime) -> None:
        """It passed into other hands, or came to its end."""
        self.state, self.done_at = "done", now

    def become_overdue(self) -> bool:
        """Whether it was still open until now."""
        if self.state != "open":
            return False
        self.state = "overdue"
        return True


def handover_due(noticed_on: date) -> date:
    """The last day on which a handover noticed on `noticed_on` is in time: seven days, as for the change itself."""
    return noticed_on + timedelta(days=DAYS_TO_FILE)
