"""Freezes in force, what they hold, and what they must hold."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.kit.bulk import among
from services.review.domain.freezes import HOLDABLE, Freeze
from services.review.domain.submission import Submission
from services.review.domain.versions import Version
from services.review.storage.tables import freezes, submissions, versions

AT_ONCE = 250
"""Texts that one transaction holds or lets go on: it ends within a second."""
_LOCK = zlib.crc32(b"review freezes")
_BESIDE_TEXTS = sa.select(sa.func.pg_advisory_xact_lock_shared(sa.literal(_LOCK, sa.BigInteger)))
_WITHOUT_TEXTS = sa.select(sa.func.pg_advisory_xact_lock(sa.literal(_LOCK, sa.BigInteger)))
_IN_FORCE = sa.select(Freeze).where(freezes.c.lifted_at.is_(None)).order_by(freezes.c.id)


def find(session: Session, freeze_id: str) -> Freeze | None:
    return session.get(Freeze, freeze_id)


def in_force(session: Session) -> Sequence[Freeze]:
    """All that were declared and not lifted."""
    return session.scalars(_IN_FORCE).all()


def in_force_until_commit(session: Session) -> Sequence[Freeze]:
    """The same, and none is declared or lifted before this transaction ends: whoever does so then finds the texts of this one."""
    await_freezes(session)
    return in_force(session)


def await_freezes(session: Session) -> None:
    """From now on no freeze is declared or lifted until this transaction ends."""
    _wait_for(session, _BESIDE_TEXTS)


def stop_texts(session: Session) -> None:
    """Until this transaction ends no text comes to where a freeze looks for it; those on their way have come by now."""
    _wait_for(session, _WITHOUT_TEXTS)


def _wait_for(session: Session, lock: sa.Select[tuple[None]]) -> None:
    """SQLite has one writer at a time anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(lock)


def candidates(session: Session, freeze: Freeze, before: str = "") -> list[tuple[Submission, Version]]:
    """What waits or is approved in a freeze's scope, with its newest text: the newest ones, at most `AT_ONCE`, locked.

    With `before` of those with a lesser id only. What waits is young: reading from the newest end passes few texts of the past.
    """
    c = submissions.c
    rules: list[sa.ColumnElement[bool]] = [c.state.in_(HOLDABLE), *_before(before)]
    if freeze.tier:
        rules.append(c.tier == freeze.tier)
    if freeze.channel:
        rules.append(c.channel == freeze.channel)
    if freeze.unit_id:
        rules.append(sa.or_(c.unit_id == freeze.unit_id, c.faculty_id == freeze.unit_id))
    if freeze.account_ids:
        rules.append(among(session, c.account_id, freeze.account_ids))
    if freeze.exempt_account_ids:
        rules.append(sa.not_(among(session, c.account_id, freeze.exempt_account_ids)))
    return _locked(session, rules)


def with_texts(session: Session, submission_ids: Sequence[str]) -> list[tuple[Submission, Version]]:
    """These submissions with their newest texts."""
    return _found(session, _query([among(session, submissions.c.id, submission_ids)]))


def held(session: Session, freeze_id: str, before: str = "") -> list[tuple[Submission, Version]]:
    """What this freeze holds, in the same way."""
    rules = [submissions.c.state == "held", submissions.c.held_by == freeze_id, *_before(before)]
    return _locked(session, rules)


def _before(submission_id: str) -> list[sa.ColumnElement[bool]]:
    return [submissions.c.id < submission_id] if submission_id else []


def _query(rules: Sequence[sa.ColumnElement[bool]]) -> sa.Select[Submission, Version]:
    newest = sa.and_(versions.c.submission_id == submissions.c.id, versions.c.version == submissions.c.version)
    return sa.select(Submission, Version).join(Version, newest).where(*rules).order_by(submissions.c.id.desc())


def _locked(session: Session, rules: Sequence[sa.ColumnElement[bool]]) -> list[tuple[Submission, Version]]:
    """Some of them, as they are once whoever is changing them now has done so."""
    return _found(session, _query(rules).limit(AT_ONCE).with_for_update(of=submissions))


def _found(session: Session, query: sa.Select[Submission, Version]) -> list[tuple[Submission, Version]]:
    return [(row[0], row[1]) for row in session.execute(query)]
