"""What review says of a submission in event, ledger and notes, apart from decisions."""

from __future__ import annotations

from typing import Any

from services.contracts.review.events import SubmissionStateChanged, SubmissionSubmitted, UrgentSubmitted
from services.kit.api import Work
from services.review.domain.due_times import remind_at
from services.review.domain.submission import Submission
from services.review.domain.versions import Note, NoteKind, Version
from services.review.storage import submissions as stored


def tell_submitted(work: Work, submission: Submission, version: Version, action: str, *, urgent: bool) -> None:
    """A version was handed in: `action` is submit or revise; an `urgent` one goes by the fast queue as well."""
    told: dict[str, Any] = {
        "submission_id": submission.id,
        "version": version.version,
        "account_id": submission.account_id,
        "title": version.title,
        "body": version.body,
        "fingerprint": version.fingerprint,
    }
    work.emit(SubmissionSubmitted(**told))
    if urgent:
        work.emit(UrgentSubmitted(**told))
    work.record(action, f"submission:{submission.id}", version=version.version, fingerprint=version.fingerprint)


def remind_in_time(work: Work, submission: Submission) -> None:
    """Have it be reminded of before it is due, and once it is."""
    work.schedule("review.due", submission.id, submission.due_at)
    work.schedule("review.soon", submission.id, remind_at(submission.due_at, work.now))


def forget_reminders(work: Work, submission: Submission) -> None:
    """Nobody need be reminded of it any more."""
    for kind in ("review.due", "review.soon", "claim.expires"):
        work.unschedule(kind, submission.id)


def tell_state(work: Work, submission: Submission, why: str, words: str = "") -> None:
    """Say that it came into its state by other ways than a decision: `why` in event and ledger, typed `words` in the event alone."""
    work.emit(
        SubmissionStateChanged(
            submission_id=submission.id, account_id=submission.account_id, state=submission.state, reason=words or why
        )
    )
    work.record(submission.state, f"submission:{submission.id}", version=submission.version, why=why)


def keep_note(
    work: Work, submission: Submission, kind: NoteKind, text: str, subject_id: str = "", subject_name: str = ""
) -> None:
    """Keep the words somebody typed for what they did, for all who see the text."""
    note = Note(
        id=work.new_id(),
        submission_id=submission.id,
        version=submission.version,
        kind=kind,
        text=text,
        subject_id=subject_id,
        subject_name=subject_name,
        noted_by=work.identity.id,
        noted_by_name=work.identity.name,
        noted_at=work.now,
    )
    stored.add(work.session, note)
