"""Who may see and touch what. Who may not see a thing is told that there is none."""

from __future__ import annotations

from services.contracts.errors import NotFound, NotPermitted
from services.kit.api import Identity, Work
from services.review.domain.observed import Account
from services.review.domain.stages import Person
from services.review.domain.submission import Submission
from services.review.handlers.people import acting
from services.review.storage import submissions as stored

DEPARTMENT = ("officer", "director")
READERS = ("officer", "director", "auditor")


def person_of(work: Work) -> Person:
    """Who acts, with the places of those for whom they stand in."""
    return _person(acting(work))


def _person(identity: Identity) -> Person:
    return Person(identity.id, identity.name, identity.grants)


def may_see(identity: Identity, submission: Submission) -> bool:
    """The department and the auditor see all; a unit's people their unit's; authors theirs; deciders what passes them."""
    if identity.has(*stored.SEES_ALL) or identity.id in submission.authors:
        return True
    if identity.units(*stored.IN_UNIT) & {submission.unit_id, submission.faculty_id}:
        return True
    if submission.tier == 3 and identity.has(*stored.LEADS_TIER_3):
        return True
    return any(stage.may_be_decided_by(_person(identity)) for stage in submission.chain)


def find_visible(work: Work, submission_id: str) -> Submission:
    """The submission. Raises `NotFound` where there is none, or this person may not see it."""
    submission = stored.find(work.session, submission_id)
    if submission is None or not may_see(acting(work), submission):
        raise NotFound(submission_id=submission_id)
    return submission


def require_operator(identity: Identity, account: Account | None) -> None:
    """Raise `NotPermitted` where this person does not operate the account."""
    if account is None or identity.id not in account.operator_ids:
        raise NotPermitted(
            code="not_operator",
            zh="您不是该平台登记的运营人员,不能为其送审或更改稿件。没有保存任何内容。",
            en="You are not on file as an operator of this account. Nothing was saved.",
        )
