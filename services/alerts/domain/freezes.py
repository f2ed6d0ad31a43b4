"""Freezes (article 12): while one is in force, nobody in its scope publishes what matches, but the unified statement."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.contracts.errors import StateConflict


@dataclass(eq=False, kw_only=True)
class Freeze:
    """A freeze from its declaration until someone lifts it, or `until` comes."""

    id: str
    scope: dict[str, Any]
    reason: str
    keywords: list[str]
    statement: str
    until: datetime | None
    declared_by: str
    declared_by_name: str
    declared_at: datetime
    state: str = "in_force"
    lifted_at: datetime | None = None
    lifted_by: str = ""
    lift_reason: str = ""
    exempt: list[str] = field(default_factory=list)
    version: int = field(default=1)

    def lift(self, by: str, reason: str, at: datetime) -> None:
        """End it. Raises `StateConflict` where it has ended before."""
        if self.state != "in_force":
            raise StateConflict(
                zh="该禁发令已经解除。没有作任何更改。",
                en="This freeze was lifted before. Nothing was changed.",
                state=self.state,
            )
        self.state, self.lifted_at, self.lifted_by, self.lift_reason = "lifted", at, by, reason


@dataclass(eq=False, kw_only=True)
class Proof:
    """A running review process has obeyed a freeze: which one, when, and how many texts it found held then."""

    freeze_id: str
    process: str
    step: str
    obeyed_at: datetime
    held: int
