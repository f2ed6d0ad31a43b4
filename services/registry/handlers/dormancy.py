"""Dormant accounts: active, and no post of theirs was observed for the days that are set (14 or 30)."""

from __future__ import annotations

from datetime import datetime, timedelta

from services.contracts.registry.life_events import AccountAwoke, AccountDormant
from services.registry.domain.accounts import Account
from services.registry.handlers.office import Office

SILENCE, RECOUNT = "account.silence", "account.recount"
AT_ONCE = 200


def watch(office: Office, account: Account) -> None:
    """Look again when it has been silent for long enough; at once where it has been already."""
    due_at = account.silent_since + timedelta(days=office.options.get().dormant_days)
    office.work.schedule(SILENCE, account.id, max(due_at, office.work.now))


def judge_silence(office: Office, account_id: str) -> None:
    """The day has come on which an account is dormant, unless it published since or runs no longer."""
    account = office.accounts.locked(account_id)
    if account is None or account.status != "active" or account.dormant_since:
        return
    days = office.options.get().dormant_days
    if account.silent_since + timedelta(days=days) > office.work.now:
        watch(office, account)
        return
    account.dormant_since = account.silent_since + timedelta(days=days)
    office.work.emit(
        AccountDormant(
            account_id=account.id,
            name=account.name,
            tier=account.tier,
            unit_id=account.unit_id,
            silent_since=account.silent_since.isoformat(),
            days=days,
        )
    )
    office.work.record("account.dormant", f"account:{account.id}", days=days)


def count_anew(office: Office, account: Account) -> None:
    """It may publish again: its silence counts from now on, for until now it had to be silent."""
    account.silent_since = office.work.now
    if account.dormant_since:
        _awake(office, account)
    else:
        watch(office, account)


def note_posts(office: Office, newest: dict[str, datetime]) -> None:
    """Posts were observed, the newest of each account at these times: who published again is awake."""
    office.accounts.note_posts(newest)
    since = office.work.now - timedelta(days=office.options.get().dormant_days)
    for account_id in office.accounts.dormant_among(newest, since):
        account = office.accounts.locked(account_id)
        if account is not None and account.dormant_since is not None:
            _awake(office, account)


def recount_all(office: Office) -> None:
    """Other days count: every account is judged anew, some hundred at a time."""
    office.work.schedule(RECOUNT, "all", office.work.now, after="")


def recount_after(office: Office, account_id: str) -> None:
    """Accounts that were made together are watched from now on, without delaying who makes them."""
    office.work.schedule(RECOUNT, account_id, office.work.now, after=account_id)


def recount(office: Office, subject: str, after: str) -> None:
    """The next accounts in order of their ids, and then those behind them."""
    days = timedelta(days=office.options.get().dormant_days)
    found = office.accounts.running_after(after, AT_ONCE)
    for account in found:
        if account.dormant_since and account.silent_since + days > office.work.now:
            _awake(office, account)
        elif not account.dormant_since:
            watch(office, account)
    if len(found) == AT_ONCE:
        office.work.schedule(RECOUNT, subject, office.work.now, after=found[-1].id)


def _awake(office: Office, account: Account) -> None:
    account.dormant_since = None
    office.work.emit(AccountAwoke(account_id=account.id))
    office.work.record("account.awoke", f"account:{account.id}")
    watch(office, account)
