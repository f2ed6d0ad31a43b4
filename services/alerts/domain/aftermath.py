"""After an incident (article 15): the review that says why and what was learned, and actions with an owner and a date."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo

from services.alerts.domain.register import By
from services.contracts.errors import StateConflict

REVIEWED = ("contained", "resolved", "closed")


@dataclass(eq=False, kw_only=True)
class IncidentReview:
    """What a review of an incident found."""

    incident_id: str
    held_at: datetime
    causes: str
    handling: str
    lessons: str
    written_by: str
    written_by_name: str
    written_at: datetime
    version: int = field(default=1)

    def rewrite(self, held_at: datetime, causes: str, handling: str, lessons: str, by: By, at: datetime) -> None:
        self.held_at, self.causes, self.handling, self.lessons = held_at, causes, handling, lessons
        self.written_by, self.written_by_name, self.written_at = by.id, by.name, at


@dataclass(eq=False, kw_only=True)
class IncidentAction:
    """Something that an owner is to do by the end of a day. `overdue` stays for ever."""

    id: str
    incident_id: str
    text: str
    owner_id: str
    owner_name: str
    due_on: date
    set_by: str
    set_at: datetime
    state: str = "open"
    overdue: bool = False
    done_by: str = ""
    done_at: datetime | None = None
    outcome: str = ""
    version: int = field(default=1)

    def due_at(self, zone: tzinfo) -> datetime:
        """The moment at which its day is over."""
        return datetime.combine(self.due_on + timedelta(days=1), time(), zone)

    def finish(self, by: By, outcome: str, at: datetime, zone: tzinfo) -> None:
        """Say what came of it. Raises `StateConflict` where that was said before."""
        if self.state != "open":
            raise StateConflict(
                zh="该整改事项已经完成。没有作任何更改。", en="This action is done already. Nothing was changed."
            )
        self.state, self.done_by, self.done_at, self.outcome = "done", by.id, at, outcome
        self.overdue = self.overdue or at >= self.due_at(zone)


def check_reviewed(state: str) -> None:
    """Raise `StateConflict` where an incident is not contained yet: its review comes after it."""
    if state not in REVIEWED:
        raise StateConflict(
            zh="事件尚未控制，还不能写复盘。请先控制或解决事件。",
            en="The incident is not contained yet: review it afterwards.",
            state=state,
        )
