"""A submission (送审稿): its states, versions, and the rules for whoever decides on it (article 13, 先审后发)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from services.contracts.errors import InputInvalid, NotPermitted, Stale, StateConflict
from services.review.domain.due_times import SOON, due_at, queue_key
from services.review.domain.stages import Person, Stage, active
from services.review.domain.versions import Decision, Finding, Version

STATES = (
    "screening",
    "in_review",
    "approved",
    "returned",
    "rejected",
    "held",
    "published",
    "withdrawn",
    "expired",
)
DECISIONS = ("approve", "return", "reject")
REVISABLE = ("screening", "in_review", "approved", "returned", "held", "expired")
WITHDRAWABLE = REVISABLE

ON_HOLD = "on_hold"

CLAIM_LASTS = timedelta(minutes=30)


@dataclass(eq=False)
class Submission:
    """A text on its way. `stage` counts from 1; `waits_role` and `waits_unit` repeat the stage that it waits at, for the queue.

    `stages` are those laid out at submission (see `stages.lay_out`), `authors` all who wrote a version of it; `held_by` is the
    freeze and `held_by_person` the person that holds it; `raised`: a person sent it on to the stages for what is escalated.
    """

    id: str
    account_id: str
    account_name: str
    tier: int
    channel: str
    unit_id: str
    faculty_id: str
    title: str
    version: int
    fingerprint: str
    state: str
    stages: list[dict[str, Any]]
    submitted_by: str
    submitted_by_name: str
    authors: list[str]
    created_at: datetime
    changed_at: datetime
    due_at: datetime
    scheduled_at: datetime | None = None
    campaign_id: str = ""
    severity: str = ""
    stage: int = 1
    waits_role: str = ""
    waits_unit: str = ""
    queue_key: str = ""
    claimed_by: str = ""
    claimed_by_name: str = ""
    claimed_until: datetime | None = None
    held_by: str = ""
    held_from: str = ""
    held_by_person: str = ""
    raised: bool = False
    url: str = ""
    published_at: datetime | None = None
    revision: int = field(default=0)

    def __post_init__(self) -> None:
        self.stand_at(self.stage)

    # ---- stages

    @property
    def chain(self) -> list[Stage]:
        """The stages it really passes."""
        return active(self.stages, self.severity, raised=self.raised)

    def stand_at(self, stage: int) -> None:
        """Wait at `stage`, from 1."""
        here = self.chain[stage - 1]
        self.stage, self.waits_role, self.waits_unit = stage, here.role, here.unit_id
        self.queue_key = queue_key(self.due_at, self.severity, self.id)
        self._unclaim()

    @property
    def standing(self) -> str:
        """Its state; of what is held, whether a freeze does (``held``) or a person (``on_hold``)."""
        return ON_HOLD if self.state == "held" and not self.held_by else self.state

    # ---- versions

    def revise(self, version: Version, now: datetime) -> None:
        """Take a new version: every approval is void, and it is screened and reviewed from the first stage."""
        self.must_be(REVISABLE, "revise")
        self.version, self.fingerprint, self.title = version.version, version.fingerprint, version.title
        self.authors = [*self.authors, version.created_by] if version.created_by not in self.authors else self.authors
        self.scheduled_at, self.due_at = version.scheduled_at, due_at(version.scheduled_at, now)
        self.severity, self.held_by, self.held_from, self.held_by_person, self.raised = "", "", "", "", False
        self._move("screening", now)
        self.stand_at(1)

    # ---- claims

    def claim(self, person: Person, now: datetime) -> datetime:
        """Reserve it for `person` for half an hour; when that ends. Their own claim is renewed, never shortened."""
        self.must_be(("in_review",), "claim")
        self.must_be_open_to(person)
        self._must_be_unclaimed_by_others(person, now)
        until = now + CLAIM_LASTS
        if self.claimed_by == person.id and self.claimed_until:
            until = max(until, self.claimed_until)
        return self.give_to(person, until)

    def give_to(self, person: Person, until: datetime) -> datetime:
        """Put it into somebody's hands; when that ends."""
        self.claimed_by, self.claimed_by_name, self.claimed_until = person.id, person.name, until
        return until

    def release(self, person: Person) -> None:
        """Give a claim back; the propaganda department may do so for others."""
        if self.claimed_by != person.id and not person.has("officer", "director"):
            raise NotPermitted(
                code="not_your_claim",
                zh="只有领取人可以退回领取。没有作任何更改。",
                en="Only who claimed it may release it. Nothing was changed.",
            )
        self._unclaim()

    def claim_is_over(self, now: datetime) -> bool:
        return self.claimed_until is not None and self.claimed_until <= now

    def end_claim(self) -> None:
        """The claim's time is over."""
        self._unclaim()

    def _unclaim(self) -> None:
        self.claimed_by, self.claimed_by_name, self.claimed_until = "", "", None

    # ---- decisions

    def check_decider(
        self, person: Person, fingerprint: str, stage: int | None, history: Sequence[Decision], now: datetime
    ) -> None:
        """Raise where `person` may not decide now on what they saw (article 13: segregation of duties).

        `NotPermitted` on their own text, at a stage not theirs, at a second stage, and for a student at the last one; `Stale`
        where `fingerprint` is not the newest; `StateConflict` where it does not wait, or someone else has it in hand.
        """
        self.must_not_be_author(person)
        if fingerprint != self.fingerprint or (stage is not None and stage != self.stage):
            raise Stale(newest=self.fingerprint, stage=self.stage)
        self.must_be(("in_review",), "decide")
        self.must_be_new_to(person, history)
        self.must_be_open_to(person)
        self._must_be_unclaimed_by_others(person, now)
        self.must_not_end_with_a_student(person)

    def decide(self, decision: str, findings: Sequence[Finding], now: datetime) -> None:
        """Act on a decision that `check_decider` allowed. Approving needs an answer to each finding that asks for one."""
        if decision == "approve":
            self._must_be_answered(findings)
            self._advance(now)
        else:
            self._move({"return": "returned", "reject": "rejected"}[decision], now)
            self._unclaim()

    def _advance(self, now: datetime) -> None:
        if self.stage < len(self.chain):
            self.stand_at(self.stage + 1)
            self.changed_at = now
        else:
            self._move("approved", now)
            self._unclaim()

    def must_not_be_author(self, person: Person) -> None:
        if person.id in self.authors:
            raise NotPermitted(
                code="own_submission",
                zh="不能审核自己提交的稿件。没有作任何更改。",
                en="Nobody decides on what they submitted. Nothing was changed.",
            )

    def must_be_open_to(self, person: Person) -> None:
        self.must_not_be_author(person)
        chain = self.chain
        if chain[self.stage - 1].may_be_decided_by(person):
            return
        if any(stage.may_be_decided_by(person) for stage in chain[: self.stage - 1]):
            raise StateConflict(
                code="already_decided",
                zh="该审次已由他人审结。没有作任何更改,请刷新后再看。",
                en="That stage has been decided by someone else. Nothing was changed; reload and look again.",
            )
        raise NotPermitted(code="not_your_stage", stage=self.stage, needs=[chain[self.stage - 1].role])

    def _must_be_unclaimed_by_others(self, person: Person, now: datetime) -> None:
        if self.claimed_by in ("", person.id) or self.claim_is_over(now):
            return
        raise StateConflict(
            code="claimed",
            zh=f"该稿件已由 {self.claimed_by_name} 领取审核。没有作任何更改,请等待或请其退回。",
            en=f"{self.claimed_by_name} has claimed it. Nothing was changed; wait, or ask them to release it.",
        )

    def must_be_new_to(self, person: Person, history: Sequence[Decision]) -> None:
        if any(past.decided_by == person.id and past.stage != self.stage for past in history):
            raise NotPermitted(
                code="second_stage",
                zh="同一人不能审核同一稿件的两个审次。没有作任何更改。",
                en="Nobody decides two stages of one submission. Nothing was changed.",
            )

    def must_not_end_with_a_student(self, person: Person) -> None:
        if person.is_student and self.stage == len(self.chain):
            raise NotPermitted(
                code="student_last",
                zh="学生不能担任终审。没有作任何更改,请由教师审核。",
                en="A student never holds the final stage. Nothing was changed; a teacher must decide.",
            )

    def _must_be_answered(self, findings: Sequence[Finding]) -> None:
        if unanswered := [finding.number for finding in findings if finding.is_open]:
            message = "须先答复此项筛查提示。 This finding must be answered before approval."
            raise InputInvalid(
                {f"finding_answers.{number}": [message] for number in unanswered}, code="findings_unanswered"
            )

    # ---- the rest of its life

    def publish(self, url: str, published_at: datetime, now: datetime) -> None:
        """It was published: only what is approved may be."""
        self.must_be(("approved",), "publish")
        self.url, self.published_at = url, published_at
        self._move("published", now)

    def approve_as_copy(self, now: datetime) -> None:
        """An unchanged copy of what was approved for a whole campaign needs no second review (article 12)."""
        self.must_be(("screening",), "approve_as_copy")
        self._move("approved", now)

    def is_urgent(self, now: datetime) -> bool:
        """Whether it must not wait behind others: of a campaign, or planned within hours."""
        return bool(self.campaign_id) or (self.scheduled_at is not None and self.scheduled_at - now <= SOON)

    def is_overdue(self, now: datetime) -> bool:
        """Whether a decision should have been made by now."""
        return self.state in ("screening", "in_review") and self.due_at <= now

    def withdraw(self, now: datetime) -> None:
        self.must_be(WITHDRAWABLE, "withdraw")
        self._move("withdrawn", now)
        self._unclaim()

    def expire(self, now: datetime) -> bool:
        """The window has passed without publication; whether that changed anything."""
        if self.state != "approved":
            return False
        self._move("expired", now)
        return True

    def hold(self, freeze_id: str, now: datetime, person_id: str = "") -> None:
        """A freeze holds it (article 12), or a person; `held_from` remembers where it stood."""
        self.held_by, self.held_by_person, self.held_from = freeze_id, person_id, self.state
        self._move("held", now)
        self._unclaim()

    def return_to_review(self, now: datetime) -> bool:
        """The freeze is over: it is reviewed again; what was approved must pass its last stage once more.

        What fell due meanwhile is given its time anew; whether it is to be reminded of anew.
        """
        self.must_be(("held",), "return_to_review")
        fell_due = self.due_at <= now
        if fell_due:
            self.due_at = due_at(self.scheduled_at, now)
        was, self.held_by, self.held_from, self.held_by_person = self.held_from, "", "", ""
        self._move("screening" if was == "screening" else "in_review", now)
        self.stand_at(len(self.chain) if was == "approved" else self.stage)
        return fell_due or was == "approved"

    def must_be(self, states: Sequence[str], action: str) -> None:
        if self.state not in states:
            raise StateConflict(state=self.state, action=action)

    def _move(self, state: str, now: datetime) -> None:
        self.state, self.changed_at = state, now
