"""The register: who may see an account, its history, and its suspension, resumption and closure (articles 4 and 7)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from services.contracts.errors import InputInvalid, StateConflict
from services.contracts.registry.events import AccountChanged, AccountStatusChanged
from services.registry.domain.accounts import Account, Entry, handle_key, places_of
from services.registry.domain.rights import PROPAGANDA, require, scope_of, seen_by
from services.registry.handlers.dormancy import count_anew
from services.registry.handlers.office import Dump, Office, Page


def list_accounts(office: Office, wanted: dict[str, Any], dump: Dump) -> Page:
    """As far as one sees; `dormant_days` leaves active accounts of which no post was observed for so long."""
    days = wanted.get("dormant_days")
    since = office.work.now - timedelta(days=days) if days else None
    return office.accounts.page({**wanted, "silent_since": since}, scope_of(office.identity), dump)


def get_account(office: Office, account_id: str) -> Account:
    return seen_by(office.identity, office.accounts.get(account_id))


def account_history(office: Office, account_id: str, wanted: dict[str, Any], dump: Dump) -> Page:
    """Every field that changed, newest first."""
    return office.accounts.history(get_account(office, account_id).id, wanted, dump)


def suspend_account(office: Office, account_id: str, reason: str) -> Account:
    account = find(office, account_id)
    require_propaganda(office)
    set_status(office, account, "suspended", reason)
    return account


def resume_account(office: Office, account_id: str, reason: str) -> Account:
    account = find(office, account_id)
    require_propaganda(office)
    if any(review.forbids_running for review in office.annual.newest(account_id)):
        raise StateConflict(
            zh="该平台未通过年度审核,不能恢复运行。没有作任何更改;请先作出通过或限期整改的审核结论。",
            en="Its annual review was not passed, so it cannot run. Nothing was changed; give another verdict first.",
            code="annual_review_failed",
        )
    set_status(office, account, "active", reason)
    return account


def verify(office: Office, *, channel: str, handle: str, url: str) -> dict[str, Any]:
    """What the public may know: whether such an account is registered, and nothing personal (article 8)."""
    if not url and not (channel and handle):
        raise InputInvalid({"handle": ["请提供渠道和账号,或网址。 Give channel and handle, or a URL."]})
    places = places_of(url) if url else [(channel, handle_key(handle))]
    account = next((found for where, key in places if key and (found := office.accounts.at(where, key))), None)
    if account is None:
        return {"registered": False}
    unit = office.units.get(account.unit_id)
    return {
        "registered": True,
        "name": account.name,
        "unit": unit.name if unit else "",
        "tier": account.tier,
        "status": account.status,
    }


def find(office: Office, account_id: str) -> Account:
    """The account, locked until this work ends, at the version that the caller looked at."""
    account = seen_by(office.identity, office.accounts.locked(account_id))
    office.work.check_version(account.version)
    return account


def set_status(office: Office, account: Account, status: str, reason: str, cause: str = "") -> None:
    """Change its status, keep that in its history, tell the other services."""
    before, now = account.status, office.work.now
    if status == "suspended":
        account.suspend(reason, now, cause)
    elif status == "active":
        account.resume(reason, now)
        count_anew(office, account)
    else:
        account.close(reason, now)
    line = keep_entry(office, account, "status", before, status, reason)
    office.work.emit(AccountStatusChanged(account_id=account.id, status=status, reason=reason))
    office.work.record(f"account.{status}", f"account:{account.id}", before=before, history=line.id)


def keep_entry(office: Office, account: Account, field: str, before: Any, after: Any, reason: str) -> Entry:
    """One line of the account's history, with the words typed for it: the ledger names the line alone."""
    who = office.identity
    line = Entry(
        id=office.work.new_id(),
        account_id=account.id,
        at=office.work.now,
        by=who.id,
        by_name=who.name,
        field=field,
        before=before,
        after=after,
        reason=reason,
    )
    office.accounts.add_entry(line)
    return line


def tell_changed(office: Office, account: Account) -> None:
    """Tell the other services what the account is now."""
    unit = office.units.get(account.unit_id)
    office.work.emit(
        AccountChanged(
            account_id=account.id,
            name=account.name,
            handle=account.handle,
            channel=account.channel,
            tier=account.tier,
            unit_id=account.unit_id,
            unit_name=unit.name if unit else "",
            faculty_id=account.faculty_id,
            operator_ids=tuple(account.operator_ids),
            responsible_person=account.responsible_person["name"],
        )
    )


def require_propaganda(office: Office) -> None:
    require(office.identity.has(*PROPAGANDA), "须由宣传统战部办理。", "This is for the propaganda department.")
