"""The yearly plan: what is to be held in which month, on which theme, with what money (article 16)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.contracts.errors import NotPermitted, StateConflict

STATES = ("draft", "approved", "dropped")


@dataclass(eq=False, kw_only=True)
class PlanItem:
    """One item of a year's plan. `budget` in fen, held back on its line once a second person approved the item."""

    id: str
    year: int
    month: int
    kind: str
    theme: str
    title: str
    times: int
    budget: int
    fund_line_id: str | None
    made_by: str
    made_at: datetime
    note: str = ""
    state: str = "draft"
    reservation_id: str | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    version: int = 1

    def approve(self, person_id: str, now: datetime) -> None:
        """Approve it; nobody approves what they planned."""
        if person_id == self.made_by:
            raise NotPermitted(
                zh="年度计划项目须由另一人审定。没有作任何更改。",
                en="An item of the plan is approved by a second person. Nothing was changed.",
                code="own_plan",
            )
        self._check("draft")
        self.state, self.decided_by, self.decided_at = "approved", person_id, now

    def drop(self, person_id: str, now: datetime) -> None:
        """Give it up; what it held back is to be released."""
        if self.state == "dropped":
            self._check("draft")
        self.state, self.decided_by, self.decided_at = "dropped", person_id, now

    def check_approved(self) -> None:
        """Raise `StateConflict` where nothing may be announced under it."""
        self._check("approved")

    def _check(self, wanted: str) -> None:
        if self.state != wanted:
            raise StateConflict(
                zh="年度计划项目目前的状态不允许此项操作，没有作任何更改。",
                en="The state of this item of the plan does not allow this. Nothing was changed.",
                code="plan_state",
                state=self.state,
            )


@dataclass(eq=False, kw_only=True)
class Place:
    """A place that sessions are held in; `capacity` people at most."""

    id: str
    name: str
    capacity: int
    note: str = ""
