"""Seats for those who wish one, in the order of their coming: at once, by quota, in the pot of a lottery, or once the unit agrees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.contracts.errors import XinmeiError
from services.kit.api import Identity, Work
from services.training.domain.enrolments import Enrolment, Opening, Placed, not_open
from services.training.domain.quotas import allot, quota_unit
from services.training.storage import plan, programme


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Somebody wants a seat. `cause` and `trace` are those of the request, for the event's envelope."""

    identity: Identity
    session_id: str
    cause: str = ""
    trace: str = ""


Outcomes = list[Placed | XinmeiError]
Paths = Mapping[str, Sequence[str]]


def seat(work: Work, opening: Opening, wishes: Sequence[Wish], paths: Paths) -> Outcomes:
    """Seats for those who come first, places on the waiting list for the others; or what else the session asks for."""
    if opening.way == "lottery" or opening.approval:
        return _line_up(work, opening, wishes, paths)
    if opening.quotas:
        return _seat_by_quota(work, opening, wishes, paths)
    return _seat_at_once(work, opening, wishes)


def _seat_at_once(work: Work, opening: Opening, wishes: Sequence[Wish]) -> Outcomes:
    granted = programme.take_seats(work.session, opening.session_id, len(wishes))
    if granted is None:
        return [not_open(opening) for _ in wishes]
    first_arrival = granted.last_arrival - len(wishes) + 1
    waiting_before = granted.waiting - (len(wishes) - granted.seated)
    placed: Outcomes = []
    for place, wish in enumerate(wishes):
        seated = place < granted.seated
        made = _enrolment(work, opening, wish, "enrolled" if seated else "waiting", first_arrival + place)
        placed.append(Placed(made, 0 if seated else waiting_before + place - granted.seated + 1))
    return placed


def _line_up(work: Work, opening: Opening, wishes: Sequence[Wish], paths: Paths) -> Outcomes:
    """Nobody has a seat yet: the pot is drawn, or the units give their word, later."""
    seats = programme.count_arrivals(work.session, opening.session_id, len(wishes))
    if seats is None:
        return [not_open(opening) for _ in wishes]
    state, first = "requested" if opening.approval else "entered", seats.arrivals - len(wishes) + 1
    made = (
        _enrolment(work, opening, wish, state, first + place, _quota_of(opening, wish, paths))
        for place, wish in enumerate(wishes)
    )
    return [Placed(enrolment, 0) for enrolment in made]


def _seat_by_quota(work: Work, opening: Opening, wishes: Sequence[Wish], paths: Paths) -> Outcomes:
    """A seat where one is free and one's unit may have it: whoever waits with both would have moved up before."""
    seats = programme.count_arrivals(work.session, opening.session_id, len(wishes))
    if seats is None:
        return [not_open(opening) for _ in wishes]
    units = [_quota_of(opening, wish, paths) for wish in wishes]
    given = allot(units, seats.free, plan.lock_quotas(work.session, opening.session_id))
    placed: Outcomes = []
    for place, (wish, unit_id, seated) in enumerate(zip(wishes, units, given, strict=True)):
        seats.taken += seated
        seats.waiting += not seated
        arrival = seats.arrivals - len(wishes) + place + 1
        made = _enrolment(work, opening, wish, "enrolled" if seated else "waiting", arrival, unit_id)
        placed.append(Placed(made, 0 if seated else seats.waiting))
    work.session.flush()
    return placed


def _quota_of(opening: Opening, wish: Wish, paths: Paths) -> str:
    if not opening.quotas:
        return ""
    return quota_unit(paths.get(wish.identity.unit_id, [wish.identity.unit_id]), opening.quotas)


def _enrolment(
    work: Work, opening: Opening, wish: Wish, state: str, arrival: int, quota_unit_id: str = ""
) -> Enrolment:
    return Enrolment(
        id=work.new_id(),
        session_id=opening.session_id,
        person_id=wish.identity.id,
        person_name=wish.identity.name,
        unit_id=wish.identity.unit_id,
        state=state,
        arrival=arrival,
        made_at=work.now,
        quota_unit=quota_unit_id,
    )
