"""What people may do to a text beside deciding on it: hold it and let it go on, send it further up, put it into someone's hands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from services.contracts.errors import NotPermitted, StateConflict
from services.review.domain.stages import ESCALATE, Person
from services.review.domain.submission import CLAIM_LASTS, Submission
from services.review.domain.versions import Decision

HOLDABLE = ("in_review", "approved")


def hold_by_person(submission: Submission, person: Person, now: datetime) -> None:
    """Stop it until someone lets it go on; what was approved is approved no longer (article 12, 13)."""
    submission.must_be(HOLDABLE, "hold")
    _must_have_a_say(submission, person)
    submission.hold("", now, person.id)


def let_go_on(submission: Submission, person: Person, now: datetime) -> bool:
    """Who held it lets it go on, or the propaganda department does; a freeze is only lifted where it was declared.

    Whether it is to be reminded of anew.
    """
    submission.must_be(("held",), "unhold")
    if submission.held_by:
        raise StateConflict(
            code="frozen",
            zh="该稿件因暂停发布而冻结,解除冻结后自动回到审核。没有作任何更改。",
            en="A freeze holds it; it returns to review when the freeze is lifted. Nothing was changed.",
        )
    if person.id != submission.held_by_person and not person.has("officer", "director"):
        raise NotPermitted(
            code="not_your_hold",
            zh="只有暂缓该稿件的人或宣传统战部可以恢复。没有作任何更改。",
            en="Only who held it, or the propaganda department, lets it go on. Nothing was changed.",
        )
    return submission.return_to_review(now)


def send_up(submission: Submission, person: Person) -> None:
    """Have it pass the stages for what is escalated, too (article 13). From now on, until it is revised."""
    submission.must_be(("in_review",), "escalate")
    _must_have_a_say(submission, person)
    before = submission.chain
    if (
        submission.raised
        or submission.severity == ESCALATE
        or not any(stage["when"] == ESCALATE for stage in submission.stages)
    ):
        raise StateConflict(
            code="nowhere_to_escalate",
            zh="该稿件已须经最高审次,无可再上报。没有作任何更改。",
            en="It already passes the highest stage there is. Nothing was changed.",
        )
    submission.raised = True
    fresh = next(place for place, stage in enumerate(submission.chain, 1) if stage not in before)
    submission.stand_at(min(submission.stage, fresh))


def assign(submission: Submission, to: Person, by: Person, history: Sequence[Decision], now: datetime) -> datetime:
    """Put it into the hands of someone who may decide at this stage, until it is due; when that ends."""
    submission.must_be(("in_review",), "assign")
    leads = by.has("officer", "director") or any(
        role == "responsible" and unit in (submission.unit_id, submission.faculty_id) for role, unit in by.grants
    )
    if not leads:
        raise NotPermitted(needs=["responsible", "officer", "director"])
    submission.must_be_open_to(to)
    submission.must_be_new_to(to, history)
    submission.must_not_end_with_a_student(to)
    return submission.give_to(to, max(submission.due_at, now + CLAIM_LASTS))


def _must_have_a_say(submission: Submission, person: Person) -> None:
    """Raise `NotPermitted` unless they decide at some stage of it, or belong to the propaganda department; never the author."""
    submission.must_not_be_author(person)
    if person.has("officer", "director") or any(stage.may_be_decided_by(person) for stage in submission.chain):
        return
    raise NotPermitted(code="not_your_stage", stage=submission.stage, needs=[submission.waits_role])
