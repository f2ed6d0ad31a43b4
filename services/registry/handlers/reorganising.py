"""The college reorganises: a unit is renamed, moved, or merged into another, and what belongs to it comes along (article 6).

Its accounts keep their files; who manages them is what the tree says now. People keep their roles, held in the unit that is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from services.contracts.errors import InputInvalid
from services.contracts.registry.events import UnitMerged
from services.registry.domain.people import Grant, Person
from services.registry.domain.units import Unit, check_responsible, tiers_of
from services.registry.handlers.accounts import keep_entry, tell_changed
from services.registry.handlers.drafting import manager_of
from services.registry.handlers.office import Office
from services.registry.handlers.people import tell_person
from services.registry.handlers.units import check_name, get_unit, parent_named, tell_unit


def update_unit(office: Office, unit_id: str, *, name: str, kind: str, parent_id: str = "") -> Unit:
    """Rename, move or call a unit another kind; the paths of all units below it follow, and so do their accounts."""
    office.identity.require("admin")
    office.units.await_turn_of_tree()
    unit = get_unit(office, unit_id)
    office.work.check_version(unit.version)
    check_name(office, unit, name)
    _check_tiers(office, unit, kind, "kind")
    placed = (unit.parent_id, unit.kind)
    unit.name, unit.kind = name, kind
    unit.place_under(parent_named(office, parent_id))
    tell_unit(office, unit, "unit.changed")
    below = _place_below(office, unit) if placed != (unit.parent_id, unit.kind) else []
    for one in (unit, *below):
        _follow(office, one)
    return unit


def merge_unit(office: Office, unit_id: str, into_id: str) -> Unit:
    """Give all that a unit has to another: accounts, people, what is under way, and the units below it. The unit is no more.
    Administrator only. Raises `InputInvalid` where the other lies below it, or may not run such accounts.
    """
    office.identity.require("admin")
    office.units.await_turn_of_tree()
    unit, into = get_unit(office, unit_id), parent_named(office, into_id, "into_id")
    office.work.check_version(unit.version)
    if into is None or unit.id in into.path:
        message = "须并入另一个单位,且不能是其下级。 It must be another unit, and none below it."
        raise InputInvalid({"into_id": [message]})
    _check_tiers(office, unit, into.kind, "into_id")
    for person in office.people.of_unit(unit.id):
        _move_person(office, person, unit, into)
    for account in office.accounts.of_unit(unit.id):
        keep_entry(office, account, "unit_id", unit.name, into.name, "")
    _move_children(office, unit, into)
    office.units.give_all(unit.id, into.id)
    _follow(office, into)
    office.work.emit(UnitMerged(unit_id=unit.id, name=unit.name, into_id=into.id, into_name=into.name))
    office.work.record("unit.merged", f"unit:{unit.id}", name=unit.name, into=into.id)
    office.units.remove(unit)
    return into


def _move_children(office: Office, unit: Unit, into: Unit) -> None:
    for child in [one for one in office.units.below(unit.id) if one.parent_id == unit.id]:
        child.place_under(into)
        tell_unit(office, child, "unit.moved")
        for one in (child, *_place_below(office, child)):
            _follow(office, one)


def _move_person(office: Office, person: Person, unit: Unit, into: Unit) -> None:
    """Somebody of the unit is of the other one from now on, with the same roles, each once."""
    grants: dict[tuple[object, ...], Grant] = {}
    for grant in person.grants:
        place = into.id if grant.unit_id == unit.id else grant.unit_id
        grants.setdefault((grant.role, place, grant.from_on, grant.until_on), grant)
        if place == into.id and grant.role == "responsible":
            check_responsible(into.kind, {one.role for one in person.grants})
    if person.unit_id == unit.id:
        person.unit_id = into.id
    person.grants = [
        replace(grant, id=office.work.new_id(), unit_id=str(place)) if grant.unit_id != place else grant
        for (_, place, *_), grant in grants.items()
    ]
    tell_person(office, person, "person.unit_merged")


def _follow(office: Office, unit: Unit) -> None:
    """What the unit runs is managed by whom the tree says now; the other services hear of unit and manager (article 6)."""
    office.units.manage(unit.id, manager_of(office, unit).id)
    for account in office.accounts.of_unit(unit.id):
        tell_changed(office, account)


def _place_below(office: Office, moved: Unit) -> Sequence[Unit]:
    """Place everything below a moved unit anew, parents before children; these units."""
    below = sorted((unit for unit in office.units.below(moved.id) if unit.id != moved.id), key=lambda u: len(u.path))
    placed = {moved.id: moved}
    for unit in below:
        unit.place_under(placed[unit.parent_id])
        placed[unit.id] = unit
        tell_unit(office, unit, "unit.moved")
    return below


def _check_tiers(office: Office, unit: Unit, kind: str, field: str) -> None:
    """Raise `InputInvalid` where a unit of this kind could not run what this one runs (article 6)."""
    if any(account.tier not in tiers_of(kind) for account in office.accounts.of_unit(unit.id)):
        message = (
            "该类单位不能开办本单位在册平台的级别。 A unit of that kind cannot run the accounts that this one has."
        )
        raise InputInvalid({field: [message]})
