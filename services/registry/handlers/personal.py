"""Personal data: read in full by those who need it, handed out and erased on request; each look-up is in the ledger."""

from __future__ import annotations

from typing import Any

from services.contracts.errors import StateConflict
from services.contracts.registry.events import erased_username
from services.registry.domain.accounts import Account
from services.registry.domain.people import Person
from services.registry.domain.rights import PROPAGANDA, UNIT_PEOPLE, require
from services.registry.handlers.access import end_everything_of
from services.registry.handlers.accounts import get_account
from services.registry.handlers.drafting import PURPOSE, opened
from services.registry.handlers.office import Office
from services.registry.handlers.people import get_person, tell_person

ERASED = "已删除"


def read_contact(office: Office, person_id: str) -> dict[str, str]:
    """Phone and number in full: for oneself, the administrator, propaganda, and the unit's responsible person."""
    person = get_person(office, person_id)
    who = office.identity
    needs = who.id == person.id or who.has("admin", *PROPAGANDA) or who.holds("responsible", person.unit_id)
    require(needs)
    office.work.record("person.contact_read", f"person:{person.id}")
    return {"id": person.id, "name": person.name, **contact_of(office, person)}


def account_contacts(office: Office, account_id: str) -> dict[str, Any]:
    """Phones and numbers of who answers for and runs an account, in full: for propaganda, those who may be on duty, the
    unit's people and its managing unit's responsible person. The look-up is in the ledger."""
    account = get_account(office, account_id)
    who = office.identity
    needs = who.has("duty", *PROPAGANDA) or any(who.holds(role, account.unit_id) for role in UNIT_PEOPLE)
    require(needs or who.holds("responsible", account.faculty_id) or who.id in account.operator_ids)
    office.work.record("account.contacts_read", f"account:{account.id}")
    fields = {"responsible_person": account.responsible_person, "administrators": account.administrators}
    return {"id": account.id, **opened(office, fields)}


def export_person(office: Office, person_id: str) -> dict[str, Any]:
    """All that the registry keeps of one person: for themselves and the administrator."""
    person = get_person(office, person_id)
    require(office.identity.id == person.id or office.identity.has("admin"))
    office.work.record("person.exported", f"person:{person.id}")
    return {
        "id": person.id,
        "username": person.username,
        "name": person.name,
        "unit_id": person.unit_id,
        "active": person.active,
        "created_at": person.created_at.isoformat(),
        **contact_of(office, person),
        "roles": [[grant.role, grant.unit_id] for grant in person.grants],
        "sessions": [
            {"how": one.how, "address": one.address, "agent": one.agent, "made_at": one.made_at.isoformat()}
            for one in office.access.open_sign_ins(person.id, office.work.now)
        ],
        "accounts": list(office.accounts.operated_by(person.id)),
        **office.traces.counted(person.id),
        "personal_accounts": [
            {"channel": one.channel, "handle": one.handle, "name": one.name, "state": one.state}
            for one in office.personal_accounts.owned_by(person.id)
        ],
    }


def erase_person(office: Office, person_id: str) -> Person:
    """Forget name, user name, number, phone and password of somebody who has left, also in forms that name them, and their
    personal accounts; what they did stays under their id.

    Administrator only. Raises `StateConflict` while they are active, or an account that runs names or is operated by them.
    """
    office.identity.require("admin")
    person = get_person(office, person_id)
    office.work.check_version(person.version)
    contact = {"name": person.name, **contact_of(office, person)}
    forms = [one for one in office.traces.forms_naming(person.name) if _names(office, one, contact)]
    running = any(isinstance(one, Account) and one.status != "closed" for one in forms)
    if person.active or running or office.accounts.operated_by(person.id):
        raise StateConflict(
            zh="此人仍在岗或仍管理平台,未作删除。请先停用并完成平台交接。",
            en="This person is active or operates an account still; nothing was erased. Deactivate them and hand over first.",
            code="still_needed",
        )
    for one in forms:
        for field in PARTS[type(one).__name__]:
            setattr(one, field, _scrubbed(office, getattr(one, field), contact))
    person.name, person.username = ERASED, erased_username(person.id)
    person.number = person.number_index = person.phone = person.password_hash = ""
    person.grants = []
    forget_access(office, person.id)
    tell_person(office, person, "person.erased")
    office.people.keep()
    office.traces.forget(person.id, ERASED)
    return person


def forget_access(office: Office, person_id: str) -> None:
    """End every session and token of somebody, and forget their second factor."""
    end_everything_of(office, person_id)
    factor = office.access.second_factor(person_id)
    if factor is not None:
        office.access.remove(factor)


PARTS = {
    "Application": ("administrators", "responsible_person", "adviser"),
    "Account": ("administrators", "responsible_person"),
    "Change": ("before", "after"),
    "Move": ("form",),
}
"""Where people stand in each kind of form."""


def _names(office: Office, form: Any, contact: dict[str, str]) -> bool:
    parts = [getattr(form, field) for field in PARTS[type(form).__name__]]
    return any(_scrubbed(office, part, contact) != part for part in parts)


def _scrubbed(office: Office, value: Any, contact: dict[str, str]) -> Any:
    """The value without whoever has this name and one of this number and phone."""
    if isinstance(value, list):
        return [_scrubbed(office, one, contact) for one in value]
    if not isinstance(value, dict):
        return value
    if value.get("name") == contact["name"] and _same(office, value, contact):
        return {name: ERASED if name == "name" else "" for name in value}
    return {name: _scrubbed(office, one, contact) for name, one in value.items()}


def _same(office: Office, fields: dict[str, Any], contact: dict[str, str]) -> bool:
    return any(
        fields.get(name) and office.vault.open(fields[name], PURPOSE) == contact[name]
        for name in ("number", "phone")
        if contact[name]
    )


def contact_of(office: Office, person: Person) -> dict[str, str]:
    return {
        "number": office.vault.open(person.number, "person.number"),
        "phone": office.vault.open(person.phone, "person.phone"),
    }
