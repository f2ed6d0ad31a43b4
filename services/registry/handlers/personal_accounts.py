"""The units' supervised lists of personal accounts (article 9)."""

from __future__ import annotations

from typing import Any

from services.contracts.errors import InputInvalid, StateConflict
from services.contracts.registry.life_events import PersonalAccountReported
from services.registry.domain.accounts import handle_key
from services.registry.domain.people import Person
from services.registry.domain.personal_accounts import Check, PersonalAccount, supervises
from services.registry.domain.rights import require, scope_of, seen_by
from services.registry.handlers.drafting import manager_of
from services.registry.handlers.names import require_free_name
from services.registry.handlers.office import Dump, Office, Page


def list_personal_accounts(office: Office, wanted: dict[str, Any], dump: Dump) -> Page:
    """Those of the units that one supervises, and one's own."""
    return office.personal_accounts.page(wanted, scope_of(office.identity), dump)


def get_personal_account(office: Office, id_: str) -> PersonalAccount:
    return seen_by(office.identity, office.personal_accounts.get(id_))


def add_personal_account(office: Office, asked: dict[str, str]) -> PersonalAccount:
    """Put one on its unit's list: by its owner, or by who supervises the unit. It may not use a protected name (article 8)."""
    owner = _owner(office, asked)
    unit = office.units.get(owner.unit_id if owner else asked["unit_id"])
    if unit is None:
        raise InputInvalid({"unit_id": ["请选择所在单位。 Choose the unit it belongs to."]})
    who, manager = office.identity, manager_of(office, unit)
    require(
        (owner is not None and owner.id == who.id) or supervises(who, unit.id, manager.id),
        "个人账号由本人或所在部门登记。",
        "Its owner or the unit that supervises them puts it on the list.",
    )
    if office.personal_accounts.at(asked["channel"], handle_key(asked["handle"])):
        raise StateConflict(
            zh="该账号已在清单中,没有重复登记。", en="It is on the list already; none was added.", code="exists"
        )
    require_free_name(office, asked["name"], "")
    account = PersonalAccount(
        id=office.work.new_id(),
        owner_id=owner.id if owner else "",
        owner_name=owner.name if owner else asked["owner_name"],
        unit_id=unit.id,
        faculty_id=manager.id,
        channel=asked["channel"],
        handle=asked["handle"],
        handle_key=handle_key(asked["handle"]),
        name=asked["name"],
        note=asked["note"],
        by=who.id,
        by_name=who.name,
        at=office.work.now,
    )
    office.personal_accounts.add(account)
    office.work.record("personal_account.listed", f"personal_account:{account.id}", unit=unit.id)
    return account


def check_personal_account(office: Office, id_: str, finding: str, note: str) -> PersonalAccount:
    """A look at it, kept for ever; what is `reported` reaches the propaganda department."""
    account = _locked(office, id_)
    who = office.identity
    check = Check(
        id=office.work.new_id(),
        personal_account_id=account.id,
        at=office.work.now,
        by=who.id,
        by_name=who.name,
        finding=finding,
        note=note,
    )
    account.look_at(who, check)
    office.personal_accounts.add_check(check)
    if finding == "reported":
        office.work.emit(
            PersonalAccountReported(
                personal_account_id=account.id,
                unit_id=account.unit_id,
                channel=account.channel,
                handle=account.handle,
                note=note,
            )
        )
    office.work.record("personal_account.checked", f"personal_account:{account.id}", finding=finding)
    return account


def remove_personal_account(office: Office, id_: str, reason: str) -> PersonalAccount:
    account = _locked(office, id_)
    account.leave(office.identity, reason)
    office.work.record("personal_account.removed", f"personal_account:{account.id}")
    return account


def _locked(office: Office, id_: str) -> PersonalAccount:
    account = seen_by(office.identity, office.personal_accounts.locked(id_))
    office.work.check_version(account.version)
    return account


def _owner(office: Office, asked: dict[str, str]) -> Person | None:
    """Whose it is; None for somebody who is not known here and only named."""
    if not asked["owner_id"] and asked["owner_name"]:
        return None
    owner = office.people.get(asked["owner_id"] or office.identity.id)
    if owner is None:
        raise InputInvalid({"owner_id": ["没有此人。 There is no such person."]})
    return owner
