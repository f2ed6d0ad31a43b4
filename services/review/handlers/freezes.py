"""Freezes that the alerts service declares and lifts (article 12): what matches is held, and later reviewed again.

From the commit of a freeze on, nothing that it matches comes to be approved or published. What waited before is held some
hundred texts at a time: the first of them at once, the others by a deadline that carries on where the last piece ended. Lifting goes
the same way.
"""

from __future__ import annotations

from collections.abc import Sequence

from services.contracts.alerts.events import FreezeDeclared, FreezeDeclaredWithExemptions, FreezeLifted
from services.contracts.errors import StateConflict
from services.kit.api import Deadline, Work
from services.review.domain.freezes import Freeze
from services.review.domain.submission import Submission
from services.review.domain.versions import Version
from services.review.handlers.sealing import void_seals
from services.review.handlers.telling import remind_in_time, tell_state
from services.review.storage import freezes as stored
from services.review.storage import submissions

HOLDS, RETURNS = "freeze.holds", "freeze.returns"
Texts = Sequence[tuple[Submission, Version]]


def obey_freeze(work: Work, event: FreezeDeclared | FreezeDeclaredWithExemptions) -> None:
    """Hold what waits or is approved and matches, planned publications included: the newest texts first."""
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
    work.record("obey_freeze", f"freeze:{freeze.id}")
    _hold_some(work, freeze, before="", held=0)


def hold_more(work: Work, deadline: Deadline) -> None:
    """Carry on where the last piece ended, unless the freeze was lifted meanwhile."""
    in_force = stored.in_force_until_commit(work.session)
    freeze = next((freeze for freeze in in_force if freeze.id == deadline.subject), None)
    if freeze is not None:
        _hold_some(work, freeze, **deadline.payload)


def _hold_some(work: Work, freeze: Freeze, before: str, held: int) -> None:
    """Hold one piece of what lies before the id `before` (empty: of all); `held` were held by the pieces until now."""
    found = stored.candidates(work.session, freeze, before)
    held += len(_hold_where_needed(work, [freeze], found))
    if len(found) == stored.AT_ONCE:
        work.schedule(HOLDS, freeze.id, work.now, before=found[-1][0].id, held=held)
    else:
        work.record("hold_texts", f"freeze:{freeze.id}", held=held)


def end_freeze(work: Work, event: FreezeLifted) -> None:
    """Bring what it held back to review, or leave it held where another freeze holds it too."""
    freeze = stored.find(work.session, event.freeze_id)
    if freeze is None or freeze.lifted_at is not None:
        return
    stored.stop_texts(work.session)
    freeze.lifted_at = work.now
    work.session.flush()
    work.record("end_freeze", f"freeze:{freeze.id}")
    _return_some(work, freeze.id, stored.in_force(work.session), before="", returned=0)


def return_more(work: Work, deadline: Deadline) -> None:
    """Bring more of what a lifted freeze held back to review."""
    _return_some(work, deadline.subject, stored.in_force_until_commit(work.session), **deadline.payload)


def _return_some(work: Work, freeze_id: str, others: Sequence[Freeze], before: str, returned: int) -> None:
    """Let one piece of what lies before the id `before` go on; `returned` went on by the pieces until now."""
    found = stored.held(work.session, freeze_id, before)
    anew = {submission.id for submission, _ in found if submission.return_to_review(work.now)}
    held = _hold_where_needed(work, others, found)
    for submission, _ in found:
        if submission.id in anew:
            remind_in_time(work, submission)
        if submission.id not in held:
            tell_state(work, submission, f"freeze_lifted:{freeze_id}")
            returned += 1
    if len(found) == stored.AT_ONCE:
        work.schedule(RETURNS, freeze_id, work.now, before=found[-1][0].id, returned=returned)
    else:
        work.record("return_texts", f"freeze:{freeze_id}", returned=returned)


def hold_screened(work: Work, submission_ids: Sequence[str]) -> None:
    """Hold what has just come from screening and matches a freeze in force; one statement where none is."""
    freezes = stored.in_force_until_commit(work.session)
    if freezes and submission_ids:
        _hold_where_needed(work, freezes, stored.with_texts(work.session, submission_ids))


def await_freezes(work: Work) -> None:
    """Have no freeze declared or lifted before this work ends. To be called before a text is changed: who declares one locks texts."""
    stored.await_freezes(work.session)


def hold_sealed(work: Work, submission: Submission, version: Version) -> None:
    """Hold a text that was sealed just now, where a freeze in force matches it; `await_freezes` was called before."""
    _hold_where_needed(work, stored.in_force(work.session), [(submission, version)])


def must_not_be_frozen(work: Work, submission: Submission) -> None:
    """Raise `StateConflict` where a freeze in force matches an approved text and has not come to hold it yet."""
    freezes = [freeze for freeze in stored.in_force_until_commit(work.session) if _reaches(freeze, submission)]
    version = submissions.find_version(work.session, submission.id, submission.version) if freezes else None
    if version and any(freeze.holds(version.title, version.body) for freeze in freezes):
        raise StateConflict(
            code="frozen",
            zh="该稿件在暂停发布的范围内,不得发布,解除后须重新审核。没有作任何更改。",
            en="A freeze is in force for it: it must not be published, and is reviewed again afterwards. Nothing was changed.",
        )


def in_crisis(work: Work, submission: Submission) -> bool:
    """Whether a freeze in force reaches its account: what carries the statement must not wait behind other texts."""
    return any(_reaches(freeze, submission) for freeze in stored.in_force(work.session))


def _hold_where_needed(work: Work, freezes: Sequence[Freeze], texts: Texts) -> set[str]:
    """Hold each of the texts that one of the freezes matches; their ids."""
    matching = {
        submission.id: freeze for submission, version in texts if (freeze := _holder(freezes, submission, version))
    }
    seals = submissions.standing_seals(work.session, list(matching))
    for submission, _ in texts:
        if freeze := matching.get(submission.id):
            void_seals(work, seals.get(submission.id, ()), "frozen")
            if submission.claimed_by:
                work.unschedule("claim.expires", submission.id)
            submission.hold(freeze.id, work.now)
            tell_state(work, submission, f"freeze:{freeze.id}")
    return set(matching)


def _holder(freezes: Sequence[Freeze], submission: Submission, version: Version) -> Freeze | None:
    """The first of the freezes that a text must wait for."""
    fitting = (freeze for freeze in freezes if _reaches(freeze, submission))
    return next((freeze for freeze in fitting if freeze.holds(version.title, version.body)), None)


def _reaches(freeze: Freeze, submission: Submission) -> bool:
    return freeze.reaches(
        account_id=submission.account_id,
        tier=submission.tier,
        channel=submission.channel,
        units=(submission.unit_id, submission.faculty_id),
    )
