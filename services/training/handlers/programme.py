"""The programme: announcing sessions, moving them, calling them off, and looking at them (article 16)."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from services.contracts.errors import InputInvalid
from services.contracts.training.events import SessionAnnounced, SessionCancelled
from services.kit.api import Work
from services.training.domain.sessions import Seats, Session
from services.training.handlers.money import release_for_session, reserve_for_session
from services.training.handlers.rights import ORGANISERS, require_reader
from services.training.handlers.waiting_list import move_up
from services.training.storage import programme

SECRET_BYTES = 24


def announce_session(work: Work, wanted: dict[str, Any]) -> Session:
    """Announce a session; its budget is reserved on its line of the fund in the same moment.

    Raises `StateConflict` (``insufficient_funds``) where the line does not hold the budget.
    """
    work.identity.require(*ORGANISERS)
    _check_budget(wanted)
    session_id = work.new_id()
    session = Session(
        **{name: value for name, value in wanted.items() if name != "capacity"},
        id=session_id,
        seats=Seats(session_id=session_id, capacity=wanted["capacity"]),
        announced_by=work.identity.id,
        announced_at=work.now,
        check_in_secret=secrets.token_hex(SECRET_BYTES),
    )
    programme.add_session(work.session, session)
    if session.fund_line_id and session.budget:
        session.reservation_id = reserve_for_session(work, session).id
    work.emit(_announced(session))
    work.record("announce_session", f"session:{session.id}", kind=session.kind, capacity=session.seats.capacity)
    return session


def change_session(work: Work, session_id: str, changes: dict[str, Any]) -> Session:
    """Change what was announced; more seats go to those who wait, in order, in the same transaction.

    Raises `StateConflict` (``seats_taken``) for fewer seats than are taken, `InputInvalid` where the times do not follow.
    """
    work.identity.require(*ORGANISERS)
    session = programme.find_session(work.session, session_id)
    work.check_version(session.version)
    seats = programme.lock_seats(work.session, session_id)
    session.change(dict(changes))
    work.session.flush()
    move_up(work, session, seats)
    work.record("change_session", f"session:{session.id}", fields=sorted(changes), capacity=seats.capacity)
    return session


def cancel_session(work: Work, session_id: str, reason: str) -> Session:
    """Call a session off: no more enrolments, and what is left of its reservation is released."""
    work.identity.require(*ORGANISERS)
    session = programme.find_session(work.session, session_id)
    work.check_version(session.version)
    programme.lock_seats(work.session, session_id)
    session.cancel(reason)
    release_for_session(work, session)
    work.emit(SessionCancelled(session_id=session.id, title=session.title, reason=reason))
    work.record("cancel_session", f"session:{session.id}", reason=reason)
    work.session.flush()
    return session


def view_session(work: Work, session_id: str) -> Session:
    """One session, with its seats as they are now."""
    require_reader(work.identity)
    return programme.find_session(work.session, session_id)


def list_sessions(work: Work, wanted: dict[str, Any], dump: Any) -> dict[str, Any]:
    """A page of the programme, in order of start."""
    require_reader(work.identity)
    return programme.list_sessions(work.session, wanted, dump)


def find_clashes(work: Work, session: Session) -> list[tuple[Session, list[str]]]:
    """Sessions that meet this one in time, each with what both claim: place, speaker. A warning, not a refusal."""
    found = programme.find_clashes(work.session, session)
    return [(other, session.claims_with(other)) for other in found]


def _check_budget(wanted: dict[str, Any]) -> None:
    if wanted.get("budget") and not wanted.get("fund_line_id"):
        message = "有预算的活动须指明专项资金的预算科目。 A budget needs the line of the fund that it comes from."
        raise InputInvalid({"fund_line_id": [message]})


def _announced(session: Session) -> SessionAnnounced:
    return SessionAnnounced(
        session_id=session.id,
        kind=session.kind,
        title=session.title,
        starts_at=_text(session.starts_at),
        ends_at=_text(session.ends_at),
        capacity=session.seats.capacity,
    )


def _text(at: datetime) -> str:
    return at.isoformat()
