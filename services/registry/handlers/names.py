"""Name protection (article 8) and look-outs against repetition (article 11)."""

from __future__ import annotations

from typing import Any

from services.contracts.errors import InputInvalid, NotFound
from services.registry.domain.names import Finding, ProtectedName, check_name
from services.registry.domain.rights import PROPAGANDA, require
from services.registry.domain.similar import Profile, rank
from services.registry.domain.units import OWN_OF_COLLEGE
from services.registry.handlers.office import Dump, Office, Page

KEEPERS = ("admin", *PROPAGANDA)


def find_protected(office: Office, name: str, unit_id: str) -> list[Finding]:
    """What in `name` is protected; for a unit, less what is its own."""
    protected = [*_of_college(office), *office.names.all()]
    unit = office.units.get(unit_id) if unit_id else None
    if unit_id and unit is None:
        raise InputInvalid({"unit_id": ["没有此单位。 There is no such unit."]})
    if unit is None:
        return check_name(name, protected, office.read_name)
    speaks = unit.kind in OWN_OF_COLLEGE
    return check_name(name, protected, office.read_name, own_path=unit.path, own_id=unit.id, speaks=speaks)


def require_free_name(office: Office, name: str, unit_id: str, field: str = "name") -> None:
    """Raise `InputInvalid` where a name uses, or imitates, one that belongs to others (article 8)."""
    blocking = [finding.protected_name for finding in find_protected(office, name, unit_id) if finding.blocks]
    if blocking:
        names = "、".join(dict.fromkeys(blocking))
        message = f"名称含有受保护名称或与之近似:{names}。 The name uses or imitates a protected name: {names}."
        raise InputInvalid({field: [message]})


def add_protected_name(office: Office, name: str, note: str) -> ProtectedName:
    office.identity.require(*KEEPERS)
    if office.names.named(name):
        raise InputInvalid({"name": ["该名称已受保护。 This name is protected already."]})
    protected = ProtectedName(id=office.work.new_id(), name=name, note=note)
    office.names.add(protected)
    office.work.record("protected_name.added", f"protected_name:{protected.id}", name=name)
    return protected


def remove_protected_name(office: Office, name_id: str) -> None:
    office.identity.require(*KEEPERS)
    protected = office.names.get(name_id)
    if protected is None:
        raise NotFound()
    office.names.remove(protected)
    office.work.record("protected_name.removed", f"protected_name:{name_id}", name=protected.name)


def list_protected_names(office: Office, wanted: dict[str, Any], dump: Dump) -> Page:
    return office.names.page(wanted, dump)


def similar_accounts(office: Office, wanted: dict[str, Any]) -> list[dict[str, Any]]:
    """Accounts that serve the same end, likest first, each with why (article 11). For anybody who is signed in."""
    require(not office.identity.has("admin") or office.identity.has(*PROPAGANDA))
    asked = Profile("", wanted["name"], wanted["purpose"], wanted["audience"], wanted["channel"], wanted["unit_id"])
    return rank(asked, office.accounts.profiles(wanted["channel"], wanted["unit_id"]))


def _of_college(office: Office) -> list[ProtectedName]:
    full, short = office.college
    return [
        ProtectedName(id="college", name=full, kind="college"),
        ProtectedName(id="short", name=short, kind="short"),
    ]
