"""Freezes that the alerts service declares and lifts (article 12): what matches is held, and later reviewed again."""

from __future__ import annotations

from collections.abc import Sequence

from services.contracts.alerts.events import FreezeDeclared, FreezeDeclaredWithExemptions, FreezeLifted
from services.kit.api import Work
from services.review.domain.freezes import Freeze
from services.review.domain.submission import Submission
from services.review.domain.versions import Version
from services.review.handlers.sealing import void_seal
from services.review.handlers.telling import tell_state
from services.review.storage import freezes as stored
from services.review.storage import submissions


def obey_freeze(work: Work, event: FreezeDeclared | FreezeDeclaredWithExemptions) -> None:
    """Hold what waits or is approved and matches, planned publications included."""
    freeze = Freeze(
        id=event.freeze_id,
        tier=event.tier,
        channel=event.channel,
        unit_id=event.unit_id,
        account_ids=list(event.account_ids),
        keywords=list(event.keywords),
        statement=event.statement,
        reason=event.reason,
        declared_at=work.now,
        exempt_account_ids=list(getattr(event, "exempt_account_ids", ())),
    )
    stored.stop_texts(work.session)
    submissions.add(work.session, freeze)
    held = 0
    for submission, version in stored.candidates(work.session, freeze):
        held += _hold_where_needed(work, [freeze], submission, version)
    work.record("obey_freeze", f"freeze:{freeze.id}", held=held)


def end_freeze(work: Work, event: FreezeLifted) -> None:
    """Bring what it held back to review, or leave it held where another freeze holds it too."""
    freeze = stored.find(work.session, event.freeze_id)
    if freeze is None or freeze.lifted_at is not None:
        return
    stored.stop_texts(work.session)
    freeze.lifted_at = work.now
    work.session.flush()
    others, returned = stored.in_force(work.session), 0
    for submission, version in stored.held(work.session, freeze.id):
        submission.return_to_review(work.now)
        if not _hold_where_needed(work, others, submission, version):
            tell_state(work, submission, f"freeze_lifted:{freeze.id}")
            returned += 1
    work.record("end_freeze", f"freeze:{freeze.id}", returned=returned)


def hold_screened(work: Work, submission_ids: Sequence[str]) -> None:
    """Hold what has just come from screening and matches a freeze in force; one statement where none is."""
    freezes = stored.in_force_until_commit(work.session)
    if freezes and submission_ids:
        for submission, version in stored.with_texts(work.session, submission_ids):
            _hold_where_needed(work, freezes, submission, version)


def hold_sealed(work: Work, submission: Submission, version: Version) -> None:
    """Hold a text that was sealed at once, where a freeze in force matches it."""
    _hold_where_needed(work, stored.in_force_until_commit(work.session), submission, version)


def in_crisis(work: Work, submission: Submission) -> bool:
    """Whether a freeze in force reaches its account: what carries the statement must not wait behind other texts."""
    return any(_reaches(freeze, submission) for freeze in stored.in_force(work.session))


def _hold_where_needed(work: Work, freezes: Sequence[Freeze], submission: Submission, version: Version) -> bool:
    for freeze in freezes:
        if _reaches(freeze, submission) and freeze.holds(version.title, version.body):
            void_seal(work, submission, "frozen")
            submission.hold(freeze.id, work.now)
            work.unschedule("claim.expires", submission.id)
            tell_state(work, submission, f"freeze:{freeze.id}")
            return True
    return False


def _reaches(freeze: Freeze, submission: Submission) -> bool:
    return freeze.reaches(
        account_id=submission.account_id,
        tier=submission.tier,
        channel=submission.channel,
        units=(submission.unit_id, submission.faculty_id),
    )
