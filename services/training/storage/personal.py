"""What belongs to one person: the token of their calendar, and what they said of a session."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.dialects import postgresql, sqlite

from services.contracts.errors import NotFound
from services.training.domain.enrolments import Enrolment
from services.training.domain.sessions import Session
from services.training.storage.tables import calendar_tokens, enrolments, feedback, sessions

SHOWN_COMMENTS = 200
FEED_LIMIT = 500


def keep_calendar_token(db: orm.Session, person_id: str, token_hash: str, now: datetime) -> None:
    """Keep the hash of a person's token, in place of the one before."""
    insert = _insert(db, calendar_tokens).values(person_id=person_id, token_hash=token_hash, made_at=now)
    changed = {"token_hash": insert.excluded.token_hash, "made_at": insert.excluded.made_at}
    db.execute(insert.on_conflict_do_update(index_elements=[calendar_tokens.c.person_id], set_=changed))


def find_calendar_owner(db: orm.Session, token_hash: str) -> str:
    """Whose calendar this token opens. Raises `NotFound`."""
    found = db.scalar(sa.select(calendar_tokens.c.person_id).where(calendar_tokens.c.token_hash == token_hash))
    if found is None:
        raise NotFound()
    return str(found)


def calendar_of(db: orm.Session, person_id: str) -> list[tuple[Session, Enrolment]]:
    """A person's sessions with their enrolments, the called-off ones too, newest first."""
    query = (
        sa.select(Session, Enrolment)
        .join(enrolments, enrolments.c.session_id == sessions.c.id)
        .where(enrolments.c.person_id == person_id, enrolments.c.state != "withdrawn")
        .order_by(sessions.c.calendar_key.desc())
        .limit(FEED_LIMIT)
    )
    return [(row[0], row[1]) for row in db.execute(query).unique()]


def keep_feedback(db: orm.Session, session_id: str, person_id: str, score: int, comment: str, now: datetime) -> bool:
    """Keep what a person said; False where they said something before."""
    row = {"session_id": session_id, "person_id": person_id, "score": score, "comment": comment, "given_at": now}
    insert = _insert(db, feedback).values(row).on_conflict_do_nothing().returning(feedback.c.person_id)
    return db.scalar(insert) is not None


def feedback_results(db: orm.Session, session_id: str) -> tuple[dict[int, int], list[str]]:
    """How often each score was given, and the newest comments."""
    is_of = feedback.c.session_id == session_id
    counts = db.execute(sa.select(feedback.c.score, sa.func.count()).where(is_of).group_by(feedback.c.score))
    comments = sa.select(feedback.c.comment).where(is_of, feedback.c.comment != "").order_by(feedback.c.given_at.desc())
    return {int(row[0]): int(row[1]) for row in counts}, list(db.scalars(comments.limit(SHOWN_COMMENTS)))


def _insert(db: orm.Session, table: sa.Table) -> Any:
    dialect: Any = sqlite if db.get_bind().dialect.name == "sqlite" else postgresql
    return dialect.insert(table)
