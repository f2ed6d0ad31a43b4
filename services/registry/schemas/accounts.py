"""Accounts and their history as shapes of the contract."""

from __future__ import annotations

from typing import Any

from services.registry.domain.accounts import Account, Entry
from services.registry.schemas.contacts import Opens, dump_contact, moment, show_fields


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
        "late_filings": account.late_filings,
        "last_post_at": moment(account.last_post_at),
        "dormant_since": moment(account.dormant_since),
        "version": account.version,
    }


def dump_entry(entry: Entry, vault: Opens) -> dict[str, Any]:
    """One change of one field; phones and numbers masked."""
    before, after = (
        show_fields({entry.field: value}, vault, masked=True)[entry.field] for value in (entry.before, entry.after)
    )
    return {
        "at": moment(entry.at),
        "by": entry.by,
        "by_name": entry.by_name,
        "field": entry.field,
        "before": before,
        "after": after,
        "reason": entry.reason,
    }
