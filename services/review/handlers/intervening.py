"""Holding a text and letting it go on, sending it up, and putting it into someone's hands (article 13)."""

from __future__ import annotations

from typing import Any

from services.kit.api import Work
from services.review.domain import interventions
from services.review.domain.dossiers import Dossier
from services.review.domain.submission import Submission
from services.review.handlers import freezes
from services.review.handlers.people import find_member
from services.review.handlers.rights import find_visible, person_of
from services.review.handlers.sealing import void_seal
from services.review.handlers.submissions import dossier_of
from services.review.handlers.telling import keep_note, remind_in_time, tell_state
from services.review.storage import submissions as stored


def hold_submission(work: Work, submission_id: str, reason: str) -> Dossier:
    """Stop it by a person's word; an approval it had is void."""
    submission = find_visible(work, submission_id)
    was = submission.state
    interventions.hold_by_person(submission, person_of(work), work.now)
    if was == "approved":
        void_seal(work, submission, "held")
    work.unschedule("claim.expires", submission.id)
    keep_note(work, submission, "hold", reason)
    tell_state(work, submission, "held_by_person")
    return _shown(work, submission)


def unhold_submission(work: Work, submission_id: str, reason: str) -> Dossier:
    """Let it go on, unless a freeze declared meanwhile holds it."""
    submission = find_visible(work, submission_id)
    if interventions.let_go_on(submission, person_of(work), work.now):
        remind_in_time(work, submission)
    keep_note(work, submission, "unhold", reason)
    tell_state(work, submission, "let_go_on")
    work.session.flush()
    freezes.hold_screened(work, [submission.id])
    return _shown(work, submission)


def escalate_submission(work: Work, submission_id: str, reason: str) -> Dossier:
    """Have it pass the stages for what is escalated, too."""
    submission = find_visible(work, submission_id)
    interventions.send_up(submission, person_of(work))
    submission.changed_at = work.now
    work.unschedule("claim.expires", submission.id)
    keep_note(work, submission, "escalate", reason)
    work.record("escalate", f"submission:{submission.id}", version=submission.version, stage=submission.stage)
    return _shown(work, submission)


def assign_submission(work: Work, submission_id: str, wanted: dict[str, Any]) -> Dossier:
    """Put it into the hands of somebody who may decide at this stage."""
    submission = find_visible(work, submission_id)
    member = find_member(work, wanted["person_id"], "person_id")
    history = stored.decisions_of(work.session, submission.id)
    until = interventions.assign(submission, member.person, person_of(work), history, work.now)
    work.schedule("claim.expires", submission.id, until)
    keep_note(work, submission, "assign", wanted["reason"], member.id, member.name)
    work.record("assign", f"submission:{submission.id}", stage=submission.stage, to=member.id)
    return _shown(work, submission)


def _shown(work: Work, submission: Submission) -> Dossier:
    work.session.flush()
    return dossier_of(work, submission)
