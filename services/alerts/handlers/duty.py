"""Duty (article 15): rotas, overrides and policies as the department sets them, and who is on duty now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from services.alerts.domain.duty import DEFAULT_POLICIES, Override, Policy, Rota, Shift, shifts_at
from services.alerts.handlers import rights
from services.alerts.storage import delivery, duty, register
from services.contracts.errors import InputInvalid, NotFound, StateConflict
from services.kit.api import CAMPUS_ZONE, Work

WEEK, HOURS_APART = timedelta(days=7), 6
LOOKS = (*rights.SEES_ALL, "admin")


def make_rota(work: Work, given: dict[str, Any]) -> Rota:
    """Make a rota. Raises `InputInvalid` where somebody on it is unknown, or may not be on duty."""
    work.identity.require(*rights.SETS)
    turns = [
        {"person_id": t["person_id"], "starts_at": t["starts_at"].isoformat(), "ends_at": t["ends_at"].isoformat()}
        for t in given["turns"]
    ]
    people = given["people"] or [turn["person_id"] for turn in turns]
    _check_people(work, people, "people")
    found = Rota(
        id=work.new_id(),
        name=given["name"],
        kind=given["kind"],
        person_ids=people,
        starts_on=given.get("starts_on") or work.now.astimezone(CAMPUS_ZONE).date(),
        handover=given["handover"],
        turns=turns,
        made_at=work.now,
    )
    work.session.add(found)
    work.record("rota.make", found.id, kind=found.kind, people=len(people))
    return found


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
    work.record(f"{what}.end", found.id)


def _check_people(work: Work, person_ids: Sequence[str], name: str) -> None:
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
    _check_people(work, [given["person_id"]], "person_id")
    if given["ends_at"] <= given["starts_at"] or given["ends_at"] <= work.now:
        raise InputInvalid({"ends_at": ["结束须晚于开始和现在。 It must end after its start and after now."]})
    found = Override(id=work.new_id(), made_by=work.identity.id, made_at=work.now, **given)
    work.session.add(found)
    work.record("duty.override", found.id, rota_id=rota.id, person_id=found.person_id)
    return found


def find_shifts(work: Work) -> list[Shift]:
    """Who is on duty now, one shift a rota at most."""
    work.identity.require(*rights.READS, "admin")
    return shifts_at(duty.active_rotas(work.session), duty.overrides_at(work.session, work.now), work.now, CAMPUS_ZONE)


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


def check_readiness(work: Work) -> list[tuple[str, str, str]]:
    """What would go wrong if an incident came now or in the coming week: ``(code, zh, en)`` each."""
    work.identity.require(*LOOKS)
    rotas = duty.active_rotas(work.session)
    return [*_rota_gaps(work, rotas), *_empty_steps(work), *_dead_channels(work)]


def _rota_gaps(work: Work, rotas: Sequence[Rota]) -> list[tuple[str, str, str]]:
    if not rotas:
        return [("no_rota", "没有在用的值班表。", "There is no rota in use.")]
    found = []
    overrides = duty.overrides_until(work.session, work.now + WEEK)
    for hours in range(0, 7 * 24, HOURS_APART):
        at = work.now + timedelta(hours=hours)
        shifts = shifts_at(rotas, overrides, at, CAMPUS_ZONE)
        fit = register.people_with_any_role(work.session, [s.person_id for s in shifts], rights.HANDLES)
        if not fit:
            told = at.astimezone(CAMPUS_ZONE).strftime("%Y-%m-%d %H:%M")
            found.append(("nobody_on_duty", f"{told} 无人值班。", f"Nobody is on duty at {told}."))
    return found


def _empty_steps(work: Work) -> list[tuple[str, str, str]]:
    """Steps of the policies that hold whose roles and people name nobody; who is on duty and units are known only then."""
    found = []
    for severity, built_in in DEFAULT_POLICIES.items():
        policy = duty.policy_for(work.session, severity) or built_in
        for number, step in enumerate(policy.steps, 1):
            if all(_names_nobody(work, target) for target in step["targets"]):
                zh = f"{severity} 级事件的第 {number} 步没有人可通知。"
                found.append(("empty_step", zh, f"Step {number} of severity {severity} reaches nobody."))
    return found


def _names_nobody(work: Work, target: dict[str, Any]) -> bool:
    if target["kind"] == "role":
        return not register.holders(work.session, target["value"])
    if target["kind"] == "person":
        return not any(person.active for person in register.find_people(work.session, [target["value"]]).values())
    return False


def _dead_channels(work: Work) -> list[tuple[str, str, str]]:
    channels = delivery.active_channels(work.session)
    if not channels:
        return [
            (
                "no_channel",
                "没有消息渠道，消息只在各人的消息页上。",
                "There is no channel: messages stand on people's pages only.",
            )
        ]
    return [
        ("dead_channel", f"渠道“{c.name}”发送失败：{c.last_error}", f"The channel {c.name} fails: {c.last_error}")
        for c in channels
        if c.failures
    ]
