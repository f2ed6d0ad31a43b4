"""The association's terms, departments and activities as the shapes of the contract."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.contracts.training import member_shapes as shapes
from services.training.domain.association import Activity

dump_term = shapes.TermShape(exclude=["member", "successor"]).dump
_activities = shapes.ActivityShape()


def with_names(found: dict[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """A page of terms with the names of the members whom they name."""
    named = (
        {**item, "member": names.get(item["member_id"], ""), "successor": names.get(item["successor_id"] or "", "")}
        for item in found["items"]
    )
    return {**found, "items": list(named)}


def dump_activity(activity: Activity) -> dict[str, Any]:
    found: dict[str, Any] = _activities.dump(activity)
    return found
