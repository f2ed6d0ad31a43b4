"""Texts handed in, revised, withdrawn, published, and looked at (article 13)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from services.contracts.errors import InputInvalid, NotFound
from services.contracts.review_events import SubmissionStateChanged, SubmissionSubmitted
from services.kit.api import Deadline, Work
from services.kit.paging import page
from services.review.domain import sealing
from services.review.domain.sealing import Seal
from services.review.domain.stages import DEFAULT_CHAINS, lay_out
from services.review.domain.submission import Decision, Finding, Submission, Version, due_at
from services.review.handlers.rights import find_visible, require_operator
from services.review.storage import observed as accounts
from services.review.storage import submissions as stored

PAST = timedelta(hours=1)
AHEAD = timedelta(minutes=10)


@dataclass(frozen=True)
class Dossier:
    """A submission with all that a reviewer needs; `before` is the version before the newest."""

    submission: Submission
    version: Version
    before: Version | None
    findings: Sequence[Finding]
    decisions: Sequence[Decision]
    seal: Seal | None


# ---- handing in


def submit_text(work: Work, wanted: dict[str, Any]) -> Dossier:
    """Take a text of an account that this person operates; it is screened next (article 13).

    Raises `StateConflict` where the account is suspended, closed or without a responsible person, `InputInvalid` where it is
    unknown or the planned time lies in the past.
    """
    account = accounts.find_account(work.session, wanted["account_id"])
    if account is None:
        message = (
            "没有这个平台,或其审批结果尚未送达。 There is no such account, or word of its approval is still on its way."
        )
        raise InputInvalid({"account_id": [message]}, code="unknown_account")
    require_operator(work.identity, account)
    account.must_be_able_to_publish()
    version = _version(work, work.new_id(), 1, account.id, wanted)
    campaign_id = wanted["campaign_id"] or ""
    stages = lay_out(
        DEFAULT_CHAINS[account.tier],
        unit_id=account.unit_id,
        faculty_id=account.faculty_id,
        in_campaign=bool(campaign_id),
    )
    submission = Submission(
        id=version.submission_id,
        account_id=account.id,
        account_name=account.name,
        tier=account.tier,
        channel=account.channel,
        unit_id=account.unit_id,
        faculty_id=account.faculty_id,
        title=version.title,
        version=1,
        fingerprint=version.fingerprint,
        state="screening",
        stages=stages,
        submitted_by=work.identity.id,
        submitted_by_name=work.identity.name,
        authors=[work.identity.id],
        created_at=work.now,
        changed_at=work.now,
        due_at=due_at(version.scheduled_at, work.now),
        scheduled_at=version.scheduled_at,
        campaign_id=campaign_id,
    )
    stored.add(work.session, submission, version)
    _tell_submitted(work, submission, version, "submit")
    return Dossier(submission, version, None, (), (), None)


def revise_submission(work: Work, submission_id: str, wanted: dict[str, Any]) -> Dossier:
    """Take a new version: every approval is void, and it is screened and reviewed anew (article 13)."""
    submission = find_visible(work, submission_id)
    account = accounts.find_account(work.session, submission.account_id)
    require_operator(work.identity, account)
    work.check_version(submission.version)
    if account:
        account.must_be_able_to_publish()
    version = _version(work, submission.id, submission.version + 1, submission.account_id, wanted)
    submission.revise(version, work.now)
    void_seal(work, submission, "revised")
    stored.add(work.session, version)
    work.unschedule("claim.expires", submission.id)
    _tell_submitted(work, submission, version, "revise")
    return dossier_of(work, submission)


def _version(work: Work, submission_id: str, number: int, account_id: str, wanted: dict[str, Any]) -> Version:
    scheduled_at: datetime | None = wanted["scheduled_at"]
    if scheduled_at and scheduled_at < work.now - PAST:
        raise InputInvalid({"scheduled_at": ["计划发布时间已过。 The planned time has passed."]})
    text = {name: wanted[name] for name in ("title", "body", "media")}
    return Version(
        **text,
        submission_id=submission_id,
        version=number,
        source=wanted["source"],
        licence=wanted["licence"],
        scheduled_at=scheduled_at,
        fingerprint=sealing.fingerprint(**text, account_id=account_id, scheduled_at=scheduled_at),
        created_by=work.identity.id,
        created_by_name=work.identity.name,
        created_at=work.now,
    )


def _tell_submitted(work: Work, submission: Submission, version: Version, action: str) -> None:
    work.emit(
        SubmissionSubmitted(
            submission_id=submission.id,
            version=version.version,
            account_id=submission.account_id,
            title=version.title,
            body=version.body,
            fingerprint=version.fingerprint,
        )
    )
    work.record(action, f"submission:{submission.id}", version=version.version, fingerprint=version.fingerprint)


# ---- the rest of its life


def publish_submission(work: Work, submission_id: str, url: str, published_at: datetime) -> Dossier:
    """Note where and when an approved text was published."""
    submission = find_visible(work, submission_id)
    require_operator(work.identity, accounts.find_account(work.session, submission.account_id))
    work.check_version(submission.version)
    if published_at > work.now + AHEAD:
        raise InputInvalid({"published_at": ["发布时间尚未到来。 It lies in the future."]})
    mark_published(work, submission, url, published_at)
    return dossier_of(work, submission)


def mark_published(work: Work, submission: Submission, url: str, published_at: datetime) -> None:
    """It is out: nothing expires any more."""
    submission.publish(url, published_at, work.now)
    work.unschedule("submission.expires", submission.id)
    tell_state(work, submission, "published")


def withdraw_submission(work: Work, submission_id: str, reason: str) -> Dossier:
    """Take a text back; an approval it had is void."""
    submission = find_visible(work, submission_id)
    require_operator(work.identity, accounts.find_account(work.session, submission.account_id))
    work.check_version(submission.version)
    submission.withdraw(work.now)
    void_seal(work, submission, "withdrawn")
    work.unschedule("claim.expires", submission.id)
    tell_state(work, submission, reason or "withdrawn")
    return dossier_of(work, submission)


def expire_submission(work: Work, deadline: Deadline) -> None:
    """The window of an approval has passed without publication."""
    submission = stored.find(work.session, deadline.subject)
    if submission is not None and submission.expire(work.now):
        tell_state(work, submission, "window_passed")


def void_seal(work: Work, submission: Submission, reason: str) -> None:
    """Let the standing seal, if there is one, hold no longer."""
    seal = stored.standing_seal(work.session, submission.id)
    if seal is not None:
        seal.void(reason, work.now)
        work.unschedule("submission.expires", submission.id)
        work.record("void_seal", f"submission:{submission.id}", fingerprint=seal.fingerprint, reason=reason)


def tell_state(work: Work, submission: Submission, reason: str) -> None:
    """Say in event and ledger that it came into its state by other ways than a decision."""
    work.emit(
        SubmissionStateChanged(
            submission_id=submission.id, account_id=submission.account_id, state=submission.state, reason=reason
        )
    )
    work.record(submission.state, f"submission:{submission.id}", version=submission.version, reason=reason)


# ---- looking


def get_submission(work: Work, submission_id: str) -> Dossier:
    return dossier_of(work, find_visible(work, submission_id))


def dossier_of(work: Work, submission: Submission) -> Dossier:
    """All about a submission that this person may see."""
    session, number = work.session, submission.version
    version = stored.find_version(session, submission.id, number)
    if version is None:
        raise NotFound(submission_id=submission.id, version=number)
    return Dossier(
        submission,
        version,
        stored.find_version(session, submission.id, number - 1) if number > 1 else None,
        stored.findings_of(session, submission.id, number),
        stored.decisions_of(session, submission.id),
        stored.standing_seal(session, submission.id),
    )


def list_submissions(work: Work, wanted: dict[str, Any], dump: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    """Newest first."""
    return page(work.session, stored.listing(work.identity, wanted), stored.LIST_KEY, wanted, dump, newest_first=True)
