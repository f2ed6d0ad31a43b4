"""Around duty: sensitive periods that switch 24-hour duty on (article 15, "when necessary"), swaps of turns, hand-over notes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from services.contracts.errors import StateConflict


@dataclass(eq=False, kw_only=True)
class SensitivePeriod:
    """A span in the calendar in which duty is kept around the clock."""

    id: str
    name: str
    starts_at: datetime
    ends_at: datetime
    reason: str
    made_by: str
    made_at: datetime
    active: bool = True
    version: int = field(default=1)

    def holds(self, at: datetime) -> bool:
        return self.active and self.starts_at <= at < self.ends_at


@dataclass(eq=False, kw_only=True)
class Swap:
    """One gives a span of their duty to another and takes a span of theirs: proposed, then accepted, declined or withdrawn."""

    id: str
    rota_id: str
    asker_id: str
    asked_id: str
    gives_from: datetime
    gives_until: datetime
    takes_from: datetime
    takes_until: datetime
    reason: str
    asked_at: datetime
    state: str = "proposed"
    answered_at: datetime | None = None
    version: int = field(default=1)

    def answer(self, state: str, at: datetime) -> None:
        """Settle it. Raises `StateConflict` where it was answered, or where a span has begun."""
        if self.state != "proposed":
            raise StateConflict(
                zh="该换班申请已经处理。没有作任何更改。",
                en="This swap was answered before. Nothing was changed.",
                state=self.state,
            )
        if state == "accepted" and min(self.gives_from, self.takes_from) <= at:
            raise StateConflict(
                code="too_late",
                zh="班次已经开始，不能再换班。请改为登记替班。",
                en="A turn has begun already: it cannot be swapped. Let somebody stand in instead.",
            )
        self.state, self.answered_at = state, at


@dataclass(eq=False, kw_only=True)
class DutyNote:
    """What one on duty leaves to the next. Never changed."""

    id: str
    rota_id: str
    text: str
    written_by: str
    written_by_name: str
    written_at: datetime
