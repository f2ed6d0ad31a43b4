"""Submissions with their versions, findings, decisions and seals: loading, listing, queueing, and the bulk path of screening."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.kit.api import Identity
from services.kit.bulk import among, insert_rows
from services.kit.tables import ledger
from services.review.domain.sealing import Seal
from services.review.domain.submission import Submission
from services.review.domain.versions import Decision, Finding, Version
from services.review.storage.tables import decisions, findings, seals, submissions, versions

SEES_ALL = ("officer", "director", "auditor")
IN_UNIT = ("reviewer", "responsible", "operator")
LEADS_TIER_3 = ("league", "student_affairs")


def visible(identity: Identity, table: sa.Table) -> sa.ColumnElement[bool]:
    """What of `table` (with account_id, tier, unit_id, faculty_id) this person may see."""
    if identity.has(*SEES_ALL):
        return sa.true()
    units = identity.units(*IN_UNIT)
    rules: list[sa.ColumnElement[bool]] = [table.c.unit_id.in_(units), table.c.faculty_id.in_(units)]
    if "submitted_by" in table.c:
        rules.append(table.c.submitted_by == identity.id)
    if identity.has(*LEADS_TIER_3):
        rules.append(table.c.tier == 3)
    return sa.or_(*rules)


def find(session: Session, submission_id: str) -> Submission | None:
    return session.get(Submission, submission_id)


def find_version(session: Session, submission_id: str, version: int) -> Version | None:
    return session.get(Version, (submission_id, version))


def findings_of(session: Session, submission_id: str, version: int) -> Sequence[Finding]:
    """In the order of their number."""
    query = sa.select(Finding).where(findings.c.submission_id == submission_id, findings.c.version == version)
    return session.scalars(query.order_by(findings.c.number)).all()


def decisions_of(session: Session, submission_id: str) -> Sequence[Decision]:
    """Of all versions, in the order of their making."""
    query = sa.select(Decision).where(decisions.c.submission_id == submission_id)
    return session.scalars(query.order_by(decisions.c.id)).all()


def standing_seal(session: Session, submission_id: str) -> Seal | None:
    """The seal that has not been voided."""
    query = sa.select(Seal).where(seals.c.submission_id == submission_id, seals.c.voided_at.is_(None))
    return session.scalars(query.order_by(seals.c.id.desc()).limit(1)).first()


def standing_seals(session: Session, submission_ids: Sequence[str]) -> dict[str, list[Seal]]:
    """Of each of these submissions the seals that have not been voided."""
    found: dict[str, list[Seal]] = {}
    if submission_ids:
        mine = among(session, seals.c.submission_id, submission_ids)
        for seal in session.scalars(sa.select(Seal).where(mine, seals.c.voided_at.is_(None)).order_by(seals.c.id)):
            found.setdefault(seal.submission_id, []).append(seal)
    return found


def newest_seal(session: Session, submission_id: str) -> Seal | None:
    query = sa.select(Seal).where(seals.c.submission_id == submission_id).order_by(seals.c.id.desc()).limit(1)
    return session.scalars(query).first()


def fingerprints_in_ledger(session: Session, submission_id: str) -> set[str]:
    """What the ledger says was sealed of it: whoever changes text and seal alike does not come by the ledger's hashes."""
    entries = sa.select(ledger.c.details).where(
        ledger.c.subject == f"submission:{submission_id}", ledger.c.action == "seal"
    )
    return {details["fingerprint"] for details in session.scalars(entries)}


def add(session: Session, *things: object) -> None:
    session.add_all(things)


# ---- lists


def listing(identity: Identity, wanted: Mapping[str, Any]) -> sa.Select[Any]:
    """The submissions this person may see, filtered by what `wanted` names."""
    query = sa.select(Submission).where(visible(identity, submissions))
    for name in ("account_id", "state", "tier", "channel", "unit_id", "campaign_id", "severity", "submitted_by"):
        if wanted.get(name) not in (None, ""):
            query = query.where(submissions.c[name] == wanted[name])
    if wanted.get("q"):
        query = query.where(submissions.c.title.contains(wanted["q"], autoescape=True))
    return query


LIST_KEY = submissions.c.id
QUEUE_KEY = submissions.c.queue_key


def queue(identity: Identity, wanted: Mapping[str, Any], now: datetime) -> sa.Select[Any]:
    """What waits for this person: at a stage theirs, not written by them, not in another's hands, not seen by them before."""
    mine = sa.select(decisions.c.submission_id).where(
        decisions.c.submission_id == submissions.c.id,
        decisions.c.decided_by == identity.id,
        decisions.c.stage != submissions.c.stage,
    )
    query = sa.select(Submission).where(
        submissions.c.state == "in_review",
        _waits_for(identity),
        submissions.c.submitted_by != identity.id,
        ~mine.exists(),
    )
    if not wanted.get("claimed"):
        free = sa.or_(submissions.c.claimed_by.in_(("", identity.id)), submissions.c.claimed_until <= now)
        query = query.where(free)
    for name in ("tier", "channel", "severity"):
        if wanted.get(name) not in (None, ""):
            query = query.where(submissions.c[name] == wanted[name])
    return query


def _waits_for(identity: Identity) -> sa.ColumnElement[bool]:
    rules = [
        sa.and_(submissions.c.waits_role == role, submissions.c.waits_unit.in_(("", unit)) if unit else sa.true())
        for role, unit in identity.grants
    ]
    return sa.or_(sa.false(), *rules)


# ---- the bulk path of screening

# The rows are found by their ids. The state is asked for in a form that no index answers: through the index of states each batch
# would read every text that waits, and a campaign's queue is long.
_POSTGRESQL = sa.text(
    """
    UPDATE submissions SET state = 'in_review', severity = v.severity, changed_at = :now, revision = revision + 1,
        queue_key = substr(queue_key, 1, 12) || v.rank || substr(queue_key, 14)
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS v(id text, version int, severity text, rank text)
    WHERE submissions.id = v.id AND submissions.version = v.version AND submissions.state || '' = 'screening'
    RETURNING submissions.id, submissions.version
    """
)
_SQLITE = sa.text(
    """
    UPDATE submissions SET state = 'in_review', severity = v.severity, changed_at = :now, revision = revision + 1,
        queue_key = substr(queue_key, 1, 12) || v.rank || substr(queue_key, 14)
    FROM (SELECT value ->> 'id' AS id, value ->> 'version' AS version, value ->> 'severity' AS severity,
        value ->> 'rank' AS rank FROM json_each(:rows)) AS v
    WHERE submissions.id = v.id AND submissions.version = v.version AND submissions.state = 'screening'
    RETURNING id, version
    """
)

_NOW = sa.bindparam("now", type_=submissions.c.changed_at.type)
_MOVE_TO_REVIEW = {"postgresql": _POSTGRESQL.bindparams(_NOW), "sqlite": _SQLITE.bindparams(_NOW)}


def move_to_review(session: Session, rows: Sequence[Mapping[str, Any]], now: datetime) -> set[tuple[str, int]]:
    """Bring screened versions to review in one statement; those that really moved, as (id, version).

    A row is ``{"id", "version", "severity", "rank"}``. A version that was superseded meanwhile, or does not wait for screening,
    is left alone.
    """
    statement = _MOVE_TO_REVIEW[session.get_bind().dialect.name]
    moved = session.execute(statement, {"rows": msgspec.json.encode(rows).decode(), "now": now})
    return {(row.id, row.version) for row in moved}


def keep_findings(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert findings in one statement; rows have the columns of the table but those of the answer."""
    if rows:
        insert_rows(session, findings, [{**row, "answer": "", "answered_by": ""} for row in rows])


# ---- texts, many at a time


def texts_of(session: Session, pairs: Collection[tuple[str, int]]) -> dict[tuple[str, int], Version]:
    """The versions named by (submission id, version)."""
    if not pairs:
        return {}
    key = sa.tuple_(versions.c.submission_id, versions.c.version)
    found = session.scalars(sa.select(Version).where(key.in_(list(pairs))))
    return {(version.submission_id, version.version): version for version in found}


def approved_texts(session: Session, most: int) -> list[tuple[str, str, str]]:
    """The texts that were approved last, newest first: (submission id, title, body)."""
    sealed = sa.and_(versions.c.submission_id == seals.c.submission_id, versions.c.version == seals.c.version)
    query = sa.select(seals.c.submission_id, versions.c.title, versions.c.body).join(versions, sealed)
    found = session.execute(query.where(seals.c.voided_at.is_(None)).order_by(seals.c.id.desc()).limit(most))
    return [(row[0], row[1], row[2]) for row in found]
