"""Sensitive periods, swaps and hand-over notes of duty, and each person's duty calendar (article 15)."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from services.alerts.domain import notices
from services.alerts.domain.duty import Override, Rota, Shift, shifts_at
from services.alerts.domain.watch import DutyNote, SensitivePeriod, Swap
from services.alerts.handlers import notify, rights
from services.alerts.handlers.duty import check_people, look_anew
from services.alerts.storage import duty, register
from services.contracts.errors import InputInvalid, NotAuthenticated, NotFound, StateConflict
from services.kit.api import CAMPUS_ZONE, Deadline, Work

BEGINS = "sensitive.begins"
AHEAD, HOUR = timedelta(days=60), timedelta(hours=1)
LONGEST_SWAP = timedelta(days=14)


# ---- sensitive periods


def plan_period(work: Work, given: dict[str, Any]) -> SensitivePeriod:
    """Have duty kept around the clock from then until then."""
    work.identity.require(*rights.COMMANDS)
    if given["ends_at"] <= max(given["starts_at"], work.now):
        raise InputInvalid({"ends_at": ["结束须晚于开始和现在。 It must end after its start and after now."]})
    found = SensitivePeriod(id=work.new_id(), made_by=work.identity.id, made_at=work.now, **given)
    work.session.add(found)
    work.record("sensitive_period.plan", found.id, starts_at=found.starts_at.isoformat())
    work.schedule(BEGINS, found.id, max(found.starts_at, work.now))
    _look_everywhere(work)
    return found


def end_period(work: Work, period_id: str) -> SensitivePeriod:
    """End or call off a sensitive period."""
    work.identity.require(*rights.COMMANDS)
    found = duty.find_period(work.session, period_id)
    if found is None:
        raise NotFound(period=period_id)
    work.check_version(found.version)
    if not found.active:
        raise StateConflict(zh="该敏感时期已经结束。没有作任何更改。", en="This period was ended before.")
    found.active = False
    work.unschedule(BEGINS, found.id)
    work.record("sensitive_period.end", found.id)
    _look_everywhere(work)
    return found


def _look_everywhere(work: Work) -> None:
    """Sensitive periods bear on every rota."""
    look_anew(work, [rota.id for rota in duty.active_rotas(work.session)])


def begin_period(work: Work, deadline: Deadline) -> None:
    """A sensitive period begins: everyone on a rota and the department's head hear that duty is kept around the clock."""
    found = duty.find_period(work.session, deadline.subject)
    if found is None or not found.active:
        return
    people = {person for rota in duty.active_rotas(work.session) for person in rota.person_ids}
    notice = notices.sensitive_begins(found.id, found.name, notify.said(found.ends_at))
    notify.tell(work, [*people, *register.holders(work.session, "director")], notice)
    work.record("sensitive_period.begin", found.id)


# ---- swaps


def ask_swap(work: Work, given: dict[str, Any]) -> Swap:
    """Offer a span of one's own duty for a span of somebody else's. Raises `InputInvalid` where a span is not theirs."""
    work.identity.require(*rights.HANDLES)
    rota = duty.find_rota(work.session, given["rota_id"])
    if rota is None or not rota.active:
        raise InputInvalid({"rota_id": ["没有这个在用的值班表。 There is no such rota in use."]})
    check_people(work, [given["asked_id"]], "asked_id")
    _check_span(work, rota, work.identity.id, "gives", given)
    _check_span(work, rota, given["asked_id"], "takes", given)
    found = Swap(id=work.new_id(), asker_id=work.identity.id, asked_at=work.now, **given)
    work.session.add(found)
    work.record("duty.swap_asked", found.id, rota_id=rota.id, asked_id=found.asked_id)
    notify.tell(work, [found.asked_id], notices.swap_asked(found.id, work.identity.name, notify.said(found.gives_from)))
    return found


def _check_span(work: Work, rota: Rota, person_id: str, name: str, given: dict[str, Any]) -> None:
    """A span lies ahead, is not endless, and is this person's from its first hour to its last."""
    begins, ends = given[f"{name}_from"], given[f"{name}_until"]
    if not work.now < begins < ends or ends - begins > LONGEST_SWAP:
        raise InputInvalid(
            {f"{name}_from": ["班次须在将来，最长两周。 A turn must lie ahead and last two weeks at most."]}
        )
    overrides = duty.overrides_until(work.session, ends)
    at = begins
    while at < ends:
        on_duty = [s.person_id for s in shifts_at([rota], overrides, at, CAMPUS_ZONE, sensitive=True)]
        if person_id not in on_duty:
            raise InputInvalid({f"{name}_from": ["这段时间不是本人的班。 This span is not that person's duty."]})
        at += HOUR


def answer_swap(work: Work, swap_id: str, answer: str) -> Swap:
    """Accept or decline as the one asked, or withdraw as the one who asked; accepting makes two overrides."""
    found = duty.find_swap(work.session, swap_id)
    who = {"accepted": "asked_id", "declined": "asked_id", "withdrawn": "asker_id"}[answer]
    if found is None or work.identity.id not in (found.asked_id, found.asker_id):
        raise NotFound(swap=swap_id)
    if getattr(found, who) != work.identity.id:
        raise rights.refuse(who)
    work.check_version(found.version)
    found.answer(answer, work.now)
    if answer == "accepted":
        _override(work, found, found.asked_id, found.gives_from, found.gives_until)
        _override(work, found, found.asker_id, found.takes_from, found.takes_until)
        look_anew(work, [found.rota_id])
    work.record(f"duty.swap_{answer}", found.id)
    other = found.asker_id if who == "asked_id" else found.asked_id
    notify.tell(work, [other], notices.swap_answered(found.id, work.identity.name, answer))
    return found


def _override(work: Work, swap: Swap, person_id: str, starts_at: datetime, ends_at: datetime) -> None:
    more: dict[str, Any] = {"reason": f"换班 {swap.id}", "made_by": work.identity.id, "made_at": work.now}
    override = Override(
        id=work.new_id(), rota_id=swap.rota_id, person_id=person_id, starts_at=starts_at, ends_at=ends_at, **more
    )
    work.session.add(override)


# ---- notes


def leave_note(work: Work, rota_id: str, text: str) -> DutyNote:
    """Leave a note to whoever is on duty next."""
    work.identity.require(*rights.HANDLES)
    if duty.find_rota(work.session, rota_id) is None:
        raise InputInvalid({"rota_id": ["没有这个值班表。 There is no such rota."]})
    by = rights.by(work)
    found = DutyNote(
        id=work.new_id(), rota_id=rota_id, text=text, written_by=by.id, written_by_name=by.name, written_at=work.now
    )
    work.session.add(found)
    work.record("duty.note", found.id, rota_id=rota_id)
    return found


# ---- the calendar


def renew_token(work: Work) -> str:
    """A fresh token for the caller's duty calendar; the one before opens nothing any more. Only its hash is kept."""
    work.identity.require(*rights.HANDLES)
    token = secrets.token_urlsafe(24)
    duty.keep_token(work.session, work.identity.id, _hash(token))
    work.record("duty.calendar_token", work.identity.id)
    return token


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def open_calendar(work: Work, token: str) -> list[tuple[Rota, datetime, datetime]]:
    """The spans of duty of whose token it is, from a week ago on for two months. Raises `NotAuthenticated`."""
    person_id = duty.whose_token(work.session, _hash(token)) if token else ""
    if not person_id:
        raise NotAuthenticated(code="bad_token")
    since = (work.now - timedelta(days=7)).replace(minute=0, second=0, microsecond=0)
    return spans_of(work, person_id, since, work.now + AHEAD)


def spans_of(work: Work, person_id: str, since: datetime, until: datetime) -> list[tuple[Rota, datetime, datetime]]:
    """When a person is on duty by each rota, hour by hour put together to spans."""
    session = work.session
    overrides, periods = duty.overrides_until(session, until), duty.periods_between(session, since, until)
    found: list[tuple[Rota, datetime, datetime]] = []
    for rota in duty.active_rotas(session):
        begins: datetime | None = None
        at = since
        while at <= until:
            sensitive = any(period.holds(at) for period in periods)
            mine = at < until and any(
                _is(s, person_id) for s in shifts_at([rota], overrides, at, CAMPUS_ZONE, sensitive)
            )
            if mine and begins is None:
                begins = at
            elif not mine and begins is not None:
                found.append((rota, begins, at))
                begins = None
            at += HOUR
    return found


def _is(shift: Shift, person_id: str) -> bool:
    return shift.person_id == person_id
