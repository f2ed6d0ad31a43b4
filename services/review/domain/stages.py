"""The stages (审次) that a text passes, and who may decide at each (article 13).

A chain is a list of steps, one list a tier; laid out for an account it becomes the stages of one submission. A step may be
bound to a condition: `escalate` (screening found something that must go further) or `campaign` (the text belongs to one).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from services.contracts.errors import InputInvalid

ALWAYS, ESCALATE, CAMPAIGN = "", "escalate", "campaign"
CONDITIONS = (ALWAYS, ESCALATE, CAMPAIGN)
UNIT, FACULTY, COLLEGE = "unit", "faculty", ""
PLACES = (UNIT, FACULTY, COLLEGE)
DECIDERS = ("reviewer", "responsible", "officer", "director", "league", "student_affairs")


@dataclass(frozen=True)
class Person:
    """Who acts: id, name and the grants (role, unit) that hold for them now."""

    id: str
    name: str
    grants: tuple[tuple[str, str], ...]

    def has(self, *roles: str) -> bool:
        """Whether any of `roles` is held, in whatever unit."""
        return any(role in roles for role, _ in self.grants)

    @property
    def is_student(self) -> bool:
        return any(role in ("student", "association") for role, _ in self.grants)


@dataclass(frozen=True)
class Step:
    """A step of a chain: a role, where it must be held (`unit`, `faculty` or anywhere), and when the step is taken."""

    role: str
    place: str = COLLEGE
    when: str = ALWAYS


@dataclass(frozen=True)
class Stage:
    """A stage of one submission: a role in one unit (``""``: anywhere)."""

    role: str
    unit_id: str = ""
    when: str = ALWAYS

    def may_be_decided_by(self, person: Person) -> bool:
        return any(
            role == self.role and (not self.unit_id or unit in (self.unit_id, "")) for role, unit in person.grants
        )


DEFAULT_CHAINS: dict[int, tuple[Step, ...]] = {
    1: (Step("officer"), Step("director")),
    2: (
        Step("reviewer", UNIT),
        Step("responsible", UNIT),
        Step("director", when=ESCALATE),
        Step("director", when=CAMPAIGN),
    ),
    3: (
        Step("responsible", UNIT),
        Step("reviewer", FACULTY),
        Step("director", when=ESCALATE),
        Step("director", when=CAMPAIGN),
    ),
}
"""By default (articles 6, 13): the college's own accounts within the propaganda department, a unit's within the unit, a student
body's by its leader and its faculty; and to the propaganda department what is escalated or part of a campaign."""


def lay_out(steps: Iterable[Step], *, unit_id: str, faculty_id: str, in_campaign: bool) -> list[dict[str, Any]]:
    """The stages of one submission, as plain values. A campaign's text needs its steps always, others never."""
    places = {UNIT: unit_id, FACULTY: faculty_id or unit_id, COLLEGE: ""}
    found: list[Stage] = []
    for step in steps:
        if step.when == CAMPAIGN and not in_campaign:
            continue
        when = ALWAYS if step.when == CAMPAIGN else step.when
        stage = Stage(step.role, places[step.place], when)
        certain = Stage(stage.role, stage.unit_id)
        if certain in found:
            continue
        if when == ALWAYS and (possible := Stage(stage.role, stage.unit_id, ESCALATE)) in found:
            found.remove(possible)
        found.append(stage)
    return [asdict(stage) for stage in found]


def active(stages: Sequence[dict[str, Any]], severity: str, *, raised: bool = False) -> list[Stage]:
    """The stages that are really passed, now that screening's `severity` is known; `raised`: a person escalated it."""
    taken = (ALWAYS, severity, ESCALATE) if raised else (ALWAYS, severity)
    return [Stage(**stage) for stage in stages if stage["when"] in taken]


def check_chain(steps: Sequence[Step], tier: int) -> None:
    """Raise `InputInvalid` for a chain that could let a text pass unread, or whose first stage is not certain.

    A step that leads to the same role in the same unit as one before it is no second stage: above tier 3 nobody's unit has a faculty.
    """
    faculty_id = "faculty" if tier == 3 else "unit"
    stages = lay_out(steps, unit_id="unit", faculty_id=faculty_id, in_campaign=False)
    if len([stage for stage in stages if stage["when"] == ALWAYS]) < 2:
        message = "每篇稿件至少须经两个不同的必经审次。 Every text passes two different stages at least."
        raise InputInvalid({"steps": [message]})
    if steps[0].when != ALWAYS:
        raise InputInvalid({"steps.0.when": ["第一审次须为必经。 The first stage is always taken."]})
