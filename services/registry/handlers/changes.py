"""Changes (附件2): filed by who runs the account, taken on file by the propaganda department, which makes them hold (article 7)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from services.contracts.errors import NotFound, StateConflict
from services.contracts.registry.events import ChangeDecided, ChangeFiled
from services.registry.domain.accounts import Account
from services.registry.domain.changes import Change, check_day, due_on, is_late
from services.registry.domain.rights import PROPAGANDA, UNIT_PEOPLE, require, scope_of
from services.registry.handlers.accounts import find, get_account, keep_entry, tell_changed
from services.registry.handlers.closing import close
from services.registry.handlers.drafting import PURPOSE, sealed
from services.registry.handlers.filings import fulfil_filings, open_filing
from services.registry.handlers.handovers import settle_account
from services.registry.handlers.names import require_free_name
from services.registry.handlers.office import Dump, Office, Page

FIELDS = {
    "rename": ("name",),
    "handle": ("handle",),
    "migrate": ("channel", "handle"),
    "administrator": ("administrators",),
    "responsible_person": ("responsible_person",),
    "maintenance": ("update_frequency",),
    "close": ("status",),
}
"""Which fields of an account a kind of change is about."""


def file_change(
    office: Office,
    account_id: str,
    *,
    kind: str,
    after: dict[str, Any],
    changed_on: date,
    handover_confirmed: bool,
    reason: str,
) -> Change:
    """Form 2. Late when filed over seven days after the change, and then for ever (article 7)."""
    account = find(office, account_id)
    _require_mine(office, account)
    check_day(changed_on, office.today)
    if account.status == "closed":
        raise StateConflict(state=account.status)
    if kind == "rename":
        require_free_name(office, after["name"], account.unit_id, "after.name")
    change = _change(office, account, kind, sealed(office, after), changed_on, handover_confirmed, reason)
    office.changes.add(change)
    account.late_filings += change.late
    fulfil_filings(office, account.id, kind, change.id)
    _tell_filed(office, change)
    return change


def accept_change(office: Office, change_id: str, comment: str = "") -> Change:
    """Take it on file: from now on the account is what the change says."""
    change = _locked(office, change_id)
    change.accept(office.identity, office.work.now, comment)
    account = locked_account(office, change.account_id)
    if account.status == "closed":
        raise StateConflict(
            zh="该平台已注销,变更不能再受理。没有作任何更改;请退回。",
            en="The account was closed, so nothing of it changes any more. Nothing was changed; return this form.",
            state=account.status,
        )
    _apply(office, account, change)
    settle_account(office, change.account_id, change.kind)
    _tell_decided(office, change)
    return change


def confirm_handover(office: Office, change_id: str, side: str) -> Change:
    """The outgoing or the incoming side says that passwords and bindings have passed (article 7)."""
    change = _locked(office, change_id)
    change.confirm(office.identity, side, stands_in=_stands_in(office, change), now=office.work.now)
    office.work.record(
        "change.handover_confirmed",
        f"account:{change.account_id}",
        change=change.id,
        side=side,
        both=change.handover_confirmed,
    )
    return change


def sides_to_confirm(office: Office, change: Change) -> list[str]:
    """Which sides of the hand-over wait for the signed-in person's word."""
    return change.sides_of(office.identity.id, stands_in=_stands_in(office, change))


def _stands_in(office: Office, change: Change) -> bool:
    return any(office.identity.holds(role, change.unit_id) for role in UNIT_PEOPLE)


def return_change(office: Office, change_id: str, comment: str) -> Change:
    """Return it: it is to be filed again, and its seven days run from the day of the change as before."""
    change = _locked(office, change_id)
    change.send_back(office.identity, office.work.now, comment)
    account = locked_account(office, change.account_id)
    if account.status != "closed":
        open_filing(office, account, kind=change.kind, changed_on=change.changed_on, cause="returned", note=comment)
    _tell_decided(office, change)
    return change


def get_change(office: Office, change_id: str) -> Change:
    """A change, for whom its account exists, and for who filed it."""
    return _seen(office, office.changes.get(change_id))


def list_changes(office: Office, wanted: dict[str, Any], dump: Dump) -> Page:
    return office.changes.page(wanted, scope_of(office.identity), dump)


def account_changes(office: Office, account_id: str, wanted: dict[str, Any], dump: Dump) -> Page:
    """Those of one account. Raises `NotFound` where the caller may not see it."""
    return list_changes(office, {**wanted, "account_id": get_account(office, account_id).id}, dump)


def locked_account(office: Office, account_id: str) -> Account:
    """The account, locked, for an actor whose rights were checked already."""
    account = office.accounts.locked(account_id)
    if account is None:
        raise NotFound()
    return account


def _locked(office: Office, change_id: str) -> Change:
    change = _seen(office, office.changes.locked(change_id))
    office.work.check_version(change.version)
    return change


def _seen(office: Office, change: Change | None) -> Change:
    if change is None:
        raise NotFound()
    if change.filed_by != office.identity.id:
        get_account(office, change.account_id)
    return change


def _require_mine(office: Office, account: Account) -> None:
    who = office.identity
    mine = who.id in account.operator_ids or any(who.holds(role, account.unit_id) for role in UNIT_PEOPLE)
    require(mine or who.has(*PROPAGANDA), "变更由主办单位填报。", "The unit that runs the account files its changes.")


def _change(
    office: Office, account: Account, kind: str, after: dict[str, Any], changed_on: date, handover: bool, reason: str
) -> Change:
    who, incoming = office.identity, _people(office, after)
    change = Change(
        id=office.work.new_id(),
        account_id=account.id,
        tier=account.tier,
        unit_id=account.unit_id,
        faculty_id=account.faculty_id,
        kind=kind,
        before={field: getattr(account, field) for field in FIELDS[kind]},
        after=after,
        changed_on=changed_on,
        due_on=due_on(changed_on),
        filed_at=office.work.now,
        filed_by=who.id,
        filed_by_name=who.name,
        late=is_late(changed_on, office.today),
        handover_confirmed=False,
        reason=reason,
        people_ids=incoming,
        outgoing_ids=[one for one in account.operator_ids if one not in incoming] if kind == "administrator" else [],
    )
    if handover:
        change.state_handover(who, office.work.now)
    return change


def _people(office: Office, after: dict[str, Any]) -> list[str]:
    """The people who are known by the numbers of the new administrators."""
    numbers = [office.vault.open(one["number"], PURPOSE) for one in after.get("administrators", ())]
    indexes = [index for number in numbers for index in office.vault.indexes(number, "person.number")]
    return [person.id for person in office.people.by_numbers(indexes)]


# ---- what an accepted change does


def _apply(office: Office, account: Account, change: Change) -> None:
    before = {field: getattr(account, field) for field in FIELDS[change.kind]}
    _APPLY[change.kind](office, account, change.after, change.reason)
    if change.kind == "close":
        return
    for field, was in before.items():
        if was != getattr(account, field):
            keep_entry(office, account, field, was, getattr(account, field), change.reason)
    if {"name", "handle"} & before.keys():
        office.accounts.reindex(account)
    if change.people_ids:
        office.accounts.set_operators(account, change.people_ids)
    tell_changed(office, account)


def _rename(office: Office, account: Account, after: dict[str, Any], reason: str) -> None:
    require_free_name(office, after["name"], account.unit_id, "after.name")
    account.rename(after["name"])


def _move(office: Office, account: Account, after: dict[str, Any], reason: str) -> None:
    account.channel = after.get("channel") or account.channel
    account.move_to(after["handle"])


def _administrators(office: Office, account: Account, after: dict[str, Any], reason: str) -> None:
    account.administrators = after["administrators"]


def _responsible(office: Office, account: Account, after: dict[str, Any], reason: str) -> None:
    account.responsible_person = after["responsible_person"]


def _maintain(office: Office, account: Account, after: dict[str, Any], reason: str) -> None:
    account.update_frequency = after.get("update_frequency") or account.update_frequency


def _close(office: Office, account: Account, after: dict[str, Any], reason: str) -> None:
    close(office, account, reason)


_APPLY: dict[str, Callable[[Office, Account, dict[str, Any], str], None]] = {
    "rename": _rename,
    "handle": _move,
    "migrate": _move,
    "administrator": _administrators,
    "responsible_person": _responsible,
    "maintenance": _maintain,
    "close": _close,
}


def _tell_filed(office: Office, change: Change) -> None:
    office.work.emit(
        ChangeFiled(
            change_id=change.id,
            account_id=change.account_id,
            unit_id=change.unit_id,
            kind=change.kind,
            changed_on=change.changed_on.isoformat(),
            late=change.late,
            filed_by=change.filed_by,
        )
    )
    office.work.record(
        "change.filed", f"account:{change.account_id}", change=change.id, kind=change.kind, late=change.late
    )


def _tell_decided(office: Office, change: Change) -> None:
    office.work.emit(
        ChangeDecided(
            change_id=change.id,
            account_id=change.account_id,
            unit_id=change.unit_id,
            kind=change.kind,
            state=change.state,
            late=change.late,
        )
    )
    office.work.record(f"change.{change.state}", f"account:{change.account_id}", change=change.id, kind=change.kind)
