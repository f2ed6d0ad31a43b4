"""Units: made by the administrator, read by everybody who is signed in."""

from __future__ import annotations

from typing import Any

from services.contracts.errors import InputInvalid, NotFound
from services.contracts.registry.events import UnitSaved
from services.registry.domain.units import Unit
from services.registry.handlers.office import Dump, Office, Page


def create_unit(office: Office, *, name: str, kind: str, parent_id: str = "") -> Unit:
    """A new unit under its parent. Administrator only."""
    office.identity.require("admin")
    office.units.await_turn(parent_id)
    unit = Unit(id=office.work.new_id(), name=name, kind=kind)
    check_name(office, unit, name)
    unit.place_under(parent_named(office, parent_id))
    office.units.add(unit)
    tell_unit(office, unit, "unit.created")
    return unit


def get_unit(office: Office, unit_id: str) -> Unit:
    unit = office.units.get(unit_id)
    if unit is None:
        raise NotFound()
    return unit


def list_units(office: Office, wanted: dict[str, Any], dump: Dump) -> Page:
    return office.units.page(wanted, dump)


def parent_named(office: Office, parent_id: str, field: str = "parent_id") -> Unit | None:
    if not parent_id:
        return None
    parent = office.units.get(parent_id)
    if parent is None:
        raise InputInvalid({field: ["没有此单位。 There is no such unit."]})
    return parent


def check_name(office: Office, unit: Unit, name: str) -> None:
    known = office.units.named(name)
    if known is not None and known.id != unit.id:
        raise InputInvalid({"name": ["已有同名单位。 Another unit has this name."]})


def tell_unit(office: Office, unit: Unit, action: str) -> None:
    office.work.emit(
        UnitSaved(unit_id=unit.id, name=unit.name, kind=unit.kind, parent_id=unit.parent_id, path=tuple(unit.path))
    )
    office.work.record(action, f"unit:{unit.id}", name=unit.name, kind=unit.kind, parent_id=unit.parent_id)
