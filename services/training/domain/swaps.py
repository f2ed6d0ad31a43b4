"""Swapping seats: two people, each with a seat where the other wants to go (article 16). Nobody on a waiting list is passed over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.contracts.errors import StateConflict


@dataclass(eq=False, kw_only=True)
class Swap:
    """An offer: I give my seat in one session for one in another. open, done, or withdrawn."""

    id: str
    person_id: str
    enrolment_id: str
    from_session_id: str
    to_session_id: str
    made_at: datetime
    state: str = "open"
    ended_at: datetime | None = None

    def end(self, state: str, now: datetime) -> None:
        """Close the offer: done or withdrawn."""
        if self.state != "open":
            raise StateConflict(
                zh="该换场申请已结束，没有作任何更改。",
                en="This offer to swap has ended. Nothing was changed.",
                code="swap_ended",
                state=self.state,
            )
        self.state, self.ended_at = state, now
