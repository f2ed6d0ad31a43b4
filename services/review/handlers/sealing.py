"""Seals: bound to a fingerprint when the last stage approved, voided when anything changes, verified on request (article 13)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from services.contracts.errors import NotFound
from services.contracts.review.events import SubmissionSealed
from services.kit.api import Work
from services.review.domain import matching, sealing
from services.review.domain.dossiers import Verification
from services.review.domain.media import checksum_of
from services.review.domain.sealing import Seal
from services.review.domain.submission import Submission
from services.review.domain.versions import Version
from services.review.handlers.rights import find_visible
from services.review.storage import desk
from services.review.storage import submissions as stored


def put_seal(work: Work, submission: Submission, version: Version, approvals: list[dict[str, Any]]) -> Seal:
    """Seal a version with its approvals, tell the others, and let it expire when its window ends."""
    seal = _make_seal(work, submission.account_id, version, approvals)
    stored.add(work.session, seal)
    work.schedule("submission.expires", submission.id, seal.not_after)
    work.emit(
        SubmissionSealed(
            submission_id=submission.id,
            version=version.version,
            account_id=submission.account_id,
            title=version.title,
            fingerprint=seal.fingerprint,
            approved_by=tuple(approval["person_id"] for approval in seal.approvals),
        )
    )
    work.record("seal", f"submission:{submission.id}", version=version.version, fingerprint=seal.fingerprint)
    return seal


def void_seal(work: Work, submission: Submission, reason: str) -> None:
    """Let the standing seal, if there is one, hold no longer."""
    seal = stored.standing_seal(work.session, submission.id)
    if seal is not None:
        void_seals(work, [seal], reason)


def void_seals(work: Work, seals: Iterable[Seal], reason: str) -> None:
    """Let these seals, which stand, hold no longer."""
    for seal in seals:
        seal.void(reason, work.now)
        work.unschedule("submission.expires", seal.submission_id)
        work.record("void_seal", f"submission:{seal.submission_id}", fingerprint=seal.fingerprint, why=reason)


def _make_seal(work: Work, account_id: str, version: Version, approvals: list[dict[str, Any]]) -> Seal:
    """Bind `approvals` to the fingerprint of `version`, in its window of time."""
    not_before, not_after = sealing.window(version.scheduled_at, work.now)
    return Seal(
        id=work.new_id(),
        submission_id=version.submission_id,
        version=version.version,
        account_id=account_id,
        fingerprint=version.fingerprint,
        title=version.title,
        approvals=approvals,
        sealed_at=work.now,
        not_before=not_before,
        not_after=not_after,
        text_hash=matching.digest(version.title, version.body),
        body_hash=matching.digest(version.body),
        sketch=matching.sketch(matching.shingles(matching.essence(version.title + version.body))),
    )


def verify_seal(work: Work, submission_id: str) -> Verification:
    """Recompute the fingerprint of what was sealed, and of the pictures and videos kept for it, and compare; also with what the ledger
    says was sealed. Raises `NotFound` where nothing was ever sealed.
    """
    submission = find_visible(work, submission_id)
    seal = stored.newest_seal(work.session, submission.id)
    if seal is None:
        raise NotFound(
            code="not_sealed",
            zh="该稿件尚未通过终审,没有审批封印。",
            en="It has not passed its last stage: there is no seal.",
        )
    version = stored.find_version(work.session, submission.id, seal.version)
    recomputed = _recompute(seal.account_id, version) if version else ""
    touched = recomputed != seal.fingerprint or version is None or not _are_as_uploaded(work, version)
    return Verification(seal, submission, recomputed, _problems(work, seal, submission, touched=touched))


def seal_record(work: Work, submission_id: str) -> tuple[Verification, Version]:
    """The seal as verified, and the text that was sealed: for the printed record."""
    found = verify_seal(work, submission_id)
    version = stored.find_version(work.session, submission_id, found.seal.version)
    if version is None:
        raise NotFound(submission_id=submission_id, version=found.seal.version)
    return found, version


def _recompute(account_id: str, version: Version) -> str:
    return sealing.fingerprint(
        title=version.title,
        body=version.body,
        media=version.media,
        account_id=account_id,
        scheduled_at=version.scheduled_at,
    )


def _are_as_uploaded(work: Work, version: Version) -> bool:
    """Whether each picture and video that is kept still is what its checksum says. One at a time: each may have 20 MB."""
    for checksum in {item["checksum"] for item in version.media}:
        content = desk.media_content(work.session, checksum)
        if content is not None and checksum_of(content) != checksum:
            return False
    return True


def _problems(work: Work, seal: Seal, submission: Submission, *, touched: bool) -> list[str]:
    checks = {
        "content_changed": touched,
        "not_in_ledger": seal.fingerprint not in stored.fingerprints_in_ledger(work.session, submission.id),
        "superseded": seal.fingerprint != submission.fingerprint,
        "voided": seal.voided_at is not None,
        "outside_window": submission.state == "approved" and not seal.covers(work.now),
    }
    return [problem for problem, found in checks.items() if found]
