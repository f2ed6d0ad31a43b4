"""People and their substitutes, notes beside a text, and uploaded media."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.review.domain.media import MediaFile
from services.review.domain.substitutes import Member, Substitute
from services.review.domain.versions import Note
from services.review.storage.tables import materials, media, notes, people, substitutes, versions

LIST_KEY = substitutes.c.id


def find_member(session: Session, person_id: str) -> Member | None:
    return session.get(Member, person_id)


def save_member(session: Session, member: Member) -> None:
    session.merge(member)


def members(session: Session) -> Sequence[Member]:
    """All who are active, by name."""
    return session.scalars(sa.select(Member).where(people.c.active).order_by(people.c.name, people.c.id)).all()


def absent_for(session: Session, person_id: str, now: datetime) -> Sequence[Member]:
    """Whose places this person takes now; asked once a transaction, for every right hangs on it."""
    known: Sequence[Member] | None = session.info.get(("absent for", person_id))
    if known is None:
        known = session.info["absent for", person_id] = _absent_for(session, person_id, now)
    return known


def _absent_for(session: Session, person_id: str, now: datetime) -> Sequence[Member]:
    standing = sa.select(substitutes.c.absent_id).where(
        substitutes.c.substitute_id == person_id,
        substitutes.c.starts_at <= now,
        substitutes.c.ends_at > now,
        substitutes.c.ended_at.is_(None),
    )
    return session.scalars(sa.select(Member).where(people.c.id.in_(standing), people.c.active)).all()


def find_substitute(session: Session, substitute_id: str) -> Substitute | None:
    return session.get(Substitute, substitute_id)


def listing(person_id: str, now: datetime, *, everyone: bool) -> sa.Select[Any]:
    """Those that are not over: all, or those that touch this person."""
    c = substitutes.c
    query = sa.select(Substitute).where(c.ended_at.is_(None), c.ends_at > now)
    return query if everyone else query.where(sa.or_(c.absent_id == person_id, c.substitute_id == person_id))


def notes_of(session: Session, submission_id: str) -> Sequence[Note]:
    """In the order of their making."""
    return session.scalars(sa.select(Note).where(notes.c.submission_id == submission_id).order_by(notes.c.id)).all()


KEEPING = {"read": True, "key_share": True}
"""The lock of who needs a file to be there at the commit; who is about to drop it waits for them, and they for it."""
DROPPING = {"read": False}


def find_media(session: Session, checksum: str, lock: dict[str, bool] | None = None) -> MediaFile | None:
    return session.get(MediaFile, checksum, with_for_update=lock)


def media_content(session: Session, checksum: str) -> bytes | None:
    return session.scalar(sa.select(media.c.content).where(media.c.checksum == checksum))


def known_media(
    session: Session, checksums: Collection[str], *, keeping: bool = False
) -> dict[str, tuple[str, str, int]]:
    """Of these checksums those that were uploaded: name, kind and size, without the content."""
    if not checksums:
        return {}
    c = media.c
    query = sa.select(c.checksum, c.name, c.media_type, c.size).where(c.checksum.in_(list(checksums)))
    query = query.order_by(c.checksum).with_for_update(read=True, key_share=True) if keeping else query
    return {row.checksum: (row.name, row.media_type, row.size) for row in session.execute(query)}


def is_named(session: Session, checksum: str) -> bool:
    """Whether any version of any text, or the material of a campaign, names this file."""
    named = (sa.cast(table.c.media, sa.Text).contains(checksum, autoescape=True) for table in (materials, versions))
    return any(session.scalar(sa.select(sa.exists().where(naming))) for naming in named)


def names_media(session: Session, submission_id: str, checksum: str) -> bool:
    """Whether any version of this text names this file."""
    named = session.scalars(sa.select(versions.c.media).where(versions.c.submission_id == submission_id))
    return any(item["checksum"] == checksum for items in named for item in items)
