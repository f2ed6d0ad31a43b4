"""Directives (article 12): issue one to every account in scope, take receipts, remind, and mark what is overdue."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.alerts.domain import notices
from services.alerts.domain.directives import Directive, Receipt, Wording, check_due, hash_text
from services.alerts.handlers import notify, rights
from services.alerts.handlers.scopes import read_scope
from services.alerts.storage import directives, incidents, register
from services.contracts.alerts.events import (
    DirectiveIssued,
    DirectiveReceipted,
    DirectiveRevised,
    DirectiveWithdrawn,
)
from services.contracts.errors import InputInvalid, NotFound
from services.kit.api import Deadline, Work

REMIND, DUE = "directive.remind", "directive.due"


def find_directive(work: Work, directive_id: str) -> Directive:
    """The directive, for one who may see it. Raises `NotFound`."""
    found = directives.find_directive(work.session, directive_id, rights.reach_of(work.identity))
    if found is None:
        raise NotFound(directive=directive_id)
    return found


def issue_directive(work: Work, given: dict[str, Any]) -> Directive:
    """Send a directive to every account that its scope means now. Raises `InputInvalid` where it means none (article 12)."""
    work.identity.require(*rights.COMMANDS)
    scope = read_scope(work, given["scope"])
    check_due(given["due_at"], work.now)
    _check_incident(work, given.get("incident_id", ""))
    found = Directive(
        id=work.new_id(),
        incident_id=given.get("incident_id", ""),
        text=given["text"],
        text_hash=hash_text(given["text"]),
        scope=scope.plain(),
        due_at=given["due_at"],
        issued_by=work.identity.id,
        issued_by_name=work.identity.name,
        issued_at=work.now,
        reminders=given["reminders"],
    )
    work.session.add_all([found, found.worded(rights.by(work), work.now)])
    account_ids = directives.send_to_scope(work.session, found, scope)
    if not account_ids:
        raise InputInvalid({"scope": ["范围内没有任何账号。 No account lies in this scope."]})
    found.total = len(account_ids)
    found.delivered_count = directives.count_delivered(work.session, found.id)
    _announce(work, found, account_ids)
    return found


def _check_incident(work: Work, incident_id: str) -> None:
    if incident_id and incidents.get_incident(work.session, incident_id) is None:
        raise InputInvalid({"incident_id": ["没有这个事件。 There is no such incident."]})


def _announce(work: Work, found: Directive, account_ids: list[str]) -> None:
    work.record("directive.issue", found.id, text_hash=found.text_hash, scope=found.scope, accounts=found.total)
    work.emit(
        DirectiveIssued(
            directive_id=found.id,
            incident_id=found.incident_id,
            text=found.text,
            text_hash=found.text_hash,
            account_ids=tuple(account_ids),
            due_at=found.due_at.isoformat(),
        )
    )
    _keep_time(work, found)
    _tell_everyone(work, found)
    _note(work, found, "directive_issued", accounts=found.total)


def _keep_time(work: Work, found: Directive) -> None:
    work.unschedule(REMIND, found.id)
    if reminder := found.next_reminder(work.now):
        work.schedule(REMIND, found.id, reminder)
    work.schedule(DUE, found.id, found.due_at)


def _tell_everyone(work: Work, found: Directive) -> None:
    people = [
        *directives.operators_to_tell(work.session, found.id),
        *directives.responsible_to_tell(work.session, found.id),
    ]
    notify.tell(work, people, notices.directive_issued(found.id, found.text, notify.said(found.due_at)))


def revise_directive(work: Work, directive_id: str, given: dict[str, Any]) -> Directive:
    """Let another wording hold, and ask every account anew; the wordings before are kept (article 12)."""
    found = find_directive(work, directive_id)
    work.identity.require(*rights.COMMANDS)
    work.check_version(found.version)
    due_at = given.get("due_at") or found.due_at
    check_due(due_at, work.now)
    wording = found.revise(given["text"], due_at, rights.by(work), work.now, given["reason"])
    work.session.add(wording)
    work.session.flush()
    directives.ask_anew(work.session, found)
    work.record("directive.revise", found.id, wording=found.wording, text_hash=found.text_hash)
    work.emit(
        DirectiveRevised(
            directive_id=found.id,
            wording=found.wording,
            text=found.text,
            text_hash=found.text_hash,
            due_at=found.due_at.isoformat(),
        )
    )
    _keep_time(work, found)
    _tell_everyone(work, found)
    _note(work, found, "directive_revised", comment=given["reason"], wording=found.wording)
    return found


def withdraw_directive(work: Work, directive_id: str, reason: str) -> Directive:
    """Ask for nothing any more; what was receipted stays (article 12)."""
    found = find_directive(work, directive_id)
    work.identity.require(*rights.COMMANDS)
    work.check_version(found.version)
    found.withdraw(reason, work.now)
    work.unschedule(REMIND, found.id)
    work.unschedule(DUE, found.id)
    work.record("directive.withdraw", found.id)
    work.emit(DirectiveWithdrawn(directive_id=found.id, reason=reason))
    people = directives.operators_to_tell(work.session, found.id)
    notify.tell(work, people, notices.directive_withdrawn(found.id, found.text, reason))
    _note(work, found, "directive_withdrawn", comment=reason)
    return found


def show_progress(work: Work, directive_id: str, by: str) -> list[dict[str, Any]]:
    """How far each unit, tier or channel is, as far as the caller reaches."""
    found = find_directive(work, directive_id)
    return directives.progress(work.session, found.id, rights.reach_of(work.identity), by)


def list_wordings(work: Work, directive_id: str) -> Sequence[Wording]:
    return directives.wordings_of(work.session, find_directive(work, directive_id).id)


def _note(work: Work, found: Directive, action: str, **details: Any) -> None:
    incident = incidents.get_incident(work.session, found.incident_id) if found.incident_id else None
    if incident:
        work.session.add(incident.note(action, rights.by(work), work.now, directive_id=found.id, **details))


def give_receipt(work: Work, directive_id: str, account_id: str, state: str, url: str) -> Receipt:
    """Say for one account that the directive was read or done: by those who answer for the account."""
    found = find_directive(work, directive_id)
    found.check_in_force()
    reach = rights.reach_of(work.identity)
    visible = register.may_reach(work.session, reach, account_id)
    receipt = directives.find_receipt(work.session, directive_id, account_id) if visible else None
    if receipt is None:
        raise NotFound(directive=directive_id, account=account_id)
    if not register.answers_for(work.session, rights.own_reach(work.identity), account_id):
        raise rights.refuse(*rights.ANSWERS)
    before = receipt.state, receipt.url
    read, done = receipt.give(state, url, rights.by(work), work.now, found.due_at)
    if (receipt.state, receipt.url) != before:
        directives.count_receipts(work.session, directive_id, read, done)
        _tell_receipt(work, receipt)
    return receipt


def _tell_receipt(work: Work, receipt: Receipt) -> None:
    work.record(
        "directive.receipt", receipt.directive_id, account_id=receipt.account_id, state=receipt.state, late=receipt.late
    )
    work.emit(
        DirectiveReceipted(
            directive_id=receipt.directive_id, account_id=receipt.account_id, state=receipt.state, url=receipt.url
        )
    )


def remind(work: Work, deadline: Deadline) -> None:
    """Remind the operators of accounts that have not done it."""
    found = directives.get_directive(work.session, deadline.subject)
    if found is None or found.state in ("done", "withdrawn"):
        return
    found.reminded_at = work.now
    if reminder := found.next_reminder(work.now):
        work.schedule(REMIND, found.id, reminder)
    notice = notices.directive_reminder(found.id, found.text, notify.said(found.due_at))
    told = notify.tell(work, directives.operators_to_tell(work.session, found.id, unfinished=True), notice)
    work.record("directive.remind", found.id, told=len(told))


def mark_overdue(work: Work, deadline: Deadline) -> None:
    """Time is up: mark the accounts that have not done it, and tell their responsible persons (article 15)."""
    found = directives.get_directive(work.session, deadline.subject)
    if found is None or found.state in ("done", "withdrawn"):
        return
    left = directives.mark_overdue(work.session, found.id)
    found.overdue_at = work.now
    notice = notices.directive_overdue(found.id, found.text, notify.said(found.due_at))
    told = directives.responsible_to_tell(work.session, found.id, unfinished=True)
    notify.tell(work, [*told, found.issued_by], notice)
    work.record("directive.overdue", found.id, accounts=left)
    _note(work, found, "directive_overdue", accounts=left)
