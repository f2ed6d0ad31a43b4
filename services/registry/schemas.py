"""Domain objects as the shapes of the contract. Personal data goes out masked, except where the viewer wrote it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol

from services.registry.domain.accounts import Account, Entry
from services.registry.domain.applications import EDITABLE, FORM_FIELDS, Application, Move
from services.registry.domain.people import Person
from services.registry.domain.personal import mask_number, mask_phone
from services.registry.domain.units import Unit

FORM = "application"


class Opens(Protocol):
    def open(self, sealed: str, purpose: str) -> str: ...


def moment(value: datetime | None) -> str | None:
    return value.isoformat() if value else None


def dump_unit(unit: Unit) -> dict[str, Any]:
    return {
        "id": unit.id,
        "name": unit.name,
        "kind": unit.kind,
        "parent_id": unit.parent_id,
        "path": list(unit.path),
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


def dump_application(application: Application, vault: Opens, viewer_id: str) -> dict[str, Any]:
    """Form 1 and where it stands. Its applicant reads in full what they can still change."""
    mine = application.applicant_id == viewer_id and application.state in EDITABLE
    return {
        "id": application.id,
        "state": application.state,
        "version": application.version,
        **dump_form(application.form, vault, masked=not mine),
        "applicant_id": application.applicant_id,
        "applicant_name": application.applicant_name,
        "endorsements": application.endorsements,
        "waits_for": list(application.waits_for),
        "waiting_since": moment(application.waiting_since),
        "decided_by": application.decided_by,
        "decided_at": moment(application.decided_at),
        "reason_code": application.reason_code,
        "comment": application.comment,
        "account_id": application.account_id,
        "file_number": application.file_number,
        "created_at": moment(application.created_at),
        "submitted_at": moment(application.submitted_at),
    }


def dump_move(move: Move) -> dict[str, Any]:
    return {
        "at": moment(move.at),
        "by": move.by,
        "by_name": move.by_name,
        "action": move.action,
        "reason_code": move.reason_code,
        "comment": move.comment,
    }


def dump_form(form: dict[str, Any], vault: Opens, *, masked: bool) -> dict[str, Any]:
    """Form 1's fields with phones and numbers opened, or masked."""
    dumped = {name: form.get(name) for name in FORM_FIELDS}
    for name in ("responsible_person", "adviser"):
        if form.get(name):
            dumped[name] = dump_contact(form[name], vault, masked=masked)
    dumped["administrators"] = [dump_contact(one, vault, masked=masked) for one in form.get("administrators") or ()]
    return dumped


def dump_contact(contact: dict[str, Any], vault: Opens, *, masked: bool) -> dict[str, Any]:
    """A name with its phone and number."""
    masks: dict[str, Callable[[str], str]] = {"phone": mask_phone, "number": mask_number}
    dumped = dict(contact)
    for name, mask in masks.items():
        if contact.get(name):
            value = vault.open(contact[name], FORM)
            dumped[name] = mask(value) if masked else value
    return dumped


def dump_account(account: Account, vault: Opens) -> dict[str, Any]:
    return {
        "id": account.id,
        "file_number": account.file_number,
        "name": account.name,
        "handle": account.handle,
        "channel": account.channel,
        "tier": account.tier,
        "unit_id": account.unit_id,
        "faculty_id": account.faculty_id,
        "status": account.status,
        "status_reason": account.status_reason,
        "status_since": moment(account.status_since),
        "purpose": account.purpose,
        "audience": account.audience,
        "update_frequency": account.update_frequency,
        "responsible_person": dump_contact(account.responsible_person, vault, masked=True),
        "administrators": [dump_contact(one, vault, masked=True) for one in account.administrators],
        "operator_ids": list(account.operator_ids),
        "application_id": account.application_id,
        "approved_at": moment(account.approved_at),
        "version": account.version,
    }


def dump_entry(entry: Entry) -> dict[str, Any]:
    return {
        "at": moment(entry.at),
        "by": entry.by,
        "by_name": entry.by_name,
        "field": entry.field,
        "before": entry.before,
        "after": entry.after,
        "reason": entry.reason,
    }
