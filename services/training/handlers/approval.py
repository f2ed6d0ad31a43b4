"""Sessions that ask for the unit's word: a wish waits until somebody responsible in the person's unit has decided (article 16)."""

from __future__ import annotations

from typing import Any

from services.contracts.errors import NotPermitted
from services.contracts.training.events import EnrolmentMoved
from services.kit.api import Work
from services.training.domain.enrolments import Enrolment
from services.training.domain.quotas import allot
from services.training.domain.sessions import Seats, Session
from services.training.handlers.notices import said, tell
from services.training.handlers.rights import READERS, UNIT_DECIDERS
from services.training.storage import attendance, people, plan, programme


def decide_enrolment(work: Work, session_id: str, enrolment_id: str, approve: bool, note: str) -> Enrolment:
    """Say whether one of the unit's people may come; with a yes they get a seat, or their place on the waiting list.

    Raises `NotPermitted` for who has no say in that unit, `StateConflict` (``not_requested``) where nothing waits for a word.
    """
    found = attendance.find_enrolment(work.session, session_id, enrolment_id)
    _check_say(work, found.unit_id)
    seats = programme.lock_seats(work.session, session_id)
    session = programme.find_session(work.session, session_id)
    session.check_announced()
    enrolment = attendance.find_enrolment(work.session, session_id, enrolment_id)
    enrolment.decide(approve, work.identity.id, note)
    if approve:
        _place(work, session, seats, enrolment)
    work.session.flush()
    _tell(work, session, enrolment, note)
    return enrolment


def list_requests(work: Work, wanted: dict[str, Any], dump: Any) -> dict[str, Any]:
    """A page of wishes that wait for the word of the caller's units; all of them for those who oversee."""
    units = None if work.identity.has(*READERS) else work.identity.units(*UNIT_DECIDERS)
    return attendance.list_requests(work.session, wanted, dump, units)


def _check_say(work: Work, unit_id: str) -> None:
    own = work.identity.units(*UNIT_DECIDERS)
    path = people.paths_of(work.session, {unit_id}).get(unit_id, [unit_id])
    if own.isdisjoint(path):
        raise NotPermitted(
            zh="须由报名人所在单位的第一责任人或审核人审批。没有作任何更改。",
            en="Only those responsible in this person's unit decide. Nothing was changed.",
            needs=list(UNIT_DECIDERS),
        )


def _place(work: Work, session: Session, seats: Seats, enrolment: Enrolment) -> None:
    """A seat where one is free and nobody who may have it waits; `seats` must be locked."""
    quotas = plan.lock_quotas(work.session, session.id) if session.quotas else {}
    passed_over = seats.waiting and not quotas
    if not passed_over and allot([enrolment.quota_unit], seats.free, quotas)[0]:
        enrolment.state = "enrolled"
        seats.taken += 1
    else:
        seats.waiting += 1


def _tell(work: Work, session: Session, enrolment: Enrolment, note: str) -> None:
    state, when = enrolment.state, said(session.starts_at)
    words = {
        "enrolled": ("单位已同意，报名成功", "Your unit agreed; you have a seat"),
        "waiting": (
            "单位已同意，目前满员，已列入候补",
            "Your unit agreed; the session is full and you wait for a seat",
        ),
        "refused": ("单位未同意您的报名", "Your unit did not agree"),
    }[state]
    more = f"（{note}）" if note else ""
    tell(
        work,
        "enrolment_decided",
        [enrolment.person_id],
        f"{words[0]}{more}：“{session.title}”，{when}。",
        f"{words[1]}: “{session.title}”, {when}. {note}".rstrip(),
        subject_id=session.id,
    )
    work.emit(
        EnrolmentMoved(
            enrolment_id=enrolment.id, session_id=session.id, person_id=enrolment.person_id, state=enrolment.state
        )
    )
    work.record("decide_enrolment", f"session:{session.id}", enrolment=enrolment.id, state=enrolment.state)
