"""Applications, their way and their files as shapes of the contract."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from services.registry.domain.applications import EDITABLE, Application, Move
from services.registry.domain.attachments import Attachment
from services.registry.domain.form_1 import Difference
from services.registry.schemas.contacts import Opens, dump_form, masked_people, moment


def dump_application(application: Application, vault: Opens, viewer_id: str, now: datetime) -> dict[str, Any]:
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
        "waiting_days": application.days_waiting(now),
        "reminders": application.reminders,
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


def dump_differences(found: Iterable[Difference]) -> list[dict[str, Any]]:
    """What a resubmission changed; where only digits behind the mask differ, `hidden` says that they do."""
    shown = [(one.field, masked_people(one.field, one.before), masked_people(one.field, one.after)) for one in found]
    return [
        {"field": field, "before": before, "after": after, "hidden": before == after} for field, before, after in shown
    ]
