"""The programme: announcing sessions, moving them, calling them off, and looking at them (article 16)."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from services.contracts.errors import InputInvalid
from services.contracts.training.events import SessionAnnounced, SessionCancelled
from services.kit.api import Work
from services.training.domain.draws import promise_of
from services.training.domain.quotas import Quota, quota_taken
from services.training.domain.sessions import Seats, Session
from services.training.handlers import claims, planning, timekeeping
from services.training.handlers.money import release_for_session, reserve_for_session
from services.training.handlers.rights import ORGANISERS, require_reader
from services.training.handlers.waiting_list import move_up
from services.training.storage import plan, programme

SECRET_BYTES = 24


def announce_session(work: Work, wanted: dict[str, Any]) -> Session:
    """Announce a session; its budget is reserved on its line of the fund in the same moment.

    Raises `StateConflict` (``insufficient_funds``) where the line does not hold the budget, or (``claimed_twice``) where place or
    speaker is claimed at that time and this is refused; `InputInvalid` where the place does not hold so many people.
    """
    work.identity.require(*ORGANISERS)
    wanted = dict(wanted)
    on_clash = wanted.pop("on_clash", "")
    _check_budget(wanted)
    planning.check_plan(work, wanted)
    planning.check_place(work, wanted.get("place", ""), wanted["capacity"])
    session = _make(work, wanted)
    claims.check_claims(work, session, on_clash)
    programme.add_session(work.session, session)
    quotas = [Quota(session_id=session.id, unit_id=u, capacity=seats) for u, seats in session.quotas.items()]
    plan.add(work.session, *quotas)
    if session.fund_line_id and session.budget:
        session.reservation_id = reserve_for_session(work, session).id
    timekeeping.keep_time(work, session)
    timekeeping.ask_required(work, session)
    work.emit(_announced(session))
    work.record("announce_session", f"session:{session.id}", kind=session.kind, capacity=session.seats.capacity)
    return session


def announce_series(work: Work, wanted: dict[str, Any], every_days: int, times: int) -> list[Session]:
    """Announce the same session `times` times, `every_days` apart; each has its own seats. All of them, or none."""
    series_id, made = work.new_id(), []
    for number in range(times):
        shift = timedelta(days=every_days * number)
        moved = {name: wanted[name] + shift for name in ("starts_at", "ends_at", "enrol_closes_at")}
        title = f"{wanted['title']}（{number + 1}/{times}）"
        made.append(announce_session(work, {**wanted, **moved, "title": title[:200], "series_id": series_id}))
    return made


def _make(work: Work, wanted: dict[str, Any]) -> Session:
    session_id = work.new_id()
    seed = secrets.token_hex(SECRET_BYTES) if wanted.get("way") == "lottery" else ""
    return Session(
        **{name: value for name, value in wanted.items() if name != "capacity"},
        id=session_id,
        seats=Seats(session_id=session_id, capacity=wanted["capacity"]),
        announced_by=work.identity.id,
        announced_at=work.now,
        check_in_secret=secrets.token_hex(SECRET_BYTES),
        draw_seed=seed,
        draw_promise=promise_of(seed) if seed else "",
    )


def change_session(work: Work, session_id: str, changes: dict[str, Any]) -> Session:
    """Change what was announced; more seats go to those who wait, in order, in the same transaction, and everyone who has a
    place is told where time or place changed.

    Raises `StateConflict` (``seats_taken``) for fewer seats than are taken, or (``claimed_twice``) where it was moved to where
    place or speaker is claimed and this is refused; `InputInvalid` where the times do not follow.
    """
    work.identity.require(*ORGANISERS)
    session = programme.find_session(work.session, session_id)
    work.check_version(session.version)
    planning.check_place(work, changes.get("place", session.place), changes.get("capacity", session.seats.capacity))
    seats = programme.lock_seats(work.session, session_id)
    wanted = dict(changes)
    on_clash, moved = wanted.pop("on_clash", ""), session.is_moved_by(changes)
    _change_quotas(work, session, wanted.get("quotas"))
    claimed = (session.place, session.speaker)
    session.change(wanted)
    if moved or claimed != (session.place, session.speaker):
        claims.check_claims(work, session, on_clash)
    work.session.flush()
    move_up(work, session, seats)
    timekeeping.keep_time(work, session)
    if moved:
        timekeeping.tell_moved(work, session)
    work.record(
        "change_session", f"session:{session.id}", fields=sorted(set(changes) - {"on_clash"}), capacity=seats.capacity
    )
    return session


def _change_quotas(work: Work, session: Session, wanted: dict[str, int] | None) -> None:
    """Give units other quotas; a unit that has more seats already keeps them, and the change is refused."""
    if wanted is None:
        return
    if set(wanted) != set(session.quotas):
        message = "发布后只能调整已设单位的名额。 Once announced, only the numbers of the units named then can change."
        raise InputInvalid({"quotas": [message]})
    for unit_id, quota in plan.lock_quotas(work.session, session.id).items():
        if wanted[unit_id] < quota.taken:
            raise quota_taken(quota.taken)
        quota.capacity = wanted[unit_id]


def cancel_session(work: Work, session_id: str, reason: str) -> Session:
    """Call a session off: no more enrolments, everyone who has a place is told, and what is left of its reservation is released."""
    work.identity.require(*ORGANISERS)
    session = programme.find_session(work.session, session_id)
    work.check_version(session.version)
    programme.lock_seats(work.session, session_id)
    session.cancel(reason)
    release_for_session(work, session)
    timekeeping.forget_time(work, session)
    timekeeping.tell_cancelled(work, session)
    work.emit(SessionCancelled(session_id=session.id, title=session.title, reason=reason))
    work.record("cancel_session", f"session:{session.id}")
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
