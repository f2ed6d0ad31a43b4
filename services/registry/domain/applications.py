"""An application (附件1) on its way: draft, submitted, endorsed by all whom its tier asks, approved (articles 6 and 7).

Tier 1 is decided by a second person of the propaganda department; tier 2 endorsed by the unit's responsible person first;
tier 3 by the managing faculty's responsible person, then by the youth league or student affairs. Nobody decides on their own
application, nobody acts at two stages of one, and no student holds the last stage.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.contracts.errors import InputInvalid, NotPermitted, StateConflict
from services.registry.domain.form_1 import FORM_FIELDS, missing_fields
from services.registry.domain.rights import LEADS_TIER_3, UNIT_PEOPLE, Identity, require

EDITABLE = ("draft", "returned")
PENDING = ("submitted", "endorsed")
OPEN = ("submitted", "endorsed", "returned")
FINAL = ("approved", "rejected", "withdrawn")
APPROVERS = ("director",)


@dataclass(frozen=True)
class Stage:
    """Who may act at a stage: any of `roles`, in this unit where one is named."""

    roles: tuple[str, ...]
    unit_id: str = ""

    def admits(self, identity: Identity) -> bool:
        if not self.unit_id:
            return identity.has(*self.roles)
        return any(identity.holds(role, self.unit_id) for role in self.roles)


@dataclass(eq=False, kw_only=True)
class Move:
    """One step of an application's way, for its history. `form` is Form 1 as it stood then, sealed parts sealed."""

    id: str
    application_id: str
    at: datetime
    by: str
    by_name: str
    action: str
    reason_code: str = ""
    comment: str = ""
    form: dict[str, Any] | None = None


@dataclass(eq=False, kw_only=True)
class Application:
    """Form 1. Phones and numbers of `responsible_person`, `administrators` and `adviser` are sealed texts."""

    id: str
    applicant_id: str
    applicant_name: str
    channel: str
    tier: int
    unit_id: str
    faculty_id: str
    name: str = ""
    handle: str = ""
    purpose: str = ""
    audience: Any = ""
    update_frequency: str = ""
    responsible_person: dict[str, Any] = field(default_factory=dict)
    administrators: list[dict[str, Any]] = field(default_factory=list)
    adviser: dict[str, Any] | None = None
    review_rules: str = ""
    emergency_plan: str = ""
    undertaking: bool = False
    duplicate_reason: str = ""
    state: str = "draft"
    endorsements: list[dict[str, Any]] = field(default_factory=list)
    waiting_since: datetime | None = None
    reminders: int = 0
    submitted_at: datetime | None = None
    decided_at: datetime | None = None
    decided_by: str = ""
    reason_code: str = ""
    comment: str = ""
    account_id: str | None = None
    file_number: str = ""
    created_at: datetime
    version: int = 1

    @property
    def people(self) -> Collection[str]:
        return (self.applicant_id,)

    @property
    def form(self) -> dict[str, Any]:
        """The fields of Form 1 that a person fills in."""
        return {name: getattr(self, name) for name in FORM_FIELDS}

    def take_over(self, by: Identity) -> None:
        """Become its applicant. Who endorsed it already cannot: nobody decides on what they submit."""
        self._require_state("draft", *OPEN)
        require(by.id != self.applicant_id)
        self._require_not_acted(by)
        self.applicant_id, self.applicant_name = by.id, by.name

    # ---- who is waited for

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The endorsements this tier asks for, in order (article 6)."""
        if self.tier == 1:
            return ()
        if self.tier == 2:
            return (Stage(("responsible",), self.unit_id),)
        return (Stage(("responsible",), self.faculty_id), Stage(LEADS_TIER_3))

    @property
    def next_stage(self) -> Stage | None:
        """The stage that is waited for; None where nothing is."""
        if self.state not in PENDING:
            return None
        given = len(self.endorsements)
        return self.stages[given] if given < len(self.stages) else Stage(APPROVERS)

    @property
    def waits_for(self) -> tuple[str, ...]:
        """The roles of whom any one may act next."""
        return self.next_stage.roles if self.next_stage else ()

    @property
    def is_endorsed(self) -> bool:
        return len(self.endorsements) >= len(self.stages)

    # ---- moves

    def fill(self, form: dict[str, Any]) -> None:
        """Write Form 1's fields; only a draft or a returned application may be written."""
        self._require_state(*EDITABLE)
        for name in FORM_FIELDS:
            if name in form:
                setattr(self, name, form[name])

    def submit(self, by: Identity, now: datetime) -> None:
        """Hand it in. Raises `InputInvalid` for each field that is still missing."""
        require(by.id == self.applicant_id, "只有申请人可以提交。", "Only the applicant may submit it.")
        self._require_state(*EDITABLE)
        missing = missing_fields(self.form)
        if missing:
            raise InputInvalid(missing)
        self.state, self.submitted_at = "submitted", now
        self._wait(now)
        self.endorsements, self.reason_code, self.comment = [], "", ""

    def endorse(self, by: Identity, now: datetime) -> str:
        """One endorsement; `endorsed` once all are there. The role in which it was given."""
        if self.is_endorsed and self.next_stage is not None:
            self._require_not_acted(by)
            raise StateConflict(
                zh="签署意见已齐,正等待宣传统战部审批。没有作任何更改。",
                en="All endorsements are there; it waits for the propaganda department. Nothing was changed.",
            )
        role = self._act(by, last=False)
        self.endorsements = [*self.endorsements, {"by": by.id, "name": by.name, "role": role, "at": now.isoformat()}]
        self._wait(now)
        if self.is_endorsed:
            self.state = "endorsed"
        return role

    def approve(self, by: Identity, now: datetime, comment: str = "") -> None:
        """The propaganda department's decision (article 7)."""
        require(by.has(*APPROVERS), "审批由宣传统战部负责人作出。", "The propaganda department's director decides.")
        self._require_not_own(by)
        if not self.is_endorsed and self.state in PENDING:
            raise StateConflict(
                zh="签署意见未齐,尚不能审批。没有作任何更改。",
                en="Endorsements are still missing, so it cannot be approved yet. Nothing was changed.",
            )
        self._act(by, last=True)
        self._decide("approved", by, now, "", comment)

    def send_back(self, by: Identity, now: datetime, reason_code: str, comment: str) -> None:
        """Return it to the applicant, who may mend and submit it again. An officer of propaganda may do so at any stage."""
        if not (by.has("officer") and self.state in PENDING):
            self._act(by, last=False)
        self._require_not_own(by)
        self._decide("returned", by, now, reason_code, comment)

    def reject(self, by: Identity, now: datetime, reason_code: str, comment: str) -> None:
        """Refuse it for good."""
        self._act(by, last=self.is_endorsed)
        self._decide("rejected", by, now, reason_code, comment)

    def withdraw(self, by: Identity, now: datetime) -> None:
        require(by.id == self.applicant_id, "只有申请人可以撤回。", "Only the applicant may withdraw it.")
        self._require_state("draft", *OPEN)
        self._decide("withdrawn", by, now, "", "")

    def days_waiting(self, now: datetime) -> int | None:
        """Whole days for which the next step has been waited for; None where nothing is."""
        return (now - self.waiting_since).days if self.waiting_since and self.state in PENDING else None

    def _wait(self, now: datetime) -> None:
        self.waiting_since, self.reminders = now, 0

    # ---- what holds for every decision

    def _act(self, by: Identity, *, last: bool) -> str:
        """Check that `by` may act at the stage that is waited for; the role in which they do."""
        stage = self.next_stage or self._last_stage()
        require(stage.admits(by), "现由其他角色办理此件。", "It waits for somebody in another role.")
        self._require_not_own(by)
        self._require_state(*PENDING)
        self._require_not_acted(by)
        if last and by.has("student"):
            raise NotPermitted(zh="学生不得作最终审批。", en="A student cannot hold the last stage.")
        return next(role for role in stage.roles if by.has(role))

    def _last_stage(self) -> Stage:
        """Whom an application that waits for nobody would ask, so that the others are told 403 and these 409."""
        roles = {role for stage in self.stages for role in stage.roles} | set(APPROVERS)
        return Stage(tuple(sorted(roles)))

    def _require_not_own(self, by: Identity) -> None:
        require(by.id != self.applicant_id, "不得办理本人提交的申请。", "Nobody decides on what they submitted.")

    def _require_not_acted(self, by: Identity) -> None:
        acted = by.id in [endorsement["by"] for endorsement in self.endorsements]
        require(not acted, "同一人不得办理同一申请的两个环节。", "Nobody acts at two stages of one application.")

    def _require_state(self, *states: str) -> None:
        if self.state not in states:
            raise StateConflict(state=self.state)

    def _decide(self, state: str, by: Identity, now: datetime, reason_code: str, comment: str) -> None:
        self.state, self.decided_by, self.decided_at = state, by.id, now
        self.reason_code, self.comment, self.waiting_since = reason_code, comment, None


def may_apply(identity: Identity, tier: int, unit_id: str) -> bool:
    """Tier 1 is the propaganda department's; the other tiers belong to the unit's own people (article 6)."""
    if tier == 1:
        return identity.has("officer", "director")
    return any(identity.holds(role, unit_id) for role in UNIT_PEOPLE)
