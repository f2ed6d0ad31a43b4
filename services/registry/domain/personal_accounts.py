"""Personal accounts of teachers and students (article 9): a list of their unit, which supervises them; they answer for themselves."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from services.contracts.errors import StateConflict
from services.registry.domain.rights import MANAGES, Identity, require

FINDINGS = ("fine", "reminded", "reported")
"""What a look at it found: nothing amiss, the owner was reminded, it was reported to the propaganda department."""


@dataclass(eq=False, kw_only=True)
class PersonalAccount:
    """An account in a person's own name. It is not registered and has no tier: its unit looks after it."""

    id: str
    owner_id: str
    owner_name: str
    unit_id: str
    faculty_id: str
    channel: str
    handle: str
    handle_key: str
    name: str
    note: str = ""
    state: str = "listed"
    reason: str = ""
    by: str
    by_name: str
    at: datetime
    checked_at: datetime | None = None
    finding: str = ""
    version: int = 1

    tier = 0  # outside article 6: student affairs and the youth league do not lead it

    @property
    def people(self) -> Collection[str]:
        return (self.owner_id,) if self.owner_id else ()

    def look_at(self, by: Identity, check: Check) -> None:
        """A supervisor of the unit (or its managing unit) looked at it. Nobody supervises their own."""
        self._require_supervisor(by)
        require(by.id != self.owner_id, "不得检查本人的账号。", "Nobody supervises their own account.")
        self._require_listed()
        self.checked_at, self.finding = check.at, check.finding

    def leave(self, by: Identity, reason: str) -> None:
        """It is gone, or its owner has left: it is kept on the list as removed."""
        if by.id != self.owner_id:
            self._require_supervisor(by)
        self._require_listed()
        self.state, self.reason = "removed", reason

    def _require_supervisor(self, by: Identity) -> None:
        require(
            supervises(by, self.unit_id, self.faculty_id),
            "个人账号由所在部门负责监督。",
            "The unit supervises personal accounts.",
        )

    def _require_listed(self) -> None:
        if self.state != "listed":
            raise StateConflict(state=self.state)


@dataclass(eq=False, kw_only=True)
class Check:
    """One look at a personal account, for its history."""

    id: str
    personal_account_id: str
    at: datetime
    by: str
    by_name: str
    finding: str
    note: str


def supervises(identity: Identity, unit_id: str, faculty_id: str) -> bool:
    """Whether somebody is of the people who supervise what the members of a unit publish in their own name (article 9)."""
    return any(identity.holds(role, unit) for role in MANAGES for unit in (unit_id, faculty_id))
