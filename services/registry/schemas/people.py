"""Units, people, their own accounts and what they saw, as shapes of the contract."""

from __future__ import annotations

from typing import Any

from services.registry.domain.people import Person
from services.registry.domain.personal import mask_number, mask_phone
from services.registry.domain.personal_accounts import Check, PersonalAccount
from services.registry.domain.sightings import Sighting
from services.registry.domain.units import Unit, responsible_office
from services.registry.schemas.contacts import Opens, moment


def dump_unit(unit: Unit) -> dict[str, Any]:
    return {
        "id": unit.id,
        "name": unit.name,
        "kind": unit.kind,
        "parent_id": unit.parent_id,
        "path": list(unit.path),
        "responsible_office": responsible_office(unit.kind),
        "version": unit.version,
    }


def dump_person(person: Person, vault: Opens) -> dict[str, Any]:
    return {
        "id": person.id,
        "username": person.username,
        "name": person.name,
        "unit_id": person.unit_id,
        "number": mask_number(vault.open(person.number, "person.number")),
        "phone": mask_phone(vault.open(person.phone, "person.phone")),
        "roles": [
            {
                "role": grant.role,
                "unit_id": grant.unit_id,
                "from_on": grant.from_on.isoformat() if grant.from_on else None,
                "until_on": grant.until_on.isoformat() if grant.until_on else None,
            }
            for grant in person.grants
        ],
        "active": person.active,
        "version": person.version,
    }


def dump_me(person: Person, grants: tuple[tuple[str, str], ...], accounts: list[str]) -> dict[str, Any]:
    return {
        "id": person.id,
        "username": person.username,
        "name": person.name,
        "unit_id": person.unit_id,
        "roles": list(dict.fromkeys(role for role, _ in grants)),
        "grants": [list(grant) for grant in grants],
        "accounts": accounts,
    }


def dump_personal_account(account: PersonalAccount) -> dict[str, Any]:
    return {
        "id": account.id,
        "owner_id": account.owner_id,
        "owner_name": account.owner_name,
        "unit_id": account.unit_id,
        "channel": account.channel,
        "handle": account.handle,
        "name": account.name,
        "note": account.note,
        "state": account.state,
        "reason": account.reason,
        "by": account.by,
        "by_name": account.by_name,
        "at": moment(account.at),
        "checked_at": moment(account.checked_at),
        "finding": account.finding,
        "version": account.version,
    }


def dump_check(check: Check) -> dict[str, Any]:
    return {
        "at": moment(check.at),
        "by": check.by,
        "by_name": check.by_name,
        "finding": check.finding,
        "note": check.note,
    }


def dump_sighting(sighting: Sighting) -> dict[str, Any]:
    return {
        "id": sighting.id,
        "channel": sighting.channel,
        "handle": sighting.handle,
        "name": sighting.name,
        "url": sighting.url,
        "note": sighting.note,
        "protected_names": list(sighting.protected_names),
        "registered": sighting.registered,
        "account_id": sighting.account_id,
        "state": sighting.state,
        "outcome": sighting.outcome,
        "comment": sighting.comment,
        "by": sighting.by,
        "by_name": sighting.by_name,
        "at": moment(sighting.at),
        "handled_by_name": sighting.handled_by_name,
        "handled_at": moment(sighting.handled_at),
        "version": sighting.version,
    }
