"""Who is asked to a session: an audience as the contract words it, and the person it is held against.

An audience is ``{unit_id?, roles?, association?, person_ids?}``; ``{}`` means everybody. A person named in `person_ids` is
admitted. Of the other conditions all that are given must hold; `unit_id` holds for everyone in that unit or below it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

CONDITIONS = ("unit_id", "roles", "association")


@dataclass(frozen=True, kw_only=True)
class Attendee:
    """A person as an audience looks at them. `unit_ids` are their units with all units above these."""

    person_id: str
    roles: frozenset[str] = frozenset()
    unit_ids: frozenset[str] = frozenset()
    member: bool = False


def admits(audience: Mapping[str, Any], attendee: Attendee) -> bool:
    """Whether `attendee` belongs to `audience` (article 16)."""
    named = audience.get("person_ids") or []
    if attendee.person_id in named:
        return True
    if named and not any(audience.get(condition) for condition in CONDITIONS):
        return False
    return _unit_fits(audience, attendee) and _role_fits(audience, attendee) and _membership_fits(audience, attendee)


def _unit_fits(audience: Mapping[str, Any], attendee: Attendee) -> bool:
    return not audience.get("unit_id") or audience["unit_id"] in attendee.unit_ids


def _role_fits(audience: Mapping[str, Any], attendee: Attendee) -> bool:
    return not audience.get("roles") or not attendee.roles.isdisjoint(audience["roles"])


def _membership_fits(audience: Mapping[str, Any], attendee: Attendee) -> bool:
    return not audience.get("association") or attendee.member
