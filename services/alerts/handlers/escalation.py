"""Escalation (article 15): while nobody acknowledges an incident, its policy's steps fire one after the other.

The pending step is a deadline row of the kit; acting on it and setting the next are one transaction, so that each step fires
once, by whichever process is alive. A step that reaches nobody goes on at once, and says so.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from services.alerts.domain import notices
from services.alerts.domain.duty import DEFAULT_POLICIES, Policy, shifts_at
from services.alerts.domain.incidents import Incident
from services.alerts.handlers import notify, rights
from services.alerts.storage import duty, incidents, register
from services.contracts.alerts.events import IncidentMoved
from services.kit.api import CAMPUS_ZONE, Deadline, Work

STEP, LAPSE = "incident.escalate", "incident.lapse"


def start(work: Work, found: Incident) -> None:
    """Begin at the first step, now."""
    policy = duty.policy_for(work.session, found.severity, duty.is_sensitive(work.session, work.now))
    found.policy_id = policy.id if policy else ""
    work.unschedule(LAPSE, found.id)
    work.schedule(STEP, found.id, work.now, level=1, round=found.escalation_round)


def stop(work: Work, found: Incident) -> None:
    """Nothing waits any more."""
    work.unschedule(STEP, found.id)
    work.unschedule(LAPSE, found.id)


def acknowledged(work: Work, found: Incident) -> None:
    """No more steps, unless one asks everyone it told; but something must follow in time, where the policy says so."""
    if not found.awaiting:
        stop(work, found)
    minutes = _policy(work, found).acknowledged_minutes
    if minutes:
        work.schedule(LAPSE, found.id, work.now + timedelta(minutes=minutes), minutes=minutes)


def fire_step(work: Work, deadline: Deadline) -> None:
    """Tell the people of a step that has come, and set when the next one comes."""
    found = incidents.get_incident(work.session, deadline.subject)
    level: int = deadline.payload["level"]
    if found is None or not _waits(found) or deadline.payload["round"] != found.escalation_round:
        return
    policy = _policy(work, found)
    step = policy.step(level)
    if step is None:
        _note_exhausted(work, found)
        return
    notice = notices.incident_escalated(found.id, found.title, found.severity, level)
    told = notify.tell(work, people_of(work, found, step["targets"]), notice)
    found.escalation_level = level
    if step.get("require") == "all":
        found.awaiting = [person for person in told if person != found.acknowledged_by]
    incidents.step_fired(work.session, found, level, deadline.due_at, work.now, told)
    _note_fired(work, found, level, told)
    wait = timedelta(minutes=step["minutes"]) if told else timedelta()
    work.schedule(STEP, found.id, work.now + wait, level=level + 1, round=found.escalation_round)


def _waits(found: Incident) -> bool:
    """Whether steps go on: nobody has acknowledged it, or not all of those whom a step asks."""
    return found.state == "reported" or (found.state == "acknowledged" and bool(found.awaiting))


def _note_fired(work: Work, found: Incident, level: int, told: list[str]) -> None:
    action = "escalated" if told else "nobody_to_tell"
    work.session.add(found.note(action, rights.by(work), work.now, level=level, told=told))
    work.record(f"incident.{action}", found.id, level=level, told=told)


def _note_exhausted(work: Work, found: Incident) -> None:
    work.session.add(found.note("escalation_exhausted", rights.by(work), work.now))
    work.record("incident.escalation_exhausted", found.id)


def _policy(work: Work, found: Incident) -> Policy:
    policy = duty.find_policy(work.session, found.policy_id) if found.policy_id else None
    return policy or DEFAULT_POLICIES[found.severity]


def people_of(work: Work, found: Incident, targets: list[dict[str, Any]]) -> set[str]:
    """Whom a step's targets name now: on duty, holders of a role, one person, or the account's responsible unit."""
    told: set[str] = set()
    for target in targets:
        told |= set(_named(work, found, target["kind"], target["value"]))
    return told


def _named(work: Work, found: Incident, kind: str, value: str) -> list[str]:
    if kind == "duty":
        return on_duty(work)
    if kind == "role":
        return register.holders(work.session, value)
    if kind == "person":
        return list(register.find_people(work.session, [value]))
    account = register.find_account(work.session, found.account_id) if found.account_id else None
    units = [account.unit_id, account.faculty_id] if account else []
    return register.holders(work.session, "responsible", units) if units else []


def on_duty(work: Work) -> list[str]:
    """Who is on duty now, over all rotas."""
    session, now = work.session, work.now
    rotas, overrides = duty.active_rotas(session), duty.overrides_at(session, now)
    shifts = shifts_at(rotas, overrides, now, CAMPUS_ZONE, duty.is_sensitive(session, now))
    return [shift.person_id for shift in shifts]


def lapse_acknowledgement(work: Work, deadline: Deadline) -> None:
    """Nothing followed an acknowledgement in time: the incident waits again, from the first step."""
    found = incidents.get_incident(work.session, deadline.subject)
    entry = found.lapse(rights.by(work), work.now, deadline.payload["minutes"]) if found else None
    if found is None or entry is None:
        return
    work.session.add(entry)
    work.record("incident.acknowledgement_lapsed", found.id)
    work.emit(
        IncidentMoved(
            incident_id=found.id,
            state=found.state,
            severity=found.severity,
            account_id=found.account_id,
            owner_id=found.owner_id,
        )
    )
    start(work, found)
