"""Units: the tree of departments, faculties, clubs and classes, and who manages whom (article 6)."""

from __future__ import annotations

from dataclasses import dataclass, field

from services.contracts.errors import InputInvalid

STUDENT_BODIES = ("club", "class")
"""Units of students: what they run is tier 3."""

OWN_OF_COLLEGE = ("college", "propaganda")
"""Units that speak for the college itself: what they run is tier 1."""


@dataclass(eq=False, kw_only=True)
class Unit:
    """A unit (部门、单位). `path` lists the ids of its ancestors from the college down to itself."""

    id: str
    name: str
    kind: str
    parent_id: str = ""
    path: list[str] = field(default_factory=list)
    version: int = 1

    def place_under(self, parent: Unit | None) -> None:
        """Hang it into the tree. Raises `InputInvalid` where it would come to stand under itself."""
        if parent is not None and self.id in parent.path:
            raise InputInvalid({"parent_id": ["单位不能隶属于自己或下级。 A unit cannot stand under itself."]})
        self.parent_id = parent.id if parent else ""
        self.path = [*(parent.path if parent else []), self.id]


def managing_unit(unit: Unit, ancestors: list[Unit]) -> Unit:
    """The unit that manages the accounts of `unit`: for a student body its nearest ancestor that is none, else itself.

    `ancestors` run from the college down. Article 6: a student body's accounts are managed by its faculty (院部).
    """
    if unit.kind not in STUDENT_BODIES:
        return unit
    above = [ancestor for ancestor in ancestors if ancestor.id != unit.id and ancestor.kind not in STUDENT_BODIES]
    if not above:
        raise InputInvalid({"unit_id": ["该学生组织没有隶属院部。 This student body belongs to no faculty."]})
    return above[-1]


def check_tier(tier: int, unit: Unit) -> None:
    """Raise `InputInvalid` where a unit of this kind cannot run an account of this tier (article 6)."""
    if tier not in tiers_of(unit.kind):
        raise InputInvalid(
            {"tier": ["该类单位不能开办此级平台。 A unit of this kind cannot run an account of this tier."]}
        )


def tiers_of(kind: str) -> tuple[int, ...]:
    """Tiers open to a kind of unit: the college's own 1, student bodies 3, all others 2."""
    if kind in OWN_OF_COLLEGE:
        return (1, 2) if kind == "propaganda" else (1,)
    return (3,) if kind in STUDENT_BODIES else (2,)
