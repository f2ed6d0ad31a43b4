"""Giving seats back, and the waiting list that moves up in order of arrival, in the same transaction (article 16).

Where a session asks for it (`confirm_hours`), a seat that comes free is offered: the person confirms it in time, or it goes on
to the next.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from services.contracts.errors import NotFound, StateConflict
from services.contracts.training.events import EnrolmentMoved
from services.kit.api import Deadline, Work
from services.training.domain.enrolments import Enrolment
from services.training.domain.quotas import allot
from services.training.domain.sessions import Seats, Session
from services.training.handlers.notices import said, tell
from services.training.handlers.rights import ORGANISERS, require_reader, sees_everyone
from services.training.storage import attendance, plan, programme

UNCONFIRMED = "seat.unconfirmed"


def withdraw(work: Work, session_id: str, enrolment_id: str) -> Enrolment:
    """Give a seat or a place back; the waiting list's first gets the seat.

    The person themselves may, and those who run the session. Raises `StateConflict` for one who withdrew before, or attended.
    """
    session, seats, enrolment = _hold(work, session_id, enrolment_id)
    if enrolment.state in ("withdrawn", "refused"):
        raise StateConflict(zh="此前已退出报名。", en="This enrolment was withdrawn before.", code="withdrawn")
    if enrolment.checked_in_at is not None:
        raise StateConflict(
            zh="已经签到，不能退出。没有作任何更改。",
            en="They checked in already. Nothing was changed.",
            code="attended",
        )
    if work.now >= session.ends_at:
        raise StateConflict(
            zh="活动已经结束，不能再退出；缺席或请假由组织者登记。没有作任何更改。",
            en="The session is over; who was absent or on leave is noted by those who run it. Nothing was changed.",
            code="over",
        )
    _give_back(work, session, seats, enrolment, "withdraw")
    return enrolment


def give_all_back(work: Work, person_ids: Collection[str]) -> None:
    """Who is gone from the college gives back every seat and place at sessions to come, and the waiting lists move up.
    People are held first, then seats, as with everybody who enrols.
    """
    attendance.take_turns(work.session, person_ids)
    for session_id, enrolment_id in attendance.held_ahead(work.session, person_ids, work.now):
        seats = programme.lock_seats(work.session, session_id)
        enrolment = attendance.find_enrolment(work.session, session_id, enrolment_id)
        _give_back(work, programme.find_session(work.session, session_id), seats, enrolment, "gone")


def confirm_seat(work: Work, session_id: str, enrolment_id: str) -> Enrolment:
    """Take the seat that was offered to the first of the waiting list. Only the person themselves can."""
    _, _, enrolment = _hold(work, session_id, enrolment_id)
    if enrolment.person_id != work.identity.id:
        raise NotFound()
    if enrolment.state != "offered":
        raise StateConflict(
            zh="没有待确认的席位：可能已确认、已过期或尚在候补。",
            en="No seat is offered to you now.",
            code="not_offered",
        )
    enrolment.state, enrolment.confirm_by = "enrolled", None
    work.unschedule(UNCONFIRMED, enrolment.id)
    _tell(work, enrolment, "confirm_seat")
    return enrolment


def pass_seat_on(work: Work, deadline: Deadline) -> None:
    """An offered seat was not confirmed in time: it goes to the next."""
    session_id = deadline.payload["session_id"]
    seats = programme.lock_seats(work.session, session_id)
    enrolment = attendance.find_enrolment(work.session, session_id, deadline.subject)
    if enrolment.state == "offered":
        _give_back(work, programme.find_session(work.session, session_id), seats, enrolment, "seat_unconfirmed")


def move_up(work: Work, session: Session, seats: Seats) -> list[Enrolment]:
    """Give free seats to those who wait, in order of arrival. `seats` must be locked."""
    if not seats.free or not seats.waiting or not seats.open or work.now >= session.ends_at:
        return []
    moved = _next(work, session, seats)
    seats.taken, seats.waiting = seats.taken + len(moved), seats.waiting - len(moved)
    for enrolment in moved:
        _offer(work, session, enrolment)
        _tell(work, enrolment, "move_up")
    work.session.flush()
    return moved


def _next(work: Work, session: Session, seats: Seats) -> list[Enrolment]:
    """Whose turn it is: the first of the list, those left out whose unit has its quota."""
    if not session.quotas:
        return attendance.first_waiting(work.session, session.id, seats.free)
    waiting = attendance.first_waiting(work.session, session.id, None)
    quotas = plan.lock_quotas(work.session, session.id)
    given = allot((enrolment.quota_unit for enrolment in waiting), seats.free, quotas)
    return [enrolment for enrolment, seated in zip(waiting, given, strict=True) if seated]


def list_enrolments(work: Work, session_id: str, wanted: dict[str, Any], dump: Any) -> dict[str, Any]:
    """A page of a session's enrolments; those who do not run sessions see their own only."""
    require_reader(work.identity)
    programme.find_session(work.session, session_id)
    person_id = "" if sees_everyone(work.identity) else work.identity.id
    return attendance.list_enrolments(work.session, wanted, dump, session_id=session_id, person_id=person_id)


def view_enrolment(work: Work, session_id: str, enrolment_id: str) -> Enrolment:
    """One enrolment, for the person and for those who may see everyone's. Raises `NotFound` for others."""
    enrolment = attendance.find_enrolment(work.session, session_id, enrolment_id)
    if enrolment.person_id != work.identity.id and not sees_everyone(work.identity):
        raise NotFound()
    return enrolment


def list_own_enrolments(work: Work, wanted: dict[str, Any], dump: Any) -> dict[str, Any]:
    """A page of the caller's enrolments, newest first."""
    require_reader(work.identity)
    return attendance.list_enrolments(work.session, wanted, dump, person_id=work.identity.id)


def positions_of(work: Work, enrolments: list[Enrolment]) -> dict[str, int]:
    """The place on its waiting list of each of these that waits."""
    return dict(attendance.positions(work.session, [row for row in enrolments if row.state == "waiting"]))


def _hold(work: Work, session_id: str, enrolment_id: str) -> tuple[Session, Seats, Enrolment]:
    """The enrolment for the person or an organiser, with its session's seats locked first and everything read after that."""
    found = attendance.find_enrolment(work.session, session_id, enrolment_id)
    if found.person_id != work.identity.id and not work.identity.has(*ORGANISERS):
        raise NotFound()
    seats = programme.lock_seats(work.session, session_id)
    session = programme.find_session(work.session, session_id)
    return session, seats, attendance.find_enrolment(work.session, session_id, enrolment_id)


def _give_back(work: Work, session: Session, seats: Seats, enrolment: Enrolment, action: str) -> None:
    if enrolment.holds_seat:
        seats.taken -= 1
        if enrolment.quota_unit:
            plan.lock_quotas(work.session, session.id)[enrolment.quota_unit].taken -= 1
    elif enrolment.state == "waiting":
        seats.waiting -= 1
    work.unschedule(UNCONFIRMED, enrolment.id)
    enrolment.state, enrolment.confirm_by = "withdrawn", None
    _tell(work, enrolment, action)
    work.session.flush()
    move_up(work, session, seats)


def _offer(work: Work, session: Session, enrolment: Enrolment) -> None:
    confirm_by = work.now + timedelta(hours=session.confirm_hours)
    if not session.confirm_hours or confirm_by >= session.starts_at:
        enrolment.state = "enrolled"
        zh = f"候补成功：您已获得“{session.title}”的席位（{said(session.starts_at)}）。"
        en = f"You have a seat now at “{session.title}” ({said(session.starts_at)})."
        tell(work, "seat_given", [enrolment.person_id], zh, en, subject_id=session.id)
        return
    enrolment.state, enrolment.confirm_by = "offered", confirm_by
    work.schedule(UNCONFIRMED, enrolment.id, confirm_by, session_id=session.id)
    zh = f"“{session.title}”有席位空出，请于 {said(confirm_by)} 前确认，逾期让给下一位。"
    en = f"A seat at “{session.title}” is yours if you confirm it by {said(confirm_by)}."
    tell(work, "seat_offered", [enrolment.person_id], zh, en, subject_id=session.id)


def _tell(work: Work, enrolment: Enrolment, action: str) -> None:
    work.emit(
        EnrolmentMoved(
            enrolment_id=enrolment.id,
            session_id=enrolment.session_id,
            person_id=enrolment.person_id,
            state=enrolment.state,
        )
    )
    work.record(action, f"session:{enrolment.session_id}", enrolment=enrolment.id, state=enrolment.state)
