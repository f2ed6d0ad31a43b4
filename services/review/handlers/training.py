"""What the training service says of those who run accounts, obeyed when they hand texts in (article 16)."""

from __future__ import annotations

from services.contracts.training.events import TrainingStandingChanged
from services.kit.api import Work
from services.review.domain.training import NOTED, Standing
from services.review.domain.versions import Note
from services.review.storage import training as stored


def note_standing(work: Work, event: TrainingStandingChanged) -> None:
    """Keep how a person stands now."""
    standing = Standing(person_id=event.person_id, mode=event.mode, due_at=event.due_at, zh=event.zh, en=event.en)
    stored.save(work.session, standing)


def must_be_trained(work: Work) -> str:
    """The warning that is to stand beside a text that the caller hands in, or nothing.

    Raises `StateConflict` (``training_owed``) where they may hand nothing in before they are trained.
    """
    standing = stored.find(work.session, work.identity.id)
    if standing is None:
        return ""
    standing.must_not_block()
    return standing.warning


def warn(work: Work, submission_id: str, version: int, warning: str) -> list[Note]:
    """Put the warning beside the text, for its author and for those who review it."""
    if not warning:
        return []
    note = Note(
        id=work.new_id(),
        submission_id=submission_id,
        version=version,
        kind=NOTED,
        text=warning,
        subject_id=work.identity.id,
        subject_name=work.identity.name,
        noted_by="service:training",
        noted_by_name="培训",
        noted_at=work.now,
    )
    work.session.add(note)
    return [note]
