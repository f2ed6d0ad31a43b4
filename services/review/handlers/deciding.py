"""Claims and decisions: two people at least between a text and its publication (article 13)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from services.contracts.errors import InputInvalid
from services.contracts.review.events import SubmissionDecided
from services.kit.api import Deadline, Work
from services.kit.paging import page
from services.review.domain.dossiers import Dossier
from services.review.domain.stages import Person
from services.review.domain.submission import Submission
from services.review.domain.substitutes import whose_place
from services.review.domain.versions import Decision, Finding, Version
from services.review.handlers import freezes
from services.review.handlers.people import acting
from services.review.handlers.rights import find_visible, person_of
from services.review.handlers.sealing import put_seal
from services.review.handlers.submissions import dossier_of
from services.review.handlers.telling import forget_reminders
from services.review.storage import submissions as stored
from services.review.storage.desk import absent_for


def list_queue(work: Work, wanted: dict[str, Any], dump: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    """What waits for this person, the most urgent first."""
    return page(work.session, stored.queue(acting(work), wanted, work.now), stored.QUEUE_KEY, wanted, dump)


# ---- claims


def claim_submission(work: Work, submission_id: str) -> Dossier:
    """Reserve a text for this person for half an hour."""
    submission = find_visible(work, submission_id)
    until = submission.claim(person_of(work), work.now)
    work.schedule("claim.expires", submission.id, until)
    work.record("claim", f"submission:{submission.id}", stage=submission.stage)
    return dossier_of(work, submission)


def release_submission(work: Work, submission_id: str) -> Dossier:
    """Give a claim back."""
    submission = find_visible(work, submission_id)
    submission.release(person_of(work))
    work.unschedule("claim.expires", submission.id)
    work.record("release", f"submission:{submission.id}", stage=submission.stage)
    return dossier_of(work, submission)


def end_claim(work: Work, deadline: Deadline) -> None:
    """A claim's half hour is over."""
    submission = stored.find(work.session, deadline.subject)
    if submission is not None and submission.claim_is_over(work.now):
        submission.end_claim()
        work.record("claim_expired", f"submission:{submission.id}", stage=submission.stage)


# ---- decisions


def decide_submission(work: Work, submission_id: str, wanted: dict[str, Any]) -> Dossier:
    """Decide at the stage where it waits, on exactly the fingerprint that this person saw.

    Raises `Stale` (412) on another fingerprint, `NotPermitted` on one's own text, a stage not one's own, a second stage, or a
    student at the last one; `InputInvalid` where a finding that asks for an answer has none.
    """
    submission = find_visible(work, submission_id)
    history = stored.decisions_of(work.session, submission.id)
    person = person_of(work)
    submission.check_decider(person, wanted["fingerprint"], wanted["stage"], history, work.now)
    if submission.stage == len(submission.chain):
        freezes.await_freezes(work)
    findings = stored.findings_of(work.session, submission.id, submission.version)
    _answer(work, findings, wanted["finding_answers"])
    decision = _decision(work, submission, wanted)
    submission.decide(decision.decision, findings, work.now)
    stored.add(work.session, decision)
    if submission.state == "in_review":
        work.unschedule("claim.expires", submission.id)
    else:
        forget_reminders(work, submission)
    _tell_decided(work, submission, decision)
    if submission.state == "approved":
        version = stored.find_version(work.session, submission.id, submission.version)
        assert version is not None
        put_seal(work, submission, version, _approvals(version, [*history, decision]))
        freezes.hold_sealed(work, submission, version)
    work.session.flush()
    return dossier_of(work, submission, findings, [*history, decision])


def _answer(work: Work, findings: Sequence[Finding], answers: Sequence[dict[str, str]]) -> None:
    by_id = {str(finding.number): finding for finding in findings}
    for place, given in enumerate(answers):
        finding = by_id.get(given["finding_id"])
        if finding is None:
            message = "此版本没有这项提示。 This version has no such finding."
            raise InputInvalid({f"finding_answers.{place}.finding_id": [message]})
        finding.answer, finding.answered_by, finding.answered_at = given["answer"], work.identity.id, work.now


def _decision(work: Work, submission: Submission, wanted: dict[str, Any]) -> Decision:
    own = Person(work.identity.id, work.identity.name, work.identity.grants)
    absent = whose_place(own, submission.chain[submission.stage - 1], absent_for(work.session, own.id, work.now))
    return Decision(
        id=work.new_id(),
        submission_id=submission.id,
        version=submission.version,
        fingerprint=submission.fingerprint,
        stage=submission.stage,
        role=submission.waits_role,
        decision=wanted["decision"],
        comment=wanted["comment"],
        passages=wanted["passages"],
        decided_by=work.identity.id,
        decided_by_name=work.identity.name,
        decided_at=work.now,
        for_id=absent.id if absent else "",
        for_name=absent.name if absent else "",
    )


def _tell_decided(work: Work, submission: Submission, decision: Decision) -> None:
    work.emit(
        SubmissionDecided(
            submission_id=submission.id,
            version=submission.version,
            account_id=submission.account_id,
            fingerprint=decision.fingerprint,
            stage=decision.stage,
            decision=decision.decision,
            decided_by=decision.decided_by,
            state=submission.state,
        )
    )
    work.record(
        decision.decision,
        f"submission:{submission.id}",
        version=submission.version,
        fingerprint=decision.fingerprint,
        stage=decision.stage,
    )


def _approvals(version: Version, history: Sequence[Decision]) -> list[dict[str, Any]]:
    """The approvals of this version; where a stage was passed twice (after a freeze), the last one counts."""
    last = {past.stage: past for past in history if past.version == version.version and past.decision == "approve"}
    return [
        {
            "stage": past.stage,
            "role": past.role,
            "person_id": past.decided_by,
            "name": past.decided_by_name,
            "at": past.decided_at.isoformat(),
            **({"for_id": past.for_id, "for_name": past.for_name} if past.for_id else {}),
        }
        for _, past in sorted(last.items())
    ]
