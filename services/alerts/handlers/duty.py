"""Duty (article 15): rotas, overrides and policies as the department sets them, and who is on duty now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from services.alerts.domain import notices
from services.alerts.domain.duty import Override, Policy, Rota, Shift, shifts_at
from services.alerts.domain.turns import next_edge
from services.alerts.handlers import notify, rights
from services.alerts.storage import duty, incidents, register
from services.contracts.errors import InputInvalid, NotFound, StateConflict
from services.kit.api import CAMPUS_ZONE, Deadline, Work

WEEK = timedelta(days=7)
FORESEEN = timedelta(days=366)
HANDOVER = "duty.handover"
LOOKS = (*rights.SEES_ALL, "admin")


def make_rota(work: Work, given: dict[str, Any]) -> Rota:
    """Make a rota. Raises `InputInvalid` where somebody on it is unknown, or may not be on duty."""
    work.identity.require(*rights.SETS)
    turns = [
        {"person_id": t["person_id"], "starts_at": t["starts_at"].isoformat(), "ends_at": t["ends_at"].isoformat()}
        for t in given["turns"]
    ]
    people = given["people"] or [turn["person_id"] for turn in turns]
    check_people(work, people, "people")
    found = Rota(
        id=work.new_id(),
        name=given["name"],
        kind=given["kind"],
        person_ids=people,
        starts_on=given.get("starts_on") or work.now.astimezone(CAMPUS_ZONE).date(),
        handover=given["handover"],
        hours_from=given["hours_from"],
        hours_to=given["hours_to"],
        sensitive_only=given["sensitive_only"],
        turns=turns,
        made_at=work.now,
    )
    work.session.add(found)
    work.record("rota.make", found.id, kind=found.kind, people=len(people))
    look_anew(work, [found.id])
    return found


def hand_over(work: Work, deadline: Deadline) -> None:
    """Duty by a rota may have passed on: whoever has it from now on is told what is open, and what was left to them.

    Turns, swaps, stand-ins and sensitive periods alike; who had it before and has it still is told nothing.
    """
    found = duty.find_rota(work.session, deadline.subject)
    if found is None or not found.active:
        return
    work.schedule(HANDOVER, found.id, _next_edge(work, found))
    shift = next((shift for shift in _shifts(work) if shift.rota_id == found.id), None)
    if shift is None or duty.told_of(work.session, found.id) == shift.person_id:
        return
    duty.keep_told(work.session, found.id, shift.person_id)
    note = duty.last_note(work.session, found.id)
    left = note.text if note and note.written_at > work.now - WEEK else ""
    notice = notices.duty_begins(found.id, found.name, incidents.count_open(work.session), left)
    notify.tell(work, [shift.person_id], notice)
    work.record("duty.begin", found.id, person_id=shift.person_id)


def _next_edge(work: Work, found: Rota) -> datetime:
    """When somebody else may be on duty; looked for again in a day where nothing is foreseen."""
    overrides = duty.overrides_after(work.session, found.id, work.now)
    periods = duty.periods_between(work.session, work.now, work.now + FORESEEN)
    return next_edge(found, overrides, periods, work.now, CAMPUS_ZONE) or work.now + timedelta(days=1)


def look_anew(work: Work, rota_ids: Iterable[str]) -> None:
    """Who is on duty, or when it ends, was changed: see at once who is to hear of it."""
    for rota_id in rota_ids:
        work.schedule(HANDOVER, rota_id, work.now)


def end_rota(work: Work, rota_id: str) -> Rota:
    """Stop using a rota."""
    work.identity.require(*rights.SETS)
    found = duty.find_rota(work.session, rota_id)
    if found is None:
        raise NotFound(rota=rota_id)
    _end(work, found, "rota")
    return found


def end_policy(work: Work, policy_id: str) -> Policy:
    """Stop using a policy for new incidents; those that began with it go on with it."""
    work.identity.require(*rights.SETS)
    found = duty.find_policy(work.session, policy_id)
    if found is None:
        raise NotFound(policy=policy_id)
    _end(work, found, "policy")
    return found


def _end(work: Work, found: Rota | Policy, what: str) -> None:
    work.check_version(found.version)
    if not found.active:
        raise StateConflict(zh="已经停用。没有作任何更改。", en="It was ended before. Nothing was changed.")
    found.active = False
    if what == "rota":
        work.unschedule(HANDOVER, found.id)
    work.record(f"{what}.end", found.id)


def check_people(work: Work, person_ids: Sequence[str], name: str) -> None:
    fit = register.people_with_any_role(work.session, person_ids, rights.HANDLES)
    strangers = [person for person in person_ids if person not in fit]
    if strangers or not person_ids:
        raise InputInvalid(
            {
                name: [
                    "值班人员须为在岗的值班员或宣传统战部人员。 Only active duty officers or the propaganda department can be on duty."
                ]
            }
        )


def override_duty(work: Work, given: dict[str, Any]) -> Override:
    """Let somebody stand in for a while."""
    work.identity.require(*rights.HANDLES, "admin")
    rota = duty.find_rota(work.session, given["rota_id"])
    if rota is None or not rota.active:
        raise InputInvalid({"rota_id": ["没有这个在用的值班表。 There is no such rota in use."]})
    check_people(work, [given["person_id"]], "person_id")
    if given["ends_at"] <= given["starts_at"] or given["ends_at"] <= work.now:
        raise InputInvalid({"ends_at": ["结束须晚于开始和现在。 It must end after its start and after now."]})
    found = Override(id=work.new_id(), made_by=work.identity.id, made_at=work.now, **given)
    work.session.add(found)
    work.record("duty.override", found.id, rota_id=rota.id, person_id=found.person_id)
    look_anew(work, [rota.id])
    return found


def find_shifts(work: Work) -> list[Shift]:
    """Who is on duty now, one shift a rota at most."""
    work.identity.require(*rights.READS, "admin")
    return _shifts(work)


def _shifts(work: Work) -> list[Shift]:
    session, now = work.session, work.now
    rotas, overrides = duty.active_rotas(session), duty.overrides_at(session, now)
    return shifts_at(rotas, overrides, now, CAMPUS_ZONE, duty.is_sensitive(session, now))


def make_policy(work: Work, given: dict[str, Any]) -> Policy:
    """Set the steps by which incidents of some severities escalate from now on; the newest for a severity holds."""
    work.identity.require(*rights.SETS)
    people = [t["value"] for step in given["steps"] for t in step["targets"] if t["kind"] == "person"]
    known = register.find_people(work.session, people)
    if any(person not in known for person in people):
        raise InputInvalid({"steps": ["步骤中有不存在的人员。 A step names an unknown person."]})
    found = Policy(id=work.new_id(), made_at=work.now, **given)
    work.session.add(found)
    work.record("policy.make", found.id, severities=found.severities, steps=len(found.steps))
    return found
