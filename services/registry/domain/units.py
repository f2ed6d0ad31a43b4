"""Units: the tree of departments, faculties, clubs and classes, and who manages whom (article 6)."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from services.contracts.errors import InputInvalid

STUDENT_BODIES = ("club", "class")
"""Units of students: what they run is tier 3."""

OWN_OF_COLLEGE = ("college", "propaganda")
"""Units that speak for the college itself: what they run is tier 1."""


RESPONSIBLE = {
    "faculty": ("党支部书记", ("书记",)),
    "club": (
        "团学组织、社团负责人",
        ("负责人", "会长", "社长", "主席", "队长", "团长", "站长", "理事长", "部长", "主任"),
    ),
    "class": ("班级辅导员", ("辅导员", "班主任")),
}
"""Article 6, by the kind of unit: who is the responsible person (第一责任人), and the words that such a title holds."""

HEAD_OF_UNIT = (
    "部门、单位正职领导",
    (
        "部长",
        "处长",
        "主任",
        "馆长",
        "院长",
        "校长",
        "书记",
        "主席",
        "所长",
        "科长",
        "主管",
        "负责人",
        "正职",
        "总经理",
    ),
)


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


def responsible_office(kind: str) -> str:
    """Who is the responsible person of a unit of this kind, in the words of article 6."""
    return RESPONSIBLE.get(kind, HEAD_OF_UNIT)[0]


def fits_office(kind: str, title: str) -> bool:
    """Whether a title can be that of the responsible person: a faculty's secretary, another unit's head, a club's leader, a
    class's counsellor (article 6). A deputy is none."""
    words = "|".join(RESPONSIBLE.get(kind, HEAD_OF_UNIT)[1])
    return re.search(rf"(?<!副)(?:{words})(?!助理|秘书)", title) is not None


def check_responsible(kind: str, roles: Collection[str]) -> None:
    """Raise `InputInvalid` where a student is to answer for a class: that is its counsellor's (article 6)."""
    if kind == "class" and "student" in roles:
        raise InputInvalid(
            {
                "roles": [
                    "班级的第一责任人是辅导员,不能是学生。 A class is answered for by its counsellor, not by a student."
                ]
            }
        )
