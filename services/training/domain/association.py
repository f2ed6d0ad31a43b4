"""The student new-media association (article 16): its members, their roles, and who counts as backbone and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.contracts.errors import InputInvalid, StateConflict

ROLES = ("member", "backbone", "group_leader", "vice_president", "president")
LEADING = ("group_leader", "vice_president", "president")
STATES = ("applied", "active", "left")
BACKBONE_HOURS = 8.0


@dataclass(eq=False, kw_only=True)
class Member:
    """A person in the association. `hours` are those of the sessions they attended; `since` is when they came in."""

    id: str
    person_id: str
    name: str
    unit_id: str
    state: str
    role: str
    group: str
    hours: float
    since: datetime
    term_ends_at: datetime | None = None
    version: int = 1

    def give_role(self, role: str, term_ends_at: datetime | None) -> None:
        """Give a role. Raises `StateConflict` where the person is not an active member."""
        if role not in ROLES:
            raise InputInvalid({"role": [f"须为以下之一:{'、'.join(ROLES)}。 Must be one of {', '.join(ROLES)}."]})
        self._check_state("active")
        self.role, self.term_ends_at = role, term_ends_at

    def accept(self, now: datetime) -> None:
        """Take in one who applied."""
        self._check_state("applied")
        self.state, self.since = "active", now

    def leave(self) -> None:
        """End the membership, or an application for it; a role ends with it."""
        if self.state == "left":
            self._check_state("active")
        self.state, self.role, self.term_ends_at = "left", "member", None

    def come_back(self, state: str, group: str, now: datetime) -> None:
        """Join again after having left. Raises `StateConflict` for one who is in already."""
        if self.state != "left":
            raise StateConflict(
                zh="该同学已是会员或已提交入会申请，没有作任何更改。",
                en="This person is a member or has applied already. Nothing was changed.",
                code="already_member",
            )
        self.state, self.group, self.since = state, group, now

    def backbone_reasons(self, now: datetime) -> list[str]:
        """Why this member counts as backbone (学生骨干); empty where they do not."""
        if self.state != "active":
            return []
        reasons = []
        if self.role == "backbone":
            reasons.append("named")
        if self.role in LEADING and (self.term_ends_at is None or self.term_ends_at > now):
            reasons.append("leads")
        if self.hours >= BACKBONE_HOURS:
            reasons.append("hours")
        return reasons

    def _check_state(self, wanted: str) -> None:
        if self.state != wanted:
            raise StateConflict(
                zh="该同学目前的会员状态不允许此项操作，没有作任何更改。",
                en="The state of this membership does not allow this. Nothing was changed.",
                code="member_state",
                state=self.state,
            )
