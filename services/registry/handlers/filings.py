"""Changes that are known of and must be filed: noticed, reminded of on day 5, overdue from day 8 (article 7)."""

from __future__ import annotations

from datetime import date
from typing import Any

from services.contracts.errors import StateConflict
from services.contracts.registry.events import FilingNoticed, FilingOverdue, FilingReminded
from services.registry.domain.accounts import Account
from services.registry.domain.changes import Filing, check_day, due_on
from services.registry.domain.rights import PROPAGANDA, UNIT_PEOPLE, require, scope_of
from services.registry.handlers.accounts import get_account
from services.registry.handlers.office import Dump, Office, Page

REMINDER, OVERDUE = "filing.reminder", "filing.overdue"


def notice_change(office: Office, account_id: str, *, kind: str, changed_on: date, note: str) -> Filing:
    """Somebody saw that an account was changed: its unit has to file that within seven days of the change."""
    account = get_account(office, account_id)
    who = office.identity
    mine = any(who.holds(role, account.unit_id) for role in UNIT_PEOPLE) or who.id in account.operator_ids
    require(mine or who.has(*PROPAGANDA, "league", "student_affairs") or who.holds("responsible", account.faculty_id))
    check_day(changed_on, office.today)
    filing = open_filing(office, account, kind=kind, changed_on=changed_on, cause="noticed", note=note)
    if filing is None:
        raise StateConflict(
            zh="该平台已有同类变更待报,没有重复登记。",
            en="A change of this kind is to be filed for this account already; none was added.",
            code="already_noticed",
        )
    return filing


def list_filings(office: Office, wanted: dict[str, Any], dump: Dump) -> Page:
    return office.changes.filings_page(wanted, scope_of(office.identity), dump)


def open_filing(
    office: Office, account: Account, *, kind: str, changed_on: date, cause: str, note: str = "", person_id: str = ""
) -> Filing | None:
    """Start the clock, unless one of this kind runs for the account already."""
    if office.changes.unfiled(account.id, kind):
        return None
    filing = Filing(
        id=office.work.new_id(),
        account_id=account.id,
        tier=account.tier,
        unit_id=account.unit_id,
        faculty_id=account.faculty_id,
        kind=kind,
        changed_on=changed_on,
        due_on=due_on(changed_on),
        cause=cause,
        note=note,
        person_id=person_id,
        noticed_at=office.work.now,
    )
    office.changes.add_filing(filing)
    office.schedule_day(REMINDER, filing.id, filing.reminded_on)
    office.schedule_day(OVERDUE, filing.id, filing.overdue_on)
    office.work.emit(FilingNoticed(**_fact(filing), cause=cause, person_id=person_id))
    office.work.record("filing.noticed", f"account:{account.id}", filing=filing.id, kind=kind, cause=cause)
    return filing


def fulfil_filings(office: Office, account_id: str, kind: str, change_id: str) -> None:
    """The change was filed: its clock stops."""
    for filing in office.changes.unfiled(account_id, kind):
        filing.fulfil(change_id)
        office.work.unschedule(REMINDER, filing.id)
        office.work.unschedule(OVERDUE, filing.id)


def drop_filings(office: Office, account_id: str) -> None:
    """The account was closed: nothing of it is to be filed any more."""
    for filing in office.changes.unfiled(account_id):
        filing.drop()
        office.work.unschedule(REMINDER, filing.id)
        office.work.unschedule(OVERDUE, filing.id)


def remind(office: Office, filing_id: str) -> None:
    """Day 5: two days are left."""
    filing = _running(office, filing_id)
    if filing is not None and filing.state == "open":
        office.work.emit(FilingReminded(**_fact(filing)))
        office.work.record("filing.reminded", f"account:{filing.account_id}", filing=filing.id, kind=filing.kind)


def mark_overdue(office: Office, filing_id: str) -> None:
    """Day 8: the seven days are over."""
    filing = _running(office, filing_id)
    if filing is not None and filing.become_overdue():
        office.work.emit(FilingOverdue(**_fact(filing)))
        office.work.record("filing.overdue", f"account:{filing.account_id}", filing=filing.id, kind=filing.kind)


def _running(office: Office, filing_id: str) -> Filing | None:
    """The filing, unless its account was closed meanwhile: of that nothing is to be filed any more."""
    filing = office.changes.filing(filing_id)
    account = office.accounts.get(filing.account_id) if filing is not None else None
    return None if account is None or account.status == "closed" else filing


def _fact(filing: Filing) -> dict[str, Any]:
    return {
        "filing_id": filing.id,
        "account_id": filing.account_id,
        "unit_id": filing.unit_id,
        "kind": filing.kind,
        "changed_on": filing.changed_on.isoformat(),
        "due_on": filing.due_on.isoformat(),
    }
