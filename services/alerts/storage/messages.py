"""The messages on people's own pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.alerts.domain.notices import Message, Notice
from services.alerts.storage.tables import messages


def post(
    session: Session, person_ids: Iterable[str], notice: Notice, at: datetime, new_id: Callable[[], str]
) -> list[str]:
    """Put a notice on the page of each of these people, once; who they are, in order."""
    addressees = sorted({person for person in person_ids if person})
    rows = [
        {
            "id": new_id(),
            "person_id": person,
            "kind": notice.kind,
            "subject": notice.subject,
            "subject_id": notice.subject_id,
            "zh": notice.zh,
            "en": notice.en,
            "sent_at": at,
        }
        for person in addressees
    ]
    if rows:
        session.execute(sa.insert(messages), rows)
    return addressees


def list_messages(person_id: str, wanted: dict[str, Any]) -> sa.Select[Any]:
    query = sa.select(Message).where(messages.c.person_id == person_id)
    return query.where(messages.c.read_at.is_(None)) if wanted.get("unread") else query


def unread(session: Session, person_id: str) -> int:
    query = sa.select(sa.func.count()).where(messages.c.person_id == person_id, messages.c.read_at.is_(None))
    return int(session.scalar(query) or 0)


def find_message(session: Session, message_id: str, person_id: str) -> Message | None:
    found = session.get(Message, message_id)
    return found if found and found.person_id == person_id else None


def read_all(session: Session, person_id: str, at: datetime) -> int:
    mine = messages.c.person_id == person_id, messages.c.read_at.is_(None)
    count = int(session.scalar(sa.select(sa.func.count()).where(*mine)) or 0)
    session.execute(sa.update(messages).where(*mine).values(read_at=at))
    return count
