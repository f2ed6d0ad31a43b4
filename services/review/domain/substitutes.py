"""Substitutes (代审): who takes the place of a reviewer on leave, from when to when. Nobody gains more than a place in review."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.contracts.errors import InputInvalid
from services.review.domain.stages import DECIDERS, Person, Stage

LONGEST = timedelta(days=180)


@dataclass(eq=False)
class Member:
    """A person as the registry last told of them. `grants` pairs role and unit."""

    id: str
    name: str
    unit_id: str
    grants: list[list[str]]
    active: bool

    @property
    def person(self) -> Person:
        return Person(self.id, self.name, tuple((role, unit) for role, unit in self.grants))

    @property
    def places(self) -> list[tuple[str, str]]:
        """The grants by which they decide on texts."""
        return [(role, unit) for role, unit in self.grants if role in DECIDERS]


@dataclass(eq=False)
class Substitute:
    """`substitute` takes `absent`'s place in review between two moments; `ended_at` where that was ended early."""

    id: str
    absent_id: str
    absent_name: str
    substitute_id: str
    substitute_name: str
    starts_at: datetime
    ends_at: datetime
    reason: str
    set_by: str
    set_by_name: str
    created_at: datetime
    ended_at: datetime | None = None

    def stands_in(self, now: datetime) -> bool:
        return self.ended_at is None and self.starts_at <= now < self.ends_at


def check_substitution(absent: Member, substitute: Member, starts_at: datetime, ends_at: datetime) -> None:
    """Raise `InputInvalid` for a period that makes no sense, or people who cannot stand in for one another."""
    errors: dict[str, list[str]] = {}
    if not starts_at < ends_at <= starts_at + LONGEST:
        errors["ends_at"] = ["须晚于开始时间,且不超过 180 天。 Must be after the beginning, within 180 days."]
    if absent.id == substitute.id:
        errors["substitute_id"] = ["不能由本人代审。 Nobody stands in for themselves."]
    elif not substitute.active:
        errors["substitute_id"] = ["该人员已停用。 This person is no longer active."]
    elif substitute.person.is_student and not absent.person.is_student:
        errors["substitute_id"] = ["学生不能代教师审核。 A student does not stand in for a teacher."]
    if not absent.places:
        errors["absent_id"] = ["该人员没有审核职责。 This person has no place in review."]
    if errors:
        raise InputInvalid(errors)


def whose_place(person: Person, stage: Stage, absent: Sequence[Member]) -> Member | None:
    """In whose place a person decides at a stage; None where a grant of their own is enough."""
    if stage.may_be_decided_by(person):
        return None
    return next((member for member in absent if stage.may_be_decided_by(member.person)), None)
