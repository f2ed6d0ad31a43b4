"""Reporting incidents and moving them through their states (article 15)."""

from __future__ import annotations

from typing import Any

from services.alerts.domain import notices
from services.alerts.domain.incidents import BY_PEOPLE, Incident
from services.alerts.domain.register import By
from services.alerts.handlers import escalation, intake, notify, rights
from services.alerts.storage import incidents, register
from services.contracts.alerts.events import IncidentMoved
from services.contracts.errors import InputInvalid, NotFound, StateConflict
from services.kit.api import Work

MAY: dict[str, tuple[str, ...]] = {
    "acknowledge": rights.HANDLES,
    "assign": rights.HANDLES,
    "contain": rights.HANDLES,
    "resolve": rights.HANDLES,
    "close": rights.COMMANDS,
    "reopen": rights.HANDLES,
}
"""Which roles may make which move; all others who see the incident are refused."""


def find_incident(work: Work, incident_id: str) -> Incident:
    """The incident, for one who may see it. Raises `NotFound`."""
    found = incidents.find_incident(work.session, incident_id, rights.reach_of(work.identity))
    if found is None:
        raise NotFound(incident=incident_id)
    return found


def report_incident(work: Work, given: dict[str, Any]) -> Incident:
    """Open an incident that a person tells of. Raises `InputInvalid` where its account is unknown."""
    work.identity.require(*rights.REPORTS)
    account_id = given.get("account_id", "")
    if account_id and register.find_account(work.session, account_id) is None:
        raise InputInvalid({"account_id": ["没有这个账号。 There is no such account."]})
    found = Incident(
        id=work.new_id(),
        title=given["title"],
        severity=given["severity"],
        kind=BY_PEOPLE,
        source=given["source"],
        account_id=account_id,
        summary=given["summary"],
        reported_by=work.identity.id,
        reported_at=work.now,
    )
    entry = found.note("reported", rights.by(work), work.now, source=found.source, severity=found.severity)
    intake.keep_incident(work, found, entry)
    for url in given["urls"]:
        intake.link_post(work, found, intake.reported_post(work, found.id, url))
    return found


def move_incident(work: Work, incident_id: str, action: str, comment: str) -> Incident:
    """Acknowledge, contain, resolve, close or reopen. A copy that is not taken down yet forbids closing."""
    found = find_incident(work, incident_id)
    work.identity.require(*MAY[action])
    work.check_version(found.version)
    if action == "close" and (
        count := incidents.open_takedowns(work.session, incidents.family(work.session, found.id))
    ):
        raise StateConflict(
            code="takedowns_open",
            zh=f"还有 {count} 项处置没有完成，不能关闭。请先完成处置。",
            en=f"{count} takedowns are not done: the incident cannot be closed. Finish them first.",
            open=count,
        )
    work.session.add(found.move(action, rights.by(work), work.now, comment))
    tell_moved(work, found, f"incident.{action}")
    _keep_time(work, found, action)
    return found


def tell_moved(work: Work, found: Incident, action: str, **details: Any) -> None:
    work.record(action, found.id, state=found.state, **details)
    work.emit(
        IncidentMoved(
            incident_id=found.id,
            state=found.state,
            severity=found.severity,
            account_id=found.account_id,
            owner_id=found.owner_id,
        )
    )


def _keep_time(work: Work, found: Incident, action: str) -> None:
    if action == "reopen":
        escalation.start(work, found)
    elif action == "acknowledge":
        escalation.acknowledged(work, found)
    else:
        escalation.stop(work, found)


def confirm_incident(work: Work, incident_id: str, comment: str) -> Incident:
    """Say that one knows, where a step asks that of everyone it told; the last one ends the waiting."""
    found = find_incident(work, incident_id)
    work.check_version(found.version)
    work.session.add(found.confirm(rights.by(work), work.now, comment))
    work.record("incident.confirm", found.id, waiting=len(found.awaiting))
    if not found.awaiting and found.state == "acknowledged":
        escalation.acknowledged(work, found)
    return found


def assign_incident(work: Work, incident_id: str, owner_id: str, comment: str) -> Incident:
    """Give an incident to somebody who may handle it; to oneself where nobody is named."""
    found = find_incident(work, incident_id)
    work.identity.require(*MAY["assign"])
    work.check_version(found.version)
    owner = _owner(work, owner_id)
    work.session.add(found.assign(owner, rights.by(work), work.now, comment))
    tell_moved(work, found, "incident.assign", owner_id=owner.id)
    if owner.id != work.identity.id:
        notify.tell(work, [owner.id], notices.incident_assigned(found.id, found.title, found.severity))
    return found


def _owner(work: Work, owner_id: str) -> By:
    if not owner_id or owner_id == work.identity.id:
        return rights.by(work)
    person = register.find_people(work.session, [owner_id]).get(owner_id)
    if person is None or not register.people_with_any_role(work.session, [owner_id], rights.HANDLES):
        raise InputInvalid(
            {
                "owner_id": [
                    "只能指派给宣传统战部人员或值班员。 Only the propaganda department or duty officers can own it."
                ]
            }
        )
    return By(person.id, person.name)


def comment_incident(work: Work, incident_id: str, text: str) -> Incident:
    """Write to the timeline, without a move."""
    found = find_incident(work, incident_id)
    work.identity.require(*rights.REPORTS)
    work.session.add(found.note("comment", rights.by(work), work.now, comment=text))
    work.record("incident.comment", found.id)
    return found
