"""Swapping seats between two sessions: an offer waits until somebody offers the other way, then both change at once (article 16)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from services.contracts.errors import NotFound, StateConflict
from services.contracts.training.events import EnrolmentMoved
from services.kit.api import Work
from services.training.domain.audience import Attendee, admits
from services.training.domain.enrolments import Enrolment
from services.training.domain.quotas import may_follow, pass_on, quota_unit
from services.training.domain.sessions import Session
from services.training.domain.swaps import Swap
from services.training.handlers.notices import said, tell
from services.training.handlers.rights import require_reader
from services.training.handlers.waiting_list import move_up
from services.training.storage import association, attendance, people, plan, programme


@dataclass(frozen=True)
class _Move:
    """Somebody takes another's seat in the session `to`."""

    person: Enrolment
    seat: Enrolment
    to: Session


def offer_swap(work: Work, session_id: str, enrolment_id: str, to_session_id: str) -> Swap:
    """Offer one's own seat for one in another session; where somebody wants the other way, both have swapped when this returns.

    Where units have quotas, each of the two must fit into theirs, where they go; else the offer waits for somebody who does.
    Raises `StateConflict` (``no_swap``) where there is no seat to give, or a session began or was called off.
    """
    mine = attendance.find_enrolment(work.session, session_id, enrolment_id)
    if mine.person_id != work.identity.id:
        raise NotFound()
    here, there = _hold(work, mine, to_session_id)
    mine = attendance.find_enrolment(work.session, session_id, enrolment_id)
    _check(work, mine, here, there)
    offer = Swap(
        id=work.new_id(),
        person_id=mine.person_id,
        enrolment_id=mine.id,
        from_session_id=here.id,
        to_session_id=there.id,
        made_at=work.now,
    )
    plan.add(work.session, offer)
    work.record("offer_swap", f"session:{here.id}", swap=offer.id, to=there.id)
    _match(work, offer, mine, here, there)
    return offer


def withdraw_swap(work: Work, swap_id: str) -> Swap:
    """Take an offer back. Raises `StateConflict` where it was taken meanwhile."""
    offer = plan.find_swap(work.session, swap_id)
    if offer.person_id != work.identity.id:
        raise NotFound()
    for session_id in sorted((offer.from_session_id, offer.to_session_id)):
        programme.lock_seats(work.session, session_id)
    offer = plan.find_swap(work.session, swap_id)
    offer.end("withdrawn", work.now)
    work.record("withdraw_swap", f"session:{offer.from_session_id}", swap=offer.id)
    return offer


def list_swaps(work: Work, wanted: dict[str, Any], dump: Any) -> dict[str, Any]:
    """A page of the caller's offers, newest first."""
    require_reader(work.identity)
    return plan.list_swaps(work.session, wanted, dump, work.identity.id)


def _hold(work: Work, mine: Enrolment, to_session_id: str) -> tuple[Session, Session]:
    """Both sessions, with all that a swap between them changes held in the order of everybody who enrols: people, then seats.

    First the turn of whoever offers between these two, so that nobody joins those who want the other way.
    """
    both = sorted({mine.session_id, to_session_id})
    for held in both:
        programme.find_session(work.session, held)
    plan.take_turn_of_swaps(work.session, both)
    others = plan.open_swaps(work.session, to_session_id, mine.session_id)
    attendance.take_turns(work.session, {mine.person_id, *(other.person_id for other in others)})
    for held in both:
        programme.lock_seats(work.session, held)
    return programme.find_session(work.session, mine.session_id), programme.find_session(work.session, to_session_id)


def _check(work: Work, mine: Enrolment, here: Session, there: Session) -> None:
    usable = all(s.state == "announced" and s.starts_at > work.now for s in (here, there))
    seated = mine.state == "enrolled" and mine.checked_in_at is None
    if not usable or not seated or here.id == there.id or plan.swap_of_enrolment(work.session, mine.id):
        raise StateConflict(
            zh="不能换场：没有席位、已提出换场，或活动已开始、已取消。没有作任何更改。",
            en="No swap: no seat to give, one offered before, or a session began or was called off. Nothing was changed.",
            code="no_swap",
        )


def _match(work: Work, offer: Swap, mine: Enrolment, here: Session, there: Session) -> None:
    """Swap with the first who wants the other way and may come, if there is one."""
    for other in plan.open_swaps(work.session, there.id, here.id):
        theirs = attendance.find_enrolment(work.session, there.id, other.enrolment_id)
        if theirs.state != "enrolled" or theirs.checked_in_at is not None:
            other.end("withdrawn", work.now)
            continue
        moves = (_Move(mine, theirs, there), _Move(theirs, mine, here))
        if all(_may_come(work, move, leaves) for move, leaves in zip(moves, (here, there), strict=True)):
            _exchange(work, moves)
            for ended in (offer, other):
                ended.end("done", work.now)
            _tell_both(work, ((mine.person_id, there), (theirs.person_id, here)))
            return
    work.session.flush()


def _may_come(work: Work, move: _Move, leaves: Session) -> bool:
    """Whether this person belongs to the audience, has nothing else at that time, and their unit may have the seat."""
    to, person_id = move.to, move.person.person_id
    held = attendance.find_engagements(work.session, {person_id}, to.starts_at, to.ends_at)
    others = [e for e in held.get(person_id, []) if e.session_id != leaves.id]
    if any(engagement.overlaps(to.starts_at, to.ends_at) for engagement in others):
        return False
    comes, quotas = _quota_of(work, move), plan.lock_quotas(work.session, to.id)
    if not may_follow(move.seat.quota_unit, comes, quotas):
        return False
    return not to.audience or admits(to.audience, _attendee(work, move.person))


def _quota_of(work: Work, move: _Move) -> str:
    """Whose quota this person counts in, where they go."""
    unit_id = move.person.unit_id
    path = people.paths_of(work.session, {unit_id}).get(unit_id, [unit_id]) if move.to.quotas else []
    return quota_unit(path, move.to.quotas)


def _attendee(work: Work, enrolment: Enrolment) -> Attendee:
    person = people.find_person(work.session, enrolment.person_id)
    grants = work.identity.grants if enrolment.person_id == work.identity.id else person.grants if person else ()
    own = {enrolment.unit_id, *(person.units if person else ())} - {""}
    paths = people.paths_of(work.session, own)
    return Attendee(
        person_id=enrolment.person_id,
        roles=frozenset(role for role, _ in grants),
        unit_ids=frozenset(own.union(*paths.values())),
        member=bool(association.active_members(work.session, {enrolment.person_id})),
    )


def _exchange(work: Work, moves: Sequence[_Move]) -> None:
    """Each leaves and takes the other's seat: the numbers of both sessions stay as they were, and quotas follow the people."""
    left = [move.person for move in moves]
    for leaving in left:
        leaving.state = "withdrawn"
    work.session.flush()
    made = [_moved(work, move) for move in moves]
    attendance.add_enrolments(work.session, made)
    for row in (*left, *made):
        work.emit(
            EnrolmentMoved(enrolment_id=row.id, session_id=row.session_id, person_id=row.person_id, state=row.state)
        )
        work.record("swap", f"session:{row.session_id}", enrolment=row.id, state=row.state)
    for move in moves:
        _charge(work, move)


def _charge(work: Work, move: _Move) -> None:
    """A unit that has one seat less may have room for its next in line, where the session has a free one."""
    if not move.to.quotas:
        return
    pass_on(move.seat.quota_unit, _quota_of(work, move), plan.lock_quotas(work.session, move.to.id))
    work.session.flush()
    move_up(work, move.to, programme.lock_seats(work.session, move.to.id))


def _moved(work: Work, move: _Move) -> Enrolment:
    person, seat = move.person, move.seat
    return Enrolment(
        id=work.new_id(),
        session_id=seat.session_id,
        person_id=person.person_id,
        person_name=person.person_name,
        unit_id=person.unit_id,
        state="enrolled",
        arrival=seat.arrival,
        made_at=work.now,
        quota_unit=_quota_of(work, move),
    )


def _tell_both(work: Work, pairs: tuple[tuple[str, Session], ...]) -> None:
    for person_id, session in pairs:
        when = said(session.starts_at)
        zh, en = (
            f"换场成功：您的席位现在是“{session.title}”（{when}）。",
            f"Swapped: your seat is at “{session.title}” now ({when}).",
        )
        tell(work, "seat_swapped", [person_id], zh, en, subject_id=session.id)
