"""The draw of a lottery when its enrolment closes, and everything that is needed to verify it (article 16)."""

from __future__ import annotations

from dataclasses import dataclass

from services.contracts.training.events import EnrolmentMoved
from services.kit.api import Deadline, Work
from services.training.domain.draws import draw
from services.training.domain.enrolments import Enrolment
from services.training.domain.quotas import allot
from services.training.domain.sessions import Seats, Session
from services.training.handlers.notices import said, tell
from services.training.handlers.rights import require_reader
from services.training.storage import attendance, plan, programme

DRAW = "session.draw"


@dataclass(frozen=True)
class Draw:
    """A draw as it is published: the session with the promise and, once drawn, the seed; the entries in their order."""

    session: Session
    entries: list[Enrolment]


def draw_lots(work: Work, deadline: Deadline) -> None:
    """Enrolment has closed: publish the seed, and seat the pot in the order that follows from it."""
    session = programme.find_session(work.session, deadline.subject)
    seats = programme.lock_seats(work.session, session.id)
    if session.drawn_at is not None or session.state != "announced" or session.way != "lottery":
        return
    entries = {row.id: row for row in attendance.all_of_session(work.session, session.id, "entered")}
    order = [(entries[entry], ticket) for entry, ticket in draw(session.draw_seed, entries)]
    session.drawn_at = work.now
    _give_out(work, session, seats, order)
    work.session.flush()
    work.record(
        "draw_lots", f"session:{session.id}", entries=len(order), seated=seats.taken, promise=session.draw_promise
    )


def view_draw(work: Work, session_id: str) -> Draw:
    """What anyone in the college may verify a draw by. No names: an entry is its enrolment's id."""
    require_reader(work.identity)
    session = programme.find_session(work.session, session_id)
    return Draw(session, attendance.pot_of_session(work.session, session_id))


def _give_out(work: Work, session: Session, seats: Seats, order: list[tuple[Enrolment, str]]) -> None:
    quotas = plan.lock_quotas(work.session, session.id) if session.quotas else {}
    given = allot((row.quota_unit for row, _ in order), seats.free, quotas)
    for rank, ((row, ticket), seated) in enumerate(zip(order, given, strict=True), start=1):
        row.state, row.ticket, row.arrival = "enrolled" if seated else "waiting", ticket, rank
        seats.taken += seated
        seats.waiting += not seated
        work.emit(EnrolmentMoved(enrolment_id=row.id, session_id=session.id, person_id=row.person_id, state=row.state))
    won = [row.person_id for row, _ in order if row.state == "enrolled"]
    lost = [row.person_id for row, _ in order if row.state == "waiting"]
    when = said(session.starts_at)
    zh, en = (
        f"摇号结果：您已获得“{session.title}”的席位（{when}）。",
        f"The lot gave you a seat at “{session.title}” ({when}).",
    )
    tell(work, "lot_drawn", won, zh, en, subject_id=session.id)
    zh, en = (
        f"摇号结果：“{session.title}”未中签，已按序列入候补。",
        f"The lot put you on the waiting list of “{session.title}”.",
    )
    tell(work, "lot_drawn", lost, zh, en, subject_id=session.id)
