"""Quotas: how many seats of a session the people of a unit may have at most (article 16)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from services.contracts.errors import StateConflict

OTHERS = "*"
"""Stands for everyone whose unit is not named."""


@dataclass(eq=False, kw_only=True)
class Quota:
    """The seats that a unit with those below it may have, and how many it has."""

    session_id: str
    unit_id: str
    capacity: int
    taken: int = 0

    @property
    def free(self) -> int:
        return self.capacity - self.taken


def quota_unit(path: Sequence[str], named: Collection[str]) -> str:
    """Whose quota holds for a person: the nearest named unit on their `path` from the college down to their own; else `OTHERS`
    where that is named, else none (empty)."""
    nearest = next((unit_id for unit_id in reversed(path) if unit_id in named), "")
    return nearest or (OTHERS if OTHERS in named else "")


def allot(wanted: Iterable[str], free: int, quotas: Mapping[str, Quota]) -> list[bool]:
    """Who of these, given by the unit whose quota holds, gets one of `free` seats, in their order; quotas are charged."""
    given = []
    for unit_id in wanted:
        quota = quotas.get(unit_id)
        seated = free > 0 and (quota is None or quota.free > 0)
        if seated:
            free -= 1
            if quota is not None:
                quota.taken += 1
        given.append(seated)
    return given


def may_follow(leaves: str, comes: str, quotas: Mapping[str, Quota]) -> bool:
    """Whether somebody of the unit `comes` may have the seat that one of the unit `leaves` gives them."""
    quota = quotas.get(comes)
    return comes == leaves or quota is None or quota.free > 0


def pass_on(leaves: str, comes: str, quotas: Mapping[str, Quota]) -> None:
    """Charge a seat that went from one of the unit `leaves` to one of the unit `comes`."""
    for unit_id, change in ((leaves, -1), (comes, 1)):
        if unit_id in quotas:
            quotas[unit_id].taken += change


def quota_taken(taken: int) -> StateConflict:
    """The refusal of a quota below what its unit has already."""
    return StateConflict(
        zh=f"该单位已有 {taken} 人占有席位，单位名额不能低于此数。没有作任何更改。",
        en=f"{taken} people of this unit have a seat; its quota cannot be less. Nothing was changed.",
        code="quota_taken",
        taken=taken,
    )
