"""After an incident: its review, and actions with an owner and a date that are followed until they are done (article 15)."""

from __future__ import annotations

from typing import Any

from services.alerts.domain import notices
from services.alerts.domain.aftermath import IncidentAction, IncidentReview, check_reviewed
from services.alerts.domain.incidents import Incident
from services.alerts.handlers import notify, rights
from services.alerts.handlers.incidents import find_incident
from services.alerts.storage import aftermath, incidents, register
from services.contracts.errors import InputInvalid, NotFound
from services.kit.api import CAMPUS_ZONE, Deadline, Work

ACTION_DUE = "incident_action.due"


def write_review(work: Work, incident_id: str, given: dict[str, Any]) -> Incident:
    """Write or rewrite the review of an incident. Raises `StateConflict` before it is contained."""
    found = find_incident(work, incident_id)
    work.identity.require(*rights.HANDLES)
    check_reviewed(found.state)
    written = aftermath.review_of(work.session, found.id)
    by = rights.by(work)
    if written is None:
        more: dict[str, Any] = {"written_by": by.id, "written_by_name": by.name, "written_at": work.now}
        work.session.add(IncidentReview(incident_id=found.id, **given, **more))
    else:
        written.rewrite(**given, by=by, at=work.now)
    work.session.add(found.note("reviewed", by, work.now))
    work.record("incident.review", found.id)
    return found


def set_action(work: Work, incident_id: str, given: dict[str, Any]) -> Incident:
    """Give somebody something to do until the end of a day. Raises `InputInvalid` for an unknown owner or a past day."""
    found = find_incident(work, incident_id)
    work.identity.require(*rights.HANDLES)
    owner = register.find_people(work.session, [given["owner_id"]]).get(given["owner_id"])
    if owner is None or not owner.active:
        raise InputInvalid({"owner_id": ["没有这个在岗的人员。 There is no such active person."]})
    action = IncidentAction(
        id=work.new_id(),
        incident_id=found.id,
        text=given["text"],
        owner_id=owner.id,
        owner_name=owner.name,
        due_on=given["due_on"],
        set_by=work.identity.id,
        set_at=work.now,
    )
    if action.due_at(CAMPUS_ZONE) <= work.now:
        raise InputInvalid({"due_on": ["期限不能早于今天。 It cannot be due before today."]})
    told = {"action_id": action.id, "comment": action.text, "owner_name": owner.name, "due_on": str(action.due_on)}
    work.session.add_all([action, found.note("action_set", rights.by(work), work.now, **told)])
    work.schedule(ACTION_DUE, action.id, action.due_at(CAMPUS_ZONE))
    work.record("incident_action.set", action.id, incident_id=found.id, owner_id=owner.id, due_on=str(action.due_on))
    notify.tell(work, [owner.id], notices.action_set(found.id, action.text, str(action.due_on)))
    return found


def finish_action(work: Work, action_id: str, outcome: str) -> IncidentAction:
    """Say what came of an action: its owner, or who handles incidents."""
    found = aftermath.find_action(work.session, action_id)
    mine = found is not None and found.owner_id == work.identity.id
    if found is None or not (mine or work.identity.has(*rights.READS)):
        raise NotFound(action=action_id)
    if not mine:
        find_incident(work, found.incident_id)
        work.identity.require(*rights.HANDLES)
    work.check_version(found.version)
    by = rights.by(work)
    found.finish(by, outcome, work.now, CAMPUS_ZONE)
    work.unschedule(ACTION_DUE, found.id)
    work.record("incident_action.done", found.id, overdue=found.overdue)
    _note(work, found, "action_done", comment=outcome)
    return found


def mark_overdue(work: Work, deadline: Deadline) -> None:
    """Its day is over and nothing was said: tell the owner, who set it, and the department's head."""
    found = aftermath.find_action(work.session, deadline.subject)
    if found is None or found.state != "open":
        return
    found.overdue = True
    work.record("incident_action.overdue", found.id)
    _note(work, found, "action_overdue", comment=found.text)
    people = [found.owner_id, found.set_by, *register.holders(work.session, "director")]
    notify.tell(work, people, notices.action_overdue(found.incident_id, found.text, str(found.due_on)))


def _note(work: Work, action: IncidentAction, what: str, **details: str) -> None:
    found = incidents.get_incident(work.session, action.incident_id)
    if found:
        work.session.add(found.note(what, rights.by(work), work.now, action_id=action.id, **details))
