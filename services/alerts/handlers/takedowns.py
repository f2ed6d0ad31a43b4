"""Takedowns (article 15): ask for a copy to be removed, and keep that it was, and how long it took."""

from __future__ import annotations

from typing import Any

from services.alerts.domain import notices
from services.alerts.domain.directives import check_due
from services.alerts.domain.incidents import Incident
from services.alerts.domain.takedowns import Takedown
from services.alerts.handlers import notify, rights
from services.alerts.handlers.incidents import find_incident
from services.alerts.storage import incidents, intake, register
from services.contracts.errors import InputInvalid, NotFound, StateConflict
from services.kit.api import Deadline, Work

DUE = "takedown.due"


def ask_takedown(work: Work, incident_id: str, given: dict[str, Any]) -> Takedown:
    """Ask an account to remove one copy; by the deadline of its severity where none is named."""
    found = find_incident(work, incident_id)
    work.identity.require(*rights.HANDLES)
    if found.state == "closed":
        raise StateConflict(
            zh="事件已经关闭，不能再下达处置。需要时请先重新打开。",
            en="The incident is closed: nothing more can be asked for. Reopen it first where that is needed.",
            state=found.state,
        )
    asked = _takedown(work, found, given)
    if incidents.same_takedown(work.session, found.id, asked.account_id, asked.url):
        raise StateConflict(
            code="already_asked",
            zh="该账号的这一链接已经下达过处置。没有作任何更改。",
            en="This copy was asked for before. Nothing was changed.",
        )
    work.session.add_all(
        [asked, found.note("takedown_asked", rights.by(work), work.now, url=asked.url, due_at=asked.due_at.isoformat())]
    )
    work.record("takedown.ask", asked.id, incident_id=found.id, account_id=asked.account_id)
    work.schedule(DUE, asked.id, asked.due_at)
    notify.tell(work, _people(work, asked), notices.takedown_asked(asked.id, asked.url, notify.said(asked.due_at)))
    return asked


def _takedown(work: Work, found: Incident, given: dict[str, Any]) -> Takedown:
    account_id = given.get("account_id") or found.account_id
    if account_id and register.find_account(work.session, account_id) is None:
        raise InputInvalid({"account_id": ["没有这个账号。 There is no such account."]})
    due_at = given.get("due_at") or work.now + intake.severities(work.session)[found.severity].time_allowed
    check_due(due_at, work.now)
    return Takedown(
        id=work.new_id(),
        incident_id=found.id,
        account_id=account_id,
        url=given["url"],
        due_at=due_at,
        asked_by=work.identity.id,
        asked_at=work.now,
    )


def _people(work: Work, asked: Takedown) -> list[str]:
    """Who operates the account, and the responsible persons of its unit and faculty."""
    account = register.find_account(work.session, asked.account_id) if asked.account_id else None
    if account is None:
        return []
    responsible = register.holders(work.session, "responsible", [account.unit_id, account.faculty_id])
    return [*register.operators_of(work.session, account.id), *responsible]


def finish_takedown(work: Work, takedown_id: str, evidence: str) -> Takedown:
    """Say that a copy is gone, with evidence: by those who answer for the account, or who handle incidents."""
    asked = incidents.find_takedown(work.session, takedown_id, rights.reach_of(work.identity))
    if asked is None:
        raise NotFound(takedown=takedown_id)
    answers = register.answers_for(work.session, rights.own_reach(work.identity), asked.account_id)
    if not answers and not work.identity.has(*rights.HANDLES):
        raise rights.refuse(*rights.ANSWERS, *rights.HANDLES)
    work.check_version(asked.version)
    asked.finish(work.identity.id, evidence, work.now)
    work.unschedule(DUE, asked.id)
    work.record("takedown.done", asked.id, late=asked.late, seconds=asked.seconds_taken)
    _note(work, asked, "takedown_done", evidence=evidence[:500], late=asked.late, seconds=asked.seconds_taken)
    return asked


def check_takedown(work: Work, takedown_id: str, gone: bool, note: str) -> Takedown:
    """A person looked whether a copy is gone: who handles incidents, for polling cannot see everything."""
    asked = incidents.find_takedown(work.session, takedown_id, rights.reach_of(work.identity))
    if asked is None:
        raise NotFound(takedown=takedown_id)
    work.identity.require(*rights.HANDLES)
    work.check_version(asked.version)
    asked.check_done()
    keep_look(work, asked, "gone" if gone else "there", note)
    return asked


def keep_look(work: Work, asked: Takedown, seen: str, note: str) -> None:
    """Keep what a look came to, and say so to those whom it concerns."""
    asked.see(seen, work.identity.id, note, work.now)
    work.record("takedown.checked", asked.id, seen=seen, state=asked.check_state)
    if seen == "gone":
        _note(work, asked, "takedown_checked", comment=note)
    elif seen == "there":
        _note(work, asked, "takedown_still_there", comment=note)
        if not asked.overdue:
            work.schedule(DUE, asked.id, asked.due_at)
        notify.tell(work, [*_people(work, asked), asked.asked_by], notices.takedown_still_there(asked.id, asked.url))
    elif asked.check_state == "person":
        notify.tell(work, [asked.asked_by], notices.takedown_to_look_at(asked.id, asked.url))


def mark_overdue(work: Work, deadline: Deadline) -> None:
    """A copy was not removed in time: say so to the account's people, and to who asked."""
    asked = incidents.get_takedown(work.session, deadline.subject)
    if asked is None or asked.state != "open":
        return
    asked.overdue = True
    work.record("takedown.overdue", asked.id)
    _note(work, asked, "takedown_overdue")
    notice = notices.takedown_overdue(asked.id, asked.url, notify.said(asked.due_at))
    notify.tell(work, [*_people(work, asked), asked.asked_by], notice)


def _note(work: Work, asked: Takedown, action: str, **details: Any) -> None:
    found = incidents.get_incident(work.session, asked.incident_id)
    if found:
        work.session.add(found.note(action, rights.by(work), work.now, url=asked.url, takedown_id=asked.id, **details))
