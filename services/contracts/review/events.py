"""What the review service tells: submissions on their way, and verdicts on what was really published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from services.contracts.events import Event


@dataclass(frozen=True, kw_only=True)
class SubmissionSubmitted(Event):
    """A version of a text was handed in and waits to be screened (article 13). It carries the text that is screened."""

    type: ClassVar[str] = "submission.submitted.v1"
    key: ClassVar[str] = "submission_id"

    submission_id: str
    version: int
    account_id: str
    title: str
    body: str
    fingerprint: str


@dataclass(frozen=True, kw_only=True)
class SubmissionScreened(Event):
    """Screening is done: the text goes to people; `severity` is the highest found, or empty."""

    type: ClassVar[str] = "submission.screened.v1"
    key: ClassVar[str] = "submission_id"

    submission_id: str
    version: int
    account_id: str
    fingerprint: str
    findings: int
    severity: str


@dataclass(frozen=True, kw_only=True)
class SubmissionDecided(Event):
    """A person decided at a stage: approve, return or reject; `state` is where the submission stands now."""

    type: ClassVar[str] = "submission.decided.v1"
    key: ClassVar[str] = "submission_id"

    submission_id: str
    version: int
    account_id: str
    fingerprint: str
    stage: int
    decision: str
    decided_by: str
    state: str


@dataclass(frozen=True, kw_only=True)
class SubmissionSealed(Event):
    """The last stage approved: the approval is bound to this fingerprint."""

    type: ClassVar[str] = "submission.sealed.v1"
    key: ClassVar[str] = "submission_id"

    submission_id: str
    version: int
    account_id: str
    title: str
    fingerprint: str
    approved_by: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SubmissionStateChanged(Event):
    """A submission came into a state by other ways: published, held, withdrawn, expired, or back to review."""

    type: ClassVar[str] = "submission.state_changed.v1"
    key: ClassVar[str] = "submission_id"

    submission_id: str
    account_id: str
    state: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ObservedPostJudged(Event):
    """A post that was really published was matched to the seals (articles 13, 15).

    `verdict` is one of approved, altered, unreviewed, outside_window, unregistered_account, suspended_account.
    `account_id`, `submission_id` are empty where there is none.
    """

    type: ClassVar[str] = "observed_post.judged.v1"
    key: ClassVar[str] = "observed_post_id"

    observed_post_id: str
    account_id: str
    channel: str
    handle: str
    url: str
    title: str
    excerpt: str
    published_at: str
    verdict: str
    submission_id: str
    fingerprint: str


@dataclass(frozen=True, kw_only=True)
class SubmissionOverdue(Event):
    """A text was not decided by the time it was due; `waits_role` and `waits_unit` say whose turn it is."""

    type: ClassVar[str] = "submission.overdue.v1"
    key: ClassVar[str] = "submission_id"

    submission_id: str
    account_id: str
    title: str
    stage: int
    waits_role: str
    waits_unit: str
    due_at: str


@dataclass(frozen=True, kw_only=True)
class CampaignSaved(Event):
    """A campaign (联动) was announced, or its material approved (article 12). `material_version` is 0 before there is any."""

    type: ClassVar[str] = "campaign.saved.v1"
    key: ClassVar[str] = "campaign_id"

    campaign_id: str
    title: str
    starts_at: str
    ends_at: str
    account_ids: tuple[str, ...]
    material_version: int


@dataclass(frozen=True, kw_only=True)
class SubmissionDueSoon(Event):
    """A text is due for decision before long; `waits_role` and `waits_unit` say whose turn it is, `claimed_by` who has it."""

    type: ClassVar[str] = "submission.due_soon.v1"
    key: ClassVar[str] = "submission_id"

    submission_id: str
    account_id: str
    title: str
    stage: int
    waits_role: str
    waits_unit: str
    claimed_by: str
    due_at: str


@dataclass(frozen=True, kw_only=True)
class FreezeObeyed(Event):
    """A running review process holds what a freeze wants held from now on (article 12).

    Every process tells it for itself, once: `process` is its host, its number and when it started; `held` is how many texts are
    held by the freeze at that moment. The topic is not ``freeze``: that aggregate's order is kept by the alerts service.
    """

    type: ClassVar[str] = "freeze_obedience.noted.v1"
    key: ClassVar[str] = "freeze_id"

    freeze_id: str
    process: str
    held: int
    obeyed_at: str


@dataclass(frozen=True, kw_only=True)
class CampaignReminded(Event):
    """These accounts have nothing published in a campaign, whose end is near or who were reminded by hand (article 12)."""

    type: ClassVar[str] = "campaign.reminded.v1"
    key: ClassVar[str] = "campaign_id"

    campaign_id: str
    title: str
    ends_at: str
    account_ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class LexiconChanged(Event):
    """The word list has a new version (article 10); every process screens by it from its next text on."""

    type: ClassVar[str] = "lexicon.changed.v1"
    key: ClassVar[str] = "lexicon"

    lexicon: str
    version: int
    added: int
    removed: int


@dataclass(frozen=True, kw_only=True)
class UrgentSubmitted(Event):
    """A version that must not wait behind others was handed in: of a campaign, in a crisis, or planned within hours.

    It goes by a queue of its own, besides `SubmissionSubmitted`; whichever is handled first has the effect.
    """

    type: ClassVar[str] = "urgent_submission.submitted.v1"
    key: ClassVar[str] = "submission_id"

    submission_id: str
    version: int
    account_id: str
    title: str
    body: str
    fingerprint: str
