"""Texts handed in, revised, withdrawn, published, and looked at (article 13)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from services.contracts.errors import InputInvalid, NotFound
from services.contracts.review.events import SubmissionDueSoon, SubmissionOverdue
from services.kit.api import Deadline, Work
from services.kit.paging import page
from services.review.domain import sealing
from services.review.domain.campaigns import Campaign
from services.review.domain.dossiers import Dossier
from services.review.domain.due_times import due_at
from services.review.domain.observed import Account
from services.review.domain.sealing import Seal
from services.review.domain.stages import lay_out
from services.review.domain.submission import Submission
from services.review.domain.versions import Decision, Finding, Version
from services.review.handlers import campaigns, freezes, media, training
from services.review.handlers.people import acting
from services.review.handlers.rights import find_visible, require_operator
from services.review.handlers.sealing import put_seal, void_seal
from services.review.handlers.telling import forget_reminders, keep_note, remind_in_time, tell_state, tell_submitted
from services.review.storage import chains, desk
from services.review.storage import observed as accounts
from services.review.storage import submissions as stored

PAST = timedelta(hours=1)
AHEAD = timedelta(minutes=10)


# ---- handing in


def submit_text(work: Work, wanted: dict[str, Any]) -> Dossier:
    """Take a text of an account that this person operates; it is screened next (article 13).

    Raises `StateConflict` where the account is suspended, closed or without a responsible person, or its operator owes a
    training that the rules insist on, `InputInvalid` where it is unknown or the planned time lies in the past.
    """
    account = accounts.find_account(work.session, wanted["account_id"])
    if account is None:
        message = (
            "没有这个平台,或其审批结果尚未送达。 There is no such account, or word of its approval is still on its way."
        )
        raise InputInvalid({"account_id": [message]}, code="unknown_account")
    require_operator(work.identity, account)
    account.must_be_able_to_publish()
    warning = training.must_be_trained(work)
    campaign = campaigns.find_for(work, wanted["campaign_id"] or "", account)
    if campaign:
        freezes.await_freezes(work)
    version = _version(work, work.new_id(), 1, account.id, wanted)
    submission = _submission(work, account, version, campaign)
    stored.add(work.session, submission, version)
    notes = training.warn(work, submission.id, 1, warning)
    seal = _take_in(work, submission, version, campaign, "submit")
    return Dossier(submission, version, None, (), (), seal, campaigns.material_of(work, submission.campaign_id), notes)


def _submission(work: Work, account: Account, version: Version, campaign: Campaign | None) -> Submission:
    stages = lay_out(
        chains.steps_for(work.session, account.tier, account.channel),
        unit_id=account.unit_id,
        faculty_id=account.faculty_id,
        in_campaign=campaign is not None,
    )
    return Submission(
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
        campaign_id=campaign.id if campaign else "",
    )


def _take_in(
    work: Work, submission: Submission, version: Version, campaign: Campaign | None, action: str
) -> Seal | None:
    """Tell that it waits; an unchanged copy of a campaign's material needs no second review and is sealed at once."""
    urgent = submission.is_urgent(work.now) or freezes.in_crisis(work, submission)
    tell_submitted(work, submission, version, action, urgent=urgent)
    material = campaigns.unchanged_material(work, campaign, version)
    if material is None or material.approved_by in submission.authors:
        remind_in_time(work, submission)
        return None
    forget_reminders(work, submission)
    submission.approve_as_copy(work.now)
    seal = put_seal(work, submission, version, [material.approval()])
    work.session.flush()
    freezes.hold_sealed(work, submission, version)
    return seal if seal.voided_at is None else None


def revise_submission(work: Work, submission_id: str, wanted: dict[str, Any]) -> Dossier:
    """Take a new version: every approval is void, and it is screened and reviewed anew (article 13)."""
    submission = find_visible(work, submission_id)
    account = accounts.find_account(work.session, submission.account_id)
    require_operator(work.identity, account)
    work.check_version(submission.version)
    if account:
        account.must_be_able_to_publish()
    warning = training.must_be_trained(work)
    campaign = campaigns.find(work, submission.campaign_id)
    if campaign:
        freezes.await_freezes(work)
    version = _version(work, submission.id, submission.version + 1, submission.account_id, wanted)
    submission.revise(version, work.now)
    void_seal(work, submission, "revised")
    stored.add(work.session, version)
    training.warn(work, submission.id, version.version, warning)
    work.unschedule("claim.expires", submission.id)
    _take_in(work, submission, version, campaign, "revise")
    work.session.flush()
    return dossier_of(work, submission)


def _version(work: Work, submission_id: str, number: int, account_id: str, wanted: dict[str, Any]) -> Version:
    scheduled_at: datetime | None = wanted["scheduled_at"]
    if scheduled_at and scheduled_at < work.now - PAST:
        raise InputInvalid({"scheduled_at": ["计划发布时间已过。 The planned time has passed."]})
    text = {**{name: wanted[name] for name in ("title", "body")}, "media": media.completed(work, wanted["media"])}
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


# ---- the rest of its life


def publish_submission(work: Work, submission_id: str, url: str, published_at: datetime) -> Dossier:
    """Note where and when an approved text was published.

    Raises `StateConflict` where its account was suspended or closed by then (article 7), or a freeze is in force for it, and
    `InputInvalid` for a time that is yet to come, or before it was approved (article 13).
    """
    submission = find_visible(work, submission_id)
    account = accounts.find_account(work.session, submission.account_id)
    require_operator(work.identity, account)
    work.check_version(submission.version)
    if account and account.was_stopped(published_at):
        account.must_be_able_to_publish()
    if published_at > work.now + AHEAD:
        raise InputInvalid({"published_at": ["发布时间尚未到来。 It lies in the future."]})
    if submission.state == "approved":
        freezes.must_not_be_frozen(work, submission)
        _must_be_approved_by(work, submission, published_at)
    mark_published(work, submission, url, published_at)
    return dossier_of(work, submission)


def _must_be_approved_by(work: Work, submission: Submission, published_at: datetime) -> None:
    seal = stored.newest_seal(work.session, submission.id)
    if seal is not None and not seal.stood_at(published_at):
        zh = "早于审核通过的时间(先审后发)。没有登记;请核对时间,如确已先行发布,请立即上报事件。"
        en = "It was not approved by then. Nothing was noted; look at the time, and if it was published before, report an incident."
        raise InputInvalid({"published_at": [f"{zh} {en}"]})


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
    forget_reminders(work, submission)
    tell_state(work, submission, "withdrawn", reason)
    if reason:
        keep_note(work, submission, "withdraw", reason)
    return dossier_of(work, submission)


def expire_submission(work: Work, deadline: Deadline) -> None:
    """The window of an approval has passed without publication."""
    submission = stored.find(work.session, deadline.subject)
    if submission is not None and submission.expire(work.now):
        tell_state(work, submission, "window_passed")


def remind_soon(work: Work, deadline: Deadline) -> None:
    """It is due before long and still waits: say so to whose turn it is, once a version."""
    submission = stored.find(work.session, deadline.subject)
    if submission is not None and submission.state == "in_review" and not submission.is_overdue(work.now):
        work.emit(
            SubmissionDueSoon(
                submission_id=submission.id,
                account_id=submission.account_id,
                title=submission.title,
                stage=submission.stage,
                waits_role=submission.waits_role,
                waits_unit=submission.waits_unit,
                claimed_by=submission.claimed_by,
                due_at=submission.due_at.isoformat(),
            )
        )
        work.record("due_soon", f"submission:{submission.id}", stage=submission.stage)


def remind_overdue(work: Work, deadline: Deadline) -> None:
    """The time by which it should have been decided has come: say so, once a version."""
    submission = stored.find(work.session, deadline.subject)
    if submission is not None and submission.is_overdue(work.now):
        work.emit(
            SubmissionOverdue(
                submission_id=submission.id,
                account_id=submission.account_id,
                title=submission.title,
                stage=submission.stage,
                waits_role=submission.waits_role,
                waits_unit=submission.waits_unit,
                due_at=submission.due_at.isoformat(),
            )
        )
        work.record("overdue", f"submission:{submission.id}", stage=submission.stage)


# ---- looking


def get_submission(work: Work, submission_id: str) -> Dossier:
    return dossier_of(work, find_visible(work, submission_id))


def dossier_of(
    work: Work,
    submission: Submission,
    findings: Sequence[Finding] | None = None,
    decisions: Sequence[Decision] | None = None,
) -> Dossier:
    """All about a submission that this person may see. What was read already may be given along."""
    session, number = work.session, submission.version
    version = stored.find_version(session, submission.id, number)
    if version is None:
        raise NotFound(submission_id=submission.id, version=number)
    return Dossier(
        submission,
        version,
        stored.find_version(session, submission.id, number - 1) if number > 1 else None,
        findings if findings is not None else stored.findings_of(session, submission.id, number),
        decisions if decisions is not None else stored.decisions_of(session, submission.id),
        stored.standing_seal(session, submission.id),
        campaigns.material_of(work, submission.campaign_id),
        desk.notes_of(session, submission.id),
        frozenset(desk.known_media(session, [item["checksum"] for item in version.media])),
    )


def list_submissions(work: Work, wanted: dict[str, Any], dump: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    """Newest first."""
    return page(work.session, stored.listing(acting(work), wanted), stored.LIST_KEY, wanted, dump, newest_first=True)
