"""Changes (Form 2) and what must be filed, as shapes of the contract."""

from __future__ import annotations

from typing import Any

from services.registry.domain.changes import Change, Filing
from services.registry.domain.handovers import Handover
from services.registry.schemas.contacts import Opens, moment, show_fields


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
        "handover": change.handover,
        "reason": change.reason,
        "state": change.state,
        "decided_by": change.decided_by,
        "decided_at": moment(change.decided_at),
        "comment": change.comment,
        "version": change.version,
    }


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


def dump_handover(task: Handover) -> dict[str, Any]:
    return {
        "id": task.id,
        "kind": task.kind,
        "subject_id": task.subject_id,
        "title": task.title,
        "person_id": task.person_id,
        "person_name": task.person_name,
        "role": task.role,
        "unit_id": task.unit_id,
        "tier": task.tier,
        "noticed_on": task.noticed_on.isoformat(),
        "due_on": task.due_on.isoformat(),
        "state": task.state,
        "done_at": moment(task.done_at),
    }
