"""Units: made and moved by the administrator, read by everybody who is signed in."""

from __future__ import annotations

from typing import Any

from services.contracts.errors import InputInvalid, NotFound
from services.contracts.registry.events import UnitSaved
from services.registry.domain.units import Unit
from services.registry.handlers.office import Dump, Office, Page


def create_unit(office: Office, *, name: str, kind: str, parent_id: str = "") -> Unit:
    """A new unit under its parent. Administrator only."""
    office.identity.require("admin")
    unit = Unit(id=office.work.new_id(), name=name, kind=kind)
    _check_name(office, unit, name)
    unit.place_under(_parent(office, parent_id))
    office.units.add(unit)
    _tell(office, unit, "unit.created")
    return unit


def update_unit(office: Office, unit_id: str, *, name: str, kind: str, parent_id: str = "") -> Unit:
    """Rename or move a unit; the paths of all units below it follow."""
    office.identity.require("admin")
    unit = get_unit(office, unit_id)
    office.work.check_version(unit.version)
    _check_name(office, unit, name)
    unit.name, unit.kind = name, kind
    moved = parent_id != unit.parent_id
    unit.place_under(_parent(office, parent_id))
    _tell(office, unit, "unit.changed")
    if moved:
        _move_below(office, unit)
    return unit


def get_unit(office: Office, unit_id: str) -> Unit:
    unit = office.units.get(unit_id)
    if unit is None:
        raise NotFound()
    return unit


def list_units(office: Office, wanted: dict[str, Any], dump: Dump) -> Page:
    return office.units.page(wanted, dump)


def _move_below(office: Office, moved: Unit) -> None:
    """Place everything below a moved unit anew, parents before children."""
    below = sorted((unit for unit in office.units.below(moved.id) if unit.id != moved.id), key=lambda u: len(u.path))
    placed = {moved.id: moved}
    for unit in below:
        unit.place_under(placed[unit.parent_id])
        placed[unit.id] = unit
        _tell(office, unit, "unit.moved")


def _parent(office: Office, parent_id: str) -> Unit | None:
    if not parent_id:
        return None
    parent = office.units.get(parent_id)
    if parent is None:
        raise InputInvalid({"parent_id": ["没有此单位。 There is no such unit."]})
    return parent


def _check_name(office: Office, unit: Unit, name: str) -> None:
    known = office.units.named(name)
    if known is not None and known.id != unit.id:
        raise InputInvalid({"name": ["已有同名单位。 Another unit has this name."]})


def _tell(office: Office, unit: Unit, action: str) -> None:
    office.work.emit(
        UnitSaved(unit_id=unit.id, name=unit.name, kind=unit.kind, parent_id=unit.parent_id, path=tuple(unit.path))
    )
    office.work.record(action, f"unit:{unit.id}", name=unit.name, kind=unit.kind, parent_id=unit.parent_id)
