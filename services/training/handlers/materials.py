"""What people take home from a session: slides, hand-outs. Kept by those who run it, read by those who came (article 16)."""

from __future__ import annotations

import hashlib

from services.contracts.errors import NotFound
from services.kit.api import Work
from services.training.domain.files import MATERIALS, File, check_count, media_type_of
from services.training.domain.sessions import Session
from services.training.handlers.rights import ORGANISERS, require_reader, sees_everyone
from services.training.storage import attendance, plan, programme


def keep_file(work: Work, owner_id: str, name: str, content: bytes, allowed: tuple[str, ...]) -> File:
    """Keep a file with its owner; its kind is read from its content. Raises `InputInvalid`, `TooLarge`."""
    check_count(len(plan.files_of(work.session, owner_id)))
    media_type = media_type_of(content, allowed)
    file = File(
        id=work.new_id(),
        owner_id=owner_id,
        name=name,
        media_type=media_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        by=work.identity.id,
        at=work.now,
    )
    plan.add(work.session, file)
    return file


def add_material(work: Work, session_id: str, name: str, content: bytes) -> File:
    """Keep a material with its session."""
    work.identity.require(*ORGANISERS)
    programme.find_session(work.session, session_id)
    file = keep_file(work, session_id, name, content, MATERIALS)
    work.record("add_material", f"session:{session_id}", file=file.id, sha256=file.sha256)
    return file


def list_materials(work: Work, session_id: str) -> list[File]:
    """A session's materials, for those who may read them; nothing for others."""
    require_reader(work.identity)
    session = programme.find_session(work.session, session_id)
    return plan.files_of(work.session, session_id) if _may_read(work, session) else []


def read_material(work: Work, session_id: str, file_id: str) -> File:
    """One material with its content. Raises `NotFound`, also for those who were not there."""
    require_reader(work.identity)
    if not _may_read(work, programme.find_session(work.session, session_id)):
        raise NotFound()
    return plan.find_file(work.session, session_id, file_id)


def _may_read(work: Work, session: Session) -> bool:
    """Those who run or oversee sessions always; those who came, once it has begun."""
    if sees_everyone(work.identity):
        return True
    standing = attendance.find_standing(work.session, session.id, work.identity.id)
    return standing is not None and standing.attended and session.starts_at <= work.now
