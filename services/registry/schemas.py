"""Domain objects as the shapes of the contract. Personal data goes out masked, except where the viewer wrote it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol

from services.registry.domain.accounts import Account, Entry
from services.registry.domain.annual import Review, Round
from services.registry.domain.applications import EDITABLE, FORM_FIELDS, Application, Move
from services.registry.domain.attachments import Attachment
from services.registry.domain.changes import Change, Filing
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
        "late_filings": account.late_filings,
        "last_post_at": moment(account.last_post_at),
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


def dump_attachment(attachment: Attachment) -> dict[str, Any]:
    return {
        "id": attachment.id,
        "name": attachment.name,
        "media_type": attachment.media_type,
        "size": attachment.size,
        "sha256": attachment.sha256,
        "by": attachment.by,
        "by_name": attachment.by_name,
        "at": moment(attachment.at),
    }


def dump_change(change: Change, vault: Opens) -> dict[str, Any]:
    """Form 2; phones and numbers masked."""
    return {
        "id": change.id,
        "account_id": change.account_id,
        "unit_id": change.unit_id,
        "kind": change.kind,
        "before": show_fields(change.before, vault, masked=True),
        "after": show_fields(change.after, vault, masked=True),
        "changed_on": change.changed_on.isoformat(),
        "due_on": change.due_on.isoformat(),
        "filed_at": moment(change.filed_at),
        "filed_by": change.filed_by,
        "filed_by_name": change.filed_by_name,
        "late": change.late,
        "handover_confirmed": change.handover_confirmed,
        "reason": change.reason,
        "state": change.state,
        "decided_by": change.decided_by,
        "decided_at": moment(change.decided_at),
        "comment": change.comment,
        "version": change.version,
    }


def show_fields(fields: dict[str, Any], vault: Opens, *, masked: bool) -> dict[str, Any]:
    """Fields of an account with phones and numbers masked, or in full."""
    dumped = dict(fields)
    if fields.get("responsible_person"):
        dumped["responsible_person"] = dump_contact(fields["responsible_person"], vault, masked=masked)
    if fields.get("administrators"):
        dumped["administrators"] = [dump_contact(one, vault, masked=masked) for one in fields["administrators"]]
    return dumped


def dump_filing(filing: Filing) -> dict[str, Any]:
    return {
        "id": filing.id,
        "account_id": filing.account_id,
        "unit_id": filing.unit_id,
        "kind": filing.kind,
        "changed_on": filing.changed_on.isoformat(),
        "due_on": filing.due_on.isoformat(),
        "cause": filing.cause,
        "note": filing.note,
        "state": filing.state,
        "change_id": filing.change_id,
    }


def dump_round(round: Round) -> dict[str, Any]:
    return {
        "year": round.year,
        "opens_on": round.opens_on.isoformat(),
        "due_on": round.due_on.isoformat(),
        "criteria": round.criteria,
        "closed": round.closed,
    }


def dump_review(review: Review) -> dict[str, Any]:
    return {
        "year": review.year,
        "account_id": review.account_id,
        "unit_id": review.unit_id,
        "tier": review.tier,
        "state": review.state,
        "assessment": review.assessment,
        "assessed_by": review.assessed_by,
        "assessed_at": moment(review.assessed_at),
        "verdict": review.verdict,
        "scores": review.scores,
        "total": review.total,
        "comment": review.comment,
        "rectify_by": review.rectify_by.isoformat() if review.rectify_by else None,
        "decided_by": review.decided_by,
        "decided_at": moment(review.decided_at),
        "overdue": review.overdue,
        "version": review.version,
    }
