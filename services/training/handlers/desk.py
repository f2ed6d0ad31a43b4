"""The check-in desk: tokens that work once, attendance and its corrections (article 16)."""

from __future__ import annotations

from dataclasses import dataclass

from services.contracts.errors import NotFound, NotPermitted, StateConflict
from services.kit.api import Work
from services.training.domain import check_in as tokens
from services.training.domain.enrolments import ATTENDED, Enrolment
from services.training.domain.sessions import Session
from services.training.handlers.rights import DESK, ORGANISERS, READERS
from services.training.storage import attendance, certificates, people, programme


@dataclass(frozen=True)
class Pass:
    """What a person's phone shows at the desk until `changes_at` (Unix seconds)."""

    token: str
    changes_at: float


def show_pass(work: Work, session_id: str) -> Pass:
    """The caller's own check-in token of this moment. Raises `StateConflict` where they have no seat, or checked in."""
    session = programme.find_session(work.session, session_id)
    session.check_desk(work.now)
    _check_seat(attendance.find_standing(work.session, session_id, work.identity.id))
    token = tokens.make_token(session.check_in_secret, session_id, work.identity.id, work.now)
    return Pass(token, tokens.token_changes_at(work.now))


def check_in(work: Work, session_id: str, token: str) -> Enrolment:
    """Check the person in whose phone showed `token`; the desk alone can, and nobody for themselves. It works
    once, for its person, within its time."""
    if not work.identity.has(*DESK):
        raise NotPermitted(
            zh="签到码须由签到台扫描，不能自行提交。没有签到。",
            en="A token is scanned at the desk, by the people who run the session. Nobody was checked in.",
            needs=list(DESK),
        )
    session = programme.find_session(work.session, session_id)
    session.check_desk(work.now)
    person_id = tokens.read_token(session.check_in_secret, session_id, token, work.now)
    if person_id == work.identity.id:
        raise NotPermitted(
            zh="不能为自己签到，请由签到台的另一位工作人员扫描。没有签到。",
            en="Nobody checks themselves in: have another of the desk scan it. Nobody was checked in.",
            code="own_check_in",
        )
    arrived = attendance.mark_arrived(work.session, session_id, person_id, session.arrival_state(work.now), work.now)
    standing = attendance.find_standing(work.session, session_id, person_id)
    if arrived is None or standing is None:
        _check_seat(standing)
        raise StateConflict(code="not_enrolled")
    work.record("check_in", f"session:{session_id}", enrolment=standing.id, attendance=standing.attendance)
    return standing


def correct_attendance(work: Work, session_id: str, enrolment_id: str, state: str, reason: str) -> Enrolment:
    """Set how someone attended, with the reason: a phone without power, one who left early.

    Raises `StateConflict` (``certified``) where they would not have attended, and hold a certificate that says so.
    """
    work.identity.require(*ORGANISERS)
    enrolment = attendance.find_enrolment(work.session, session_id, enrolment_id)
    if enrolment.state != "enrolled":
        raise _no_seat()
    if enrolment.person_id == work.identity.id:
        raise NotPermitted(
            zh="不能更正自己的考勤，请由另一位工作人员办理。",
            en="Nobody corrects their own attendance.",
            code="own_attendance",
        )
    _check_certificate(work, enrolment, state)
    before, enrolment.attendance, enrolment.attendance_note = enrolment.attendance, state, reason
    if enrolment.attended and enrolment.checked_in_at is None:
        enrolment.checked_in_at = work.now
    work.record("correct_attendance", f"session:{session_id}", enrolment=enrolment.id, before=before, after=state)
    return enrolment


def _check_certificate(work: Work, enrolment: Enrolment, state: str) -> None:
    """Who holds a certificate did attend: it is revoked first, and with it go hours and what it met."""
    held = certificates.certificate_of_enrolment(work.session, enrolment.id)
    if held is not None and held.revoked_at is None and state not in ATTENDED:
        raise StateConflict(
            zh=f"此人已获颁证书 {held.number}，须先撤销证书，再更正为未出席。没有作任何更改。",
            en=f"They hold the certificate {held.number}: revoke it first. Nothing was changed.",
            code="certified",
            number=held.number,
        )


def ask_leave(work: Work, session_id: str, enrolment_id: str, reason: str) -> Enrolment:
    """Say beforehand that one cannot come; the person themselves can, until the session begins."""
    enrolment = attendance.find_enrolment(work.session, session_id, enrolment_id)
    if enrolment.person_id != work.identity.id:
        raise NotFound()
    session = programme.find_session(work.session, session_id)
    session.check_announced()
    if work.now >= session.starts_at:
        raise StateConflict(
            zh="活动已开始，不能再请假；请联系工作人员。没有作任何更改。",
            en="The session has begun; ask the people who run it. Nothing was changed.",
            code="too_late",
        )
    enrolment.ask_leave(reason)
    work.record("ask_leave", f"session:{session_id}", enrolment=enrolment.id)
    return enrolment


def read_attendance(work: Work, session_id: str) -> tuple[Session, list[Enrolment], dict[str, str]]:
    """A session, everyone who has a seat or waits in order of arrival, and their units' names by id; for overseers."""
    work.identity.require(*READERS)
    session = programme.find_session(work.session, session_id)
    rows = attendance.all_of_session(work.session, session_id)
    return session, rows, people.unit_names(work.session, {row.unit_id for row in rows})


def _check_seat(standing: Enrolment | None) -> None:
    if standing is None or standing.state != "enrolled":
        raise _no_seat()
    if standing.checked_in_at is not None:
        raise StateConflict(
            zh="此人已签到；签到码只能使用一次。原签到保留。",
            en="This person checked in already; a token works once. The first check-in stands.",
            code="already_checked_in",
        )


def _no_seat() -> StateConflict:
    return StateConflict(
        zh="此人在本次活动没有席位（未报名、候补中或待确认）。没有作任何更改。",
        en="This person has no seat here: not enrolled, waiting, or not confirmed. Nothing was changed.",
        code="not_enrolled",
    )
