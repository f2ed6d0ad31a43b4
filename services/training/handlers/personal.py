"""What one person has of training: a calendar by secret token, and a say on the sessions they attended (article 16)."""

from __future__ import annotations

import hashlib
import secrets

from services.contracts.errors import NotPermitted, StateConflict
from services.kit.api import Work
from services.training.domain.enrolments import Enrolment
from services.training.domain.feedback import Results
from services.training.domain.sessions import Session
from services.training.handlers.rights import READERS, require_reader
from services.training.storage import attendance, personal, programme

TOKEN_BYTES = 24


def renew_calendar_token(work: Work) -> str:
    """A fresh token for the caller's calendar; the one before opens nothing any more. Only its hash is kept."""
    require_reader(work.identity)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    personal.keep_calendar_token(work.session, work.identity.id, _hash(token), work.now)
    work.record("renew_calendar_token", f"person:{work.identity.id}")
    return token


def open_calendar(work: Work, token: str) -> list[tuple[Session, Enrolment]]:
    """The sessions of whoever owns this token, called-off ones too. Raises `NotFound` for a token that is none."""
    person_id = personal.find_calendar_owner(work.session, _hash(token))
    return personal.calendar_of(work.session, person_id)


def give_feedback(work: Work, session_id: str, score: int, comment: str) -> None:
    """Say how a session was; once, and only who attended it."""
    programme.find_session(work.session, session_id)
    standing = attendance.find_standing(work.session, session_id, work.identity.id)
    if standing is None or not standing.attended:
        raise NotPermitted(
            zh="只有到场参加者可以反馈。没有保存。",
            en="Only those who attended may say. Nothing was saved.",
            code="not_attended",
        )
    if not personal.keep_feedback(work.session, session_id, work.identity.id, score, comment, work.now):
        raise StateConflict(
            zh="您已提交过反馈，原反馈保留。", en="You gave feedback before; that stands.", code="feedback_given"
        )
    work.record("give_feedback", f"session:{session_id}")


def view_feedback(work: Work, session_id: str) -> Results:
    """What was said of a session, for those who run or oversee sessions."""
    work.identity.require(*READERS)
    programme.find_session(work.session, session_id)
    return Results(session_id, *personal.feedback_results(work.session, session_id))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
