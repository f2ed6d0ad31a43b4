"""Preflight (article 15): what would go wrong if an incident came now or in the coming week."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from services.alerts.domain.delivery import EVENT_HOOK, Channel
from services.alerts.domain.duty import DEFAULT_POLICIES, Policy, Rota, shifts_at
from services.alerts.handlers import rights
from services.alerts.handlers.duty import LOOKS, WEEK
from services.alerts.storage import delivery, duty, register
from services.contracts.alerts.faults import explain
from services.kit.api import CAMPUS_ZONE, Work

HOURS = 7 * 24
SILENT_AFTER = timedelta(days=3)
ALARM = "incident_escalated"


@dataclass(frozen=True)
class Gap:
    """Something that is not ready: a code, and whole sentences for people."""

    code: str
    zh: str
    en: str


def check_readiness(work: Work) -> list[Gap]:
    """Gaps in the rotas of the coming week, steps that reach nobody, people without a channel, channels that are dead."""
    work.identity.require(*LOOKS)
    rotas = duty.active_rotas(work.session)
    channels = [one for one in delivery.active_channels(work.session) if one.kind != EVENT_HOOK]  # those reach nobody
    return [*_rota_gaps(work, rotas), *_empty_steps(work), *_unreached(work, rotas, channels), *_dead(work, channels)]


def _rota_gaps(work: Work, rotas: Sequence[Rota]) -> Iterator[Gap]:
    """Spans of the coming week in which nobody fit is on duty though somebody should be: looked at hour by hour."""
    if not rotas:
        yield Gap("no_rota", "没有在用的值班表。", "There is no rota in use.")
        return
    for begins, ends in _spans(_uncovered(work, rotas)):
        told = f"{_said(begins)} — {_said(ends)}"
        yield Gap("nobody_on_duty", f"{told} 无人值班。", f"Nobody is on duty {told}.")


def _uncovered(work: Work, rotas: Sequence[Rota]) -> list[datetime]:
    """The hours in which nobody is on duty. Outside of sensitive periods only hours that some rota means to cover count."""
    session, until = work.session, work.now + WEEK
    overrides, periods = duty.overrides_until(session, until), duty.periods_between(session, work.now, until)
    everyone = {person for rota in rotas for person in [*rota.person_ids, *(turn["person_id"] for turn in rota.turns)]}
    everyone |= {override.person_id for override in overrides}
    fit = register.people_with_any_role(session, everyone, rights.HANDLES)
    by_hours = all(rota.hours_from or rota.sensitive_only for rota in rotas)
    found = []
    for at in (work.now + timedelta(hours=hour) for hour in range(HOURS)):
        sensitive = any(period.holds(at) for period in periods)
        shifts = shifts_at(rotas, overrides, at, CAMPUS_ZONE, sensitive)
        meant = sensitive or bool(shifts) or not by_hours
        if meant and not any(shift.person_id in fit for shift in shifts):
            found.append(at)
    return found


def _spans(hours: Sequence[datetime]) -> Iterator[tuple[datetime, datetime]]:
    """Hours that follow one another as one span each."""
    hour = timedelta(hours=1)
    begins = last = None
    for at in hours:
        if begins is None or last is None or at - last > hour:
            if begins is not None and last is not None:
                yield begins, last + hour
            begins = at
        last = at
    if begins is not None and last is not None:
        yield begins, last + hour


def _said(at: datetime) -> str:
    return at.astimezone(CAMPUS_ZONE).strftime("%m-%d %H:%M")


def _policies(work: Work) -> Iterator[tuple[str, Policy]]:
    """The policy that holds for each severity now."""
    sensitive = duty.is_sensitive(work.session, work.now)
    for severity, built_in in DEFAULT_POLICIES.items():
        yield severity, duty.policy_for(work.session, severity, sensitive) or built_in


def _empty_steps(work: Work) -> Iterator[Gap]:
    """Steps whose roles and people name nobody; who is on duty and units are known only when it comes to it."""
    for severity, policy in _policies(work):
        for number, step in enumerate(policy.steps, 1):
            if all(_named(work, target) == [] for target in step["targets"]):
                zh = f"{severity} 级事件的第 {number} 步没有人可通知。"
                yield Gap("empty_step", zh, f"Step {number} of severity {severity} reaches nobody.")


def _named(work: Work, target: dict[str, Any]) -> list[str] | None:
    """Whom a target names for certain; None where that depends on the hour or the incident."""
    if target["kind"] == "role":
        return register.holders(work.session, target["value"])
    if target["kind"] == "person":
        found = register.find_people(work.session, [target["value"]]).values()
        return [person.id for person in found if person.active]
    return None


def _unreached(work: Work, rotas: Sequence[Rota], channels: Sequence[Channel]) -> Iterator[Gap]:
    """People on rotas and in steps whom an alarm of some severity reaches on their page alone."""
    if not channels or any(not channel.person_id and channel.carries(ALARM, "") for channel in channels):
        return
    asked = {person for rota in rotas for person in rota.person_ids}
    for _, policy in _policies(work):
        for step in policy.steps:
            asked |= {person for target in step["targets"] for person in _named(work, target) or ()}
    reached = {channel.person_id for channel in channels if channel.carries(ALARM, "", [channel.person_id])}
    people = register.find_people(work.session, asked - reached)
    for person in sorted(people.values(), key=lambda one: one.id):
        yield Gap(
            "no_channel_of_their_own",
            f"{person.name} 没有接收事件提醒的渠道，只能在消息页看到。",
            f"{person.name} has no channel that carries alarms: they stand on their page only.",
        )


def _dead(work: Work, channels: Sequence[Channel]) -> Iterator[Gap]:
    if not channels:
        zh = "没有消息渠道，消息只在各人的消息页上。"
        yield Gap("no_channel", zh, "There is no channel: messages stand on people's pages only.")
    for channel in channels:
        if channel.failures:
            zh, en = explain(channel.last_error.partition(" ")[0])
            yield Gap(
                "dead_channel", f"渠道“{channel.name}”发送失败：{zh}。", f"The channel {channel.name} fails: {en}."
            )
        elif channel.last_sent_at is None:
            zh = f"渠道“{channel.name}”从未发送成功，请测试。"
            yield Gap("untested_channel", zh, f"The channel {channel.name} never sent anything: test it.")
        elif channel.last_sent_at < work.now - SILENT_AFTER:
            zh = f"渠道“{channel.name}”三天没有发送，请测试或开启每日巡检。"
            yield Gap("silent_channel", zh, f"The channel {channel.name} sent nothing for three days: test it.")
