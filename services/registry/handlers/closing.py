"""Closing an account for good: what was still to be filed, handed over or assessed of it is asked for no longer (article 7)."""

from __future__ import annotations

from services.registry.domain.accounts import Account
from services.registry.handlers.accounts import find, require_propaganda, set_status
from services.registry.handlers.filings import drop_filings
from services.registry.handlers.handovers import settle_account
from services.registry.handlers.office import Office


def close_account(office: Office, account_id: str, reason: str) -> Account:
    account = find(office, account_id)
    require_propaganda(office)
    close(office, account, reason)
    return account


def close(office: Office, account: Account, reason: str) -> None:
    """The same for an actor whose rights were checked already, with the account locked."""
    set_status(office, account, "closed", reason)
    drop_filings(office, account.id)
    settle_account(office, account.id, "close")
    office.annual.leave_out(account.id)
