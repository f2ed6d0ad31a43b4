"""The student new-media association (article 16): its members, their terms of office, what they did, who is backbone and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.contracts.errors import InputInvalid, StateConflict
from services.training.domain.rules import Rules

ROLES = ("member", "backbone", "group_leader", "vice_president", "president")
LEADING = ("group_leader", "vice_president", "president")
STATES = ("applied", "active", "left", "alumni")


@dataclass(eq=False, kw_only=True)
class Member:
    """A person in the association. `hours` and `points` are those of their activities; `since` is when they came in."""

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
    points: float = 0.0
    graduates_at: datetime | None = None
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
        if self.state not in ("active", "applied"):
            self._check_state("active")
        self._go("left")

    def graduate(self) -> None:
        """Leave the college: the membership becomes that of an alumnus, a role ends with it."""
        self._check_state("active")
        self._go("alumni")

    def _go(self, state: str) -> None:
        self.state, self.role, self.term_ends_at = state, "member", None

    def end_term(self) -> None:
        """The term of office is over: a member again."""
        self.role, self.term_ends_at = "member", None

    def check_active(self) -> None:
        """Raise `StateConflict` where the person is not an active member."""
        self._check_state("active")

    def come_back(self, state: str, group: str, now: datetime) -> None:
        """Join again after having left. Raises `StateConflict` for one who is in already."""
        if self.state not in ("left", "alumni"):
            raise StateConflict(
                zh="该同学已是会员或已提交入会申请，没有作任何更改。",
                en="This person is a member or has applied already. Nothing was changed.",
                code="already_member",
            )
        self.state, self.group, self.since = state, group, now

    def backbone_reasons(self, now: datetime, rules: Rules) -> list[str]:
        """Why this member counts as backbone (学生骨干); empty where they do not."""
        if self.state != "active":
            return []
        reasons = []
        if self.role == "backbone":
            reasons.append("named")
        if self.role in LEADING and (self.term_ends_at is None or self.term_ends_at > now):
            reasons.append("leads")
        if self.hours >= rules.backbone_hours:
            reasons.append("hours")
        if self.points >= rules.backbone_points:
            reasons.append("points")
        return reasons

    def _check_state(self, wanted: str) -> None:
        if self.state != wanted:
            raise StateConflict(
                zh="该同学目前的会员状态不允许此项操作，没有作任何更改。",
                en="The state of this membership does not allow this. Nothing was changed.",
                code="member_state",
                state=self.state,
            )


@dataclass(eq=False, kw_only=True)
class Department:
    """A department of the association, and what it does."""

    id: str
    name: str
    work: str = ""


@dataclass(eq=False, kw_only=True)
class Term:
    """A term of office. It ends by its time (expired), by another role (changed), a hand-over, or with the membership (left)."""

    id: str
    member_id: str
    role: str
    department: str
    began_at: datetime
    ends_at: datetime | None = None
    ended_at: datetime | None = None
    end_reason: str = ""
    successor_id: str | None = None
    notes: str = ""

    def end(self, reason: str, now: datetime) -> None:
        self.ended_at, self.end_reason = now, reason


@dataclass(eq=False, kw_only=True)
class Activity:
    """Something a member did, with the hours it took and the points it counts; by certificate where it was a session."""

    id: str
    member_id: str
    kind: str
    title: str
    hours: float
    points: float
    happened_at: datetime
    noted_by: str
    certificate_number: str = ""


@dataclass(frozen=True)
class Yearbook:
    """A year of the association. `known` holds every member whom terms and activities name; `units` names their units."""

    year: int
    members: list[Member]
    terms: list[Term]
    activities: list[Activity]
    known: dict[str, Member]
    units: dict[str, str]
    rules: Rules
