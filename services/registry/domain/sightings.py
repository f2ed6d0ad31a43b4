"""Sightings of accounts that are not registered but use a protected name (article 8): filed by anybody, settled by propaganda."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from services.contracts.errors import StateConflict
from services.registry.domain.rights import PROPAGANDA, Identity, require

OUTCOMES = ("taken_down", "renamed", "registered", "authorised", "unfounded")


@dataclass(eq=False, kw_only=True)
class Sighting:
    """What somebody saw; `account_id` is the registered account that stands there, where there is one."""

    id: str
    channel: str
    handle: str
    name: str
    url: str = ""
    note: str = ""
    protected_names: list[str] = field(default_factory=list)
    account_id: str = ""
    state: str = "open"
    outcome: str = ""
    comment: str = ""
    by: str
    by_name: str
    at: datetime
    handled_by: str = ""
    handled_by_name: str = ""
    handled_at: datetime | None = None
    version: int = 1

    @property
    def registered(self) -> bool:
        return bool(self.account_id)

    def handle_it(self, by: Identity, outcome: str, comment: str, now: datetime) -> None:
        """The propaganda department says what became of it; once."""
        require(by.has(*PROPAGANDA), "线索由宣传统战部处置。", "The propaganda department settles sightings.")
        if self.state != "open":
            raise StateConflict(state=self.state)
        self.state, self.outcome, self.comment = "handled", outcome, comment
        self.handled_by, self.handled_by_name, self.handled_at = by.id, by.name, now
