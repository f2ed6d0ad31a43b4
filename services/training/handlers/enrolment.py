"""Enrolling, one or many at once (article 16).

Seats are kept by one conditional update a session and a unique constraint, never by a count under a lock. `enrol_many` is the
only way in: one enrolment is a batch of one, so both are exact in the same way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.contracts.errors import NotFound, NotPermitted, XinmeiError
from services.contracts.training.events import Enrolled
from services.kit.api import Identity, Work
from services.training.domain.audience import Attendee
from services.training.domain.enrolments import Engagement, Opening, Placed, find_refusal
from services.training.handlers.rights import require_participant
from services.training.handlers.seating import Wish, seat
from services.training.storage import association, attendance, people, programme

__all__ = ["Placed", "Wish", "enrol", "enrol_many"]


@dataclass(frozen=True)
class _Known:
    """What the wishes of a batch are judged by, read with few statements for all of them."""

    openings: dict[str, Opening]
    engagements: dict[str, list[Engagement]]
    paths: dict[str, list[str]]
    members: set[str]


def enrol(work: Work, session_id: str) -> Placed:
    """Enrol the caller. Raises `StateConflict` ``already_enrolled``, ``not_open`` or ``clash``, `NotPermitted`, `NotFound`."""
    outcome = enrol_many(work, [Wish(identity=work.identity, session_id=session_id, cause=work.cause)])[0]
    if isinstance(outcome, XinmeiError):
        raise outcome
    return outcome


def enrol_many(work: Work, wishes: Sequence[Wish]) -> list[Placed | XinmeiError]:
    """Carry wishes out in their order, as if one after another, with a number of statements that does not grow with them.

    One answer a wish, in the same order: where it got them, or the error that it would have raised alone. Those refused leave
    no trace, and need no undoing: the work is to be committed.
    """
    known = _learn(work, wishes)
    outcomes: list[Placed | XinmeiError] = [NotFound()] * len(wishes)
    accepted: dict[str, list[int]] = {}
    for place, wish in enumerate(wishes):
        refusal = _refuse(work, known, wish)
        if refusal is not None:
            outcomes[place] = refusal
            continue
        known.engagements.setdefault(wish.identity.id, []).append(known.openings[wish.session_id].engagement())
        accepted.setdefault(wish.session_id, []).append(place)
    for session_id in sorted(accepted):
        places = accepted[session_id]
        found = seat(work, known.openings[session_id], [wishes[place] for place in places], known.paths)
        for place, outcome in zip(places, found, strict=True):
            outcomes[place] = outcome
    _keep(work, wishes, outcomes)
    return outcomes


def _learn(work: Work, wishes: Sequence[Wish]) -> _Known:
    """Read what is needed; first take each person's turn, so that what is read of them stays true."""
    person_ids = {wish.identity.id for wish in wishes}
    attendance.take_turns(work.session, person_ids)
    openings = programme.find_openings(work.session, {wish.session_id for wish in wishes})
    if not openings:
        return _Known({}, {}, {}, set())
    earliest = min(opening.starts_at for opening in openings.values())
    latest = max(opening.ends_at for opening in openings.values())
    audiences = [opening.audience for opening in openings.values()]
    unit_ids = {unit_id for wish in wishes for unit_id in _unit_ids(wish.identity)}
    by_unit = any(opening.audience.get("unit_id") or opening.quotas for opening in openings.values())
    by_membership = any(audience.get("association") for audience in audiences)
    return _Known(
        openings,
        attendance.find_engagements(work.session, person_ids, earliest, latest),
        people.paths_of(work.session, unit_ids) if by_unit else {},
        association.active_members(work.session, person_ids) if by_membership else set(),
    )


def _unit_ids(identity: Identity) -> set[str]:
    return {identity.unit_id, *(unit_id for _, unit_id in identity.grants)} - {""}


def _refuse(work: Work, known: _Known, wish: Wish) -> XinmeiError | None:
    try:
        require_participant(wish.identity)
    except NotPermitted as error:
        return error
    opening = known.openings.get(wish.session_id)
    if opening is None:
        return NotFound()
    own = _unit_ids(wish.identity)
    attendee = Attendee(
        person_id=wish.identity.id,
        roles=frozenset(wish.identity.roles),
        unit_ids=frozenset(own.union(*(known.paths.get(unit_id, ()) for unit_id in own))),
        member=wish.identity.id in known.members,
    )
    return find_refusal(opening, attendee, known.engagements.get(wish.identity.id, ()), work.now)


def _keep(work: Work, wishes: Sequence[Wish], outcomes: Sequence[Placed | XinmeiError]) -> None:
    """Write the enrolments, and tell of each in the name of the one who wished it."""
    rows = [outcome.enrolment for outcome in outcomes if isinstance(outcome, Placed)]
    if rows:
        attendance.add_enrolments(work.session, rows)
    for wish, outcome in zip(wishes, outcomes, strict=True):
        if isinstance(outcome, Placed):
            with work.acting_for(wish.identity, wish.cause, wish.trace):
                _tell(work, outcome)


def _tell(work: Work, placed: Placed) -> None:
    row = placed.enrolment
    work.emit(
        Enrolled(
            enrolment_id=row.id,
            session_id=row.session_id,
            person_id=row.person_id,
            state=row.state,
            position=placed.position,
        )
    )
    work.record("enrol", f"session:{row.session_id}", enrolment=row.id, state=row.state, arrival=row.arrival)
