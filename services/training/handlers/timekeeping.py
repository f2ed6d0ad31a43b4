"""What a session's time sets off, and who is told of it: those required to come, reminders, moves, the draw, the call for feedback."""

from __future__ import annotations

from typing import Any

from services.contracts.training.events import SessionMoved
from services.kit.api import Deadline, Work
from services.training.domain.audience import Attendee, admits
from services.training.domain.enrolments import Enrolment
from services.training.domain.sessions import REMIND_BEFORE, Session
from services.training.handlers.lottery import DRAW
from services.training.handlers.notices import said, tell
from services.training.handlers.rights import READERS
from services.training.storage import association, attendance, people, programme
from services.training.storage.people import Person

REMIND, OVER = "session.remind", "session.over"


def keep_time(work: Work, session: Session) -> None:
    """Have the service think of this session when its times come; what has passed already is let be."""
    work.unschedule(REMIND, session.id)
    if session.starts_at - REMIND_BEFORE > work.now:
        work.schedule(REMIND, session.id, session.starts_at - REMIND_BEFORE)
    if session.ends_at > work.now:
        work.schedule(OVER, session.id, session.ends_at)
    if session.way == "lottery" and session.drawn_at is None:
        work.schedule(DRAW, session.id, session.enrol_closes_at)


def forget_time(work: Work, session: Session) -> None:
    for kind in (REMIND, OVER, DRAW):
        work.unschedule(kind, session.id)


def remind(work: Work, deadline: Deadline) -> None:
    """The day before: those who have a seat, and those required who have none."""
    session = programme.find_session(work.session, deadline.subject)
    seated = attendance.people_of_session(work.session, session.id, "enrolled")
    where = f"，地点：{session.place}" if session.place else ""
    zh = f"提醒：“{session.title}”将于 {said(session.starts_at)} 开始{where}。请准时签到。"
    en = f"Reminder: “{session.title}” begins at {said(session.starts_at)} {session.place}".rstrip() + "."
    tell(work, "session_reminder", seated, zh, en, subject_id=session.id)
    missing = [person.id for person, standing in find_required(work, session) if standing is None]
    zh = f"“{session.title}”要求您参加，您尚未报名：{said(session.starts_at)}{where}。"
    en = f"You are required at “{session.title}” and have not enrolled: {said(session.starts_at)}."
    tell(work, "session_required", missing, zh, en, subject_id=session.id)


def close_up(work: Work, deadline: Deadline) -> None:
    """It is over: those who came are asked what they say of it."""
    session = programme.find_session(work.session, deadline.subject)
    rows = attendance.all_of_session(work.session, session.id, "enrolled")
    came = [row.person_id for row in rows if row.attended]
    zh = f"“{session.title}”已结束，请在活动页面填写反馈；课件等材料也在那里。"
    en = f"“{session.title}” is over. Please say how it was on its page; its materials are there too."
    tell(work, "feedback_wanted", came, zh, en, subject_id=session.id)


def ask_required(work: Work, session: Session) -> None:
    """Tell those who have to come that they do."""
    asked = [person.id for person, _ in find_required(work, session)]
    zh = f"“{session.title}”要求您参加：{said(session.starts_at)}，请于 {said(session.enrol_closes_at)} 前报名。"
    en = f"You are required at “{session.title}”, {said(session.starts_at)}; enrol by {said(session.enrol_closes_at)}."
    tell(work, "session_required", asked, zh, en, subject_id=session.id)


def tell_moved(work: Work, session: Session) -> None:
    """Everyone who has a place in whatever form hears the new time and place."""
    where = f"，地点：{session.place}" if session.place else ""
    zh = f"“{session.title}”时间或地点有变：{said(session.starts_at)} 至 {said(session.ends_at)}{where}。如不能参加请及时退出。"
    en = (
        f"“{session.title}” was moved: {said(session.starts_at)} to {said(session.ends_at)} {session.place}".rstrip()
        + "."
    )
    placed = attendance.people_of_session(work.session, session.id)
    tell(work, "session_moved", placed, zh, en, subject_id=session.id)
    work.emit(
        SessionMoved(
            session_id=session.id,
            title=session.title,
            place=session.place,
            starts_at=session.starts_at.isoformat(),
            ends_at=session.ends_at.isoformat(),
        )
    )


def tell_cancelled(work: Work, session: Session) -> None:
    placed = attendance.people_of_session(work.session, session.id)
    zh = f"“{session.title}”（{said(session.starts_at)}）已取消：{session.cancel_reason}"
    en = f"“{session.title}” ({said(session.starts_at)}) was called off: {session.cancel_reason}"
    tell(work, "session_cancelled", placed, zh, en, subject_id=session.id)


def read_required(work: Work, session_id: str) -> list[tuple[Person, Enrolment | None]]:
    """Who has to come to a session, each with how they stand; for those who run or oversee it."""
    work.identity.require(*READERS)
    return find_required(work, programme.find_session(work.session, session_id))


def units_of(work: Work, found: list[tuple[Person, Enrolment | None]]) -> dict[str, str]:
    """The names of these people's units, by id."""
    return people.unit_names(work.session, {person.unit_id for person, _ in found})


def find_required(work: Work, session: Session) -> list[tuple[Person, Enrolment | None]]:
    if session.required is None:
        return []
    asked = [person for person, attendee in _everyone(work, session.required) if admits(session.required, attendee)]
    rows = attendance.all_of_session(work.session, session.id)
    standing = {row.person_id: row for row in rows}
    return [(person, standing.get(person.id)) for person in asked]


def _everyone(work: Work, audience: dict[str, Any]) -> list[tuple[Person, Attendee]]:
    """Everyone the registry knows, as an audience looks at them."""
    known = people.active_people(work.session)
    paths = people.paths_of(work.session, {unit for person in known for unit in person.units})
    members = association.active_members(work.session, [p.id for p in known]) if audience.get("association") else set()
    return [
        (
            person,
            Attendee(
                person_id=person.id,
                roles=frozenset(role for role, _ in person.grants),
                unit_ids=frozenset(person.units.union(*(paths.get(unit, ()) for unit in person.units))),
                member=person.id in members,
            ),
        )
        for person in known
    ]
