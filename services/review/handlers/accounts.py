"""What the registry tells of accounts, kept for review's own use."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime

from services.contracts.registry.events import (
    AccountApproved,
    AccountChanged,
    AccountStatusChanged,
    UnitMerged,
    UnitSaved,
)
from services.kit.api import Events, Work
from services.kit.uniting import move_unit
from services.review.domain.observed import Account
from services.review.handlers.lexicon import note_name, note_name_gone
from services.review.storage import observed as stored
from services.review.storage.tables import metadata, submissions

_TOLD = ("name", "handle", "channel", "tier", "unit_id", "unit_name", "faculty_id", "responsible_person")


def note_approval(work: Work, event: AccountApproved) -> None:
    """A new account may publish from now on."""
    told = {name: getattr(event, name) for name in _TOLD}
    account = Account(
        **told,
        id=event.account_id,
        operator_ids=list(event.operator_ids),
        file_number=event.file_number,
        status="active",
        status_since=work.now,
    )
    stored.save_account(work.session, account)


def note_change(work: Work, event: AccountChanged) -> None:
    """An account's name, handle, people or unit are other than before."""
    account = stored.find_account(work.session, event.account_id) or _unknown(event.account_id, work.now)
    account.take({name: getattr(event, name) for name in _TOLD} | {"operator_ids": list(event.operator_ids)})
    stored.save_account(work.session, account)


def note_statuses(work: Work, events: Events) -> None:
    """Accounts were suspended, resumed or closed when the registry says so, however late word of it comes."""
    for told in events:
        assert isinstance(told.event, AccountStatusChanged)
        note_status(work, told.event, datetime.fromisoformat(told.envelope.time))


def note_status(work: Work, event: AccountStatusChanged, since: datetime) -> None:
    """An account was suspended, resumed or closed, and is so `since` then."""
    account = stored.find_account(work.session, event.account_id) or _unknown(event.account_id, work.now)
    account.status, account.status_since = event.status, since
    account.status_reason = event.reason[:500] if event.status != "active" else ""
    stored.save_account(work.session, account)


def note_unit(work: Work, event: UnitSaved) -> None:
    """A unit may have another name now, and that name is protected."""
    stored.name_unit(work.session, event.unit_id, event.name)
    if event.kind not in ("class", "club"):
        note_name(work, event.unit_id, event.name)


def note_unit_merged(work: Work, event: UnitMerged) -> None:
    """What waits for a unit that is no more waits for the one that it was merged into; its name is free."""
    move_unit(work.session, metadata, event.unit_id, event.into_id, (submissions.c.stages,))
    note_name_gone(work, event.unit_id)


def _unknown(account_id: str, now: datetime) -> Account:
    """An account of which nothing was heard before: it has no operators, so that nobody can submit for it yet."""
    empty = {field.name: "" for field in fields(Account)}
    return Account(
        **{**empty, "id": account_id, "tier": 3, "operator_ids": [], "status": "active", "status_since": now}  # type: ignore[arg-type]
    )
