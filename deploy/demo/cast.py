"""The people of the demo: who they are, and how the generator speaks for them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

import eventlet

from deploy.demo.corpus import UNITS, person_names
from services.kit.identity import Identity
from services.kit.ids import new_trace, set_trace
from services.kit.platform import Platform
from services.kit.remote import Remote
from services.kit.wire import Request

PEOPLE = 200
STUDENTS = 20
PATIENCE = 30.0
SCREENING_SECONDS = 10.0
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class PersonPlan:
    """A person to make: `roles` are pairs of role and unit key; those who sign in have the demo password."""

    username: str
    name: str
    unit: str
    roles: tuple[tuple[str, str], ...]
    signs_in: bool = False
    number: str = ""
    phone: str = ""


def plan_people(chance: Random) -> list[PersonPlan]:
    """The people of the contract first, then heads, reviewers and operators of every unit, then students up to `PEOPLE`."""
    named = [
        ("officer", "propaganda", (("officer", ""),)),
        ("director", "propaganda", (("director", ""),)),
        ("cs.head", "cs", (("responsible", "cs"),)),
        ("cs.editor", "cs", (("reviewer", "cs"),)),
        ("cs.operator", "cs", (("operator", "cs"),)),
        ("league", "league", (("league", "league"),)),
        ("club.leader", "club", (("responsible", "club"), ("student", "club"))),
        ("club.operator", "club", (("operator", "club"), ("student", "club"))),
        ("duty", "propaganda", (("duty", ""),)),
        ("trainer", "propaganda", (("trainer", ""),)),
        ("association", "art", (("association", ""), ("student", "art"))),
        ("auditor", "college", (("auditor", ""),)),
        ("admin", "college", (("admin", ""),)),
    ]
    faculties = ("cs", "mech", "econ", "art")
    named += [
        (f"student{n}", unit := faculties[n % len(faculties)], (("student", unit),)) for n in range(1, STUDENTS + 1)
    ]
    staffed = [unit.key for unit in UNITS if unit.key not in ("college", "propaganda", "cs", "club")]
    for unit in staffed:
        student: tuple[tuple[str, str], ...] = (("student", unit),) if unit == "radio" else ()
        named += [
            (f"{unit}.head", unit, (("responsible", unit), *student)),
            (f"{unit}.editor", unit, (("reviewer", unit), *student)),
            (f"{unit}.operator", unit, (("operator", unit), *student)),
        ]
    named.append(("affairs", "affairs", (("student_affairs", "affairs"),)))
    signing_in = {username for username, _, _ in named}
    named += [
        (f"s{2026000 + n}", unit := chance.choice(faculties), (("student", unit),))
        for n in range(PEOPLE - len(named) - 1)
    ]
    names = person_names(len(named), chance)
    return [
        PersonPlan(username, name, unit, roles, username in signing_in, str(20260000 + n), f"138{n:08d}")
        for n, (name, (username, unit, roles)) in enumerate(zip(names, named, strict=True))
    ]


@dataclass
class Cast:
    """Speaks for the demo's people: calls the services with their identity, at the time the demo has come to."""

    platform: Platform
    remote: Remote
    units: dict[str, str] = field(default_factory=dict)
    _identities: dict[str, Identity] = field(default_factory=dict)

    def know(self, person_id: str, plan: PersonPlan) -> None:
        """Remember a person who was made."""
        grants = tuple((role, self.units[unit] if unit else "") for role, unit in plan.roles)
        self._identities[plan.username] = Identity(
            id=person_id, username=plan.username, name=plan.name, unit_id=self.units[plan.unit], grants=grants
        )

    def id_of(self, username: str) -> str:
        return self._identities[username].id

    def ask(self, username: str, service: str, operation: str, body: Any = None, **path: str) -> Any:
        """What the service answers this person."""
        set_trace(new_trace())
        token = self.platform.keys.issue(self._identities[username], self.platform.clock.now(), HOUR)
        return self.remote.call(service, operation, Request(path=path, body=body), token=token, timeout=PATIENCE)

    def screened(self, username: str, submission_id: str) -> dict[str, Any]:
        """The submission once it was screened."""
        with eventlet.Timeout(SCREENING_SECONDS):
            while True:
                submission: dict[str, Any] = self.ask(username, "review", "get_submission", id=submission_id)
                if submission["state"] != "screening":
                    return submission
                eventlet.sleep(0.01)
