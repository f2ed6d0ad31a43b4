"""Form 1 (附件1) by its fields: what a draft may still lack, what must stand there at submission, and what two versions differ in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

EMPTY = ["不能为空。 Must not be empty."]

FORM_FIELDS = (
    "channel",
    "tier",
    "unit_id",
    "faculty_id",
    "name",
    "handle",
    "purpose",
    "audience",
    "update_frequency",
    "responsible_person",
    "administrators",
    "adviser",
    "review_rules",
    "emergency_plan",
    "undertaking",
    "duplicate_reason",
)

BLANK: dict[str, Any] = {
    "name": "",
    "handle": "",
    "purpose": "",
    "audience": "",
    "update_frequency": "",
    "responsible_person": {},
    "administrators": [],
    "adviser": None,
    "review_rules": "",
    "emergency_plan": "",
    "undertaking": False,
    "duplicate_reason": "",
}
"""Form 1 before anything is written into it; where it is drafted (channel, tier, unit) is known from the first."""

REQUIRED = (
    "name",
    "handle",
    "purpose",
    "audience",
    "update_frequency",
    "responsible_person",
    "administrators",
    "review_rules",
    "emergency_plan",
    "undertaking",
)
OF_PEOPLE = {"responsible_person": ("name", "title", "phone"), "administrators": ("name", "number", "phone")}


def missing_fields(form: dict[str, Any]) -> dict[str, list[str]]:
    """What a form still lacks before it can be submitted: ``{"administrators.0.phone": ["…"]}``."""
    errors = {name: EMPTY for name in REQUIRED if not form.get(name)}
    for name, parts in OF_PEOPLE.items():
        people = form.get(name) or []
        for at, person in enumerate([people] if isinstance(people, dict) else people):
            where = name if isinstance(people, dict) else f"{name}.{at}"
            errors |= {f"{where}.{part}": EMPTY for part in parts if not person.get(part)}
    return errors


@dataclass(frozen=True)
class Difference:
    """A field that was written anew between two submissions."""

    field: str
    before: Any
    after: Any


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[Difference]:
    """What two versions of a form, both with their personal data readable, differ in, in the form's order."""
    return [
        Difference(name, before.get(name), after.get(name))
        for name in FORM_FIELDS
        if (before.get(name) or None) != (after.get(name) or None)
    ]
