"""How far each person sees: one rule, asked about a single thing here and turned into a filter by storage.

Propaganda (article 4), the auditor and who may be on duty see all; student affairs and the youth league lead tier 3 and see it;
a unit's people see what their unit runs and, as a faculty, manages (article 6); everybody sees what they run or filed.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol, TypeVar

from services.contracts.errors import NotFound, NotPermitted

PROPAGANDA = ("officer", "director")
LEADS_TIER_3 = ("league", "student_affairs")
SEES_ALL = (*PROPAGANDA, "auditor", "duty")
UNIT_PEOPLE = ("responsible", "reviewer", "operator")
MANAGES = ("responsible", "reviewer")
NOBODY = "-"


class Identity(Protocol):
    """Who is acting, as far as rules ask."""

    @property
    def id(self) -> str: ...
    @property
    def username(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def unit_id(self) -> str: ...
    @property
    def session(self) -> str: ...
    @property
    def is_whole(self) -> bool: ...
    @property
    def grants(self) -> tuple[tuple[str, str], ...]: ...
    def has(self, *roles: str) -> bool: ...
    def holds(self, role: str, unit_id: str) -> bool: ...
    def units(self, *roles: str) -> set[str]: ...
    def require(self, *roles: str) -> None: ...


class Held(Protocol):
    """A thing that belongs to a unit and to people: an application or an account."""

    tier: int
    unit_id: str
    faculty_id: str

    @property
    def people(self) -> Collection[str]: ...


H = TypeVar("H", bound=Held)


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What somebody may see: everything, or what matches any of the rest."""

    everything: bool = False
    unit_ids: frozenset[str] = frozenset()
    faculty_ids: frozenset[str] = frozenset()
    tiers: frozenset[int] = frozenset()
    person_id: str = NOBODY

    def covers(self, thing: Held) -> bool:
        return (
            self.everything
            or thing.unit_id in self.unit_ids
            or thing.faculty_id in self.faculty_ids
            or thing.tier in self.tiers
            or self.person_id in thing.people
        )


def scope_of(identity: Identity) -> Scope:
    """How far `identity` sees into applications and accounts."""
    return Scope(
        everything=identity.has(*SEES_ALL),
        unit_ids=frozenset(identity.units(*UNIT_PEOPLE)),
        faculty_ids=frozenset(identity.units(*MANAGES)),
        tiers=frozenset({3} if identity.has(*LEADS_TIER_3) else ()),
        person_id=identity.id or NOBODY,
    )


def seen_by(identity: Identity, thing: H | None) -> H:
    """The thing; raises `NotFound` where there is none or `identity` may not know of it."""
    if thing is None or not scope_of(identity).covers(thing):
        raise NotFound()
    return thing


def require(allowed: bool, zh: str = "", en: str = "") -> None:
    """Raise `NotPermitted`, saying why, where not `allowed`."""
    if not allowed:
        raise NotPermitted(zh=zh, en=en)
