"""Incidents (article 15): how one opens, moves from state to state, and what its timeline keeps of it.

Every move returns the entry that the timeline gets; entries are numbered by the incident and never change.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from services.alerts.domain.register import By
from services.contracts.errors import StateConflict

SEVERITIES = ("I", "II", "III", "IV")
STATES = ("reported", "acknowledged", "contained", "resolved", "closed")
OPEN_STATES = ("reported", "acknowledged", "contained")

MOVES: dict[str, tuple[tuple[str, ...], str]] = {
    "acknowledge": (("reported",), "acknowledged"),
    "contain": (("acknowledged",), "contained"),
    "resolve": (("acknowledged", "contained"), "resolved"),
    "close": (("resolved",), "closed"),
    "reopen": (("resolved", "closed"), "reported"),
}
"""From which states a move is possible, and where it leads."""

BY_PEOPLE = "reported_by_people"
VERDICTS = ("altered", "unreviewed", "outside_window", "unregistered_account", "suspended_account")


@dataclass(eq=False, kw_only=True)
class IntakeRule:
    """What a kind of finding opens: its severity, and for how long later findings join the same incident."""

    kind: str
    severity: str
    window_minutes: int

    @property
    def window(self) -> timedelta:
        return timedelta(minutes=self.window_minutes)


_DAY = 24 * 60
DEFAULT_RULES = {
    rule.kind: rule
    for rule in (
        IntakeRule(kind="unreviewed", severity="II", window_minutes=_DAY),
        IntakeRule(kind="altered", severity="II", window_minutes=_DAY),
        IntakeRule(kind="suspended_account", severity="II", window_minutes=_DAY),
        IntakeRule(kind="unregistered_account", severity="III", window_minutes=7 * _DAY),
        IntakeRule(kind="outside_window", severity="IV", window_minutes=_DAY),
    )
}
"""What holds where the department has set nothing else."""

KIND_NAMES = {
    "unreviewed": "未审先发",
    "altered": "发布内容与送审稿不一致",
    "suspended_account": "停用账号仍在发布",
    "unregistered_account": "未备案账号发布",
    "outside_window": "未在核准时间内发布",
}


@dataclass(eq=False, kw_only=True)
class TimelineEntry:
    """One line of an incident's timeline: append-only."""

    incident_id: str
    number: int
    at: datetime
    actor_id: str
    actor_name: str
    action: str
    details: dict[str, Any]


@dataclass(eq=False, kw_only=True)
class LinkedPost:
    """Evidence as it was seen, kept before anything is deleted. `checksum` is SHA-256 of title and excerpt."""

    id: str
    incident_id: str
    observed_post_id: str
    url: str
    title: str
    excerpt: str
    published_at: str
    verdict: str
    submission_id: str
    seen_at: datetime
    checksum: str


@dataclass(eq=False, kw_only=True)
class Incident:
    """Something went wrong with an account, or in general. `dedup_key` joins later findings to it while it is open."""

    id: str
    title: str
    severity: str
    kind: str
    source: str
    account_id: str
    summary: str
    reported_by: str
    reported_at: datetime
    dedup_key: str | None = None
    state: str = "reported"
    owner_id: str = ""
    owner_name: str = ""
    policy_id: str = ""
    escalation_level: int = 0
    escalation_round: int = 0
    sightings: int = 0
    last_seen_at: datetime | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: str = ""
    contained_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    entries: int = 0
    version: int = field(default=1)

    def note(self, action: str, by: By, at: datetime, **details: Any) -> TimelineEntry:
        """The next line of the timeline."""
        self.entries += 1
        return TimelineEntry(
            incident_id=self.id,
            number=self.entries,
            at=at,
            actor_id=by.id,
            actor_name=by.name,
            action=action,
            details=details,
        )

    def move(self, action: str, by: By, at: datetime, comment: str = "") -> TimelineEntry:
        """Acknowledge, contain, resolve, close or reopen. Raises `StateConflict` from a state that forbids it (article 15)."""
        allowed, target = MOVES[action]
        if self.state not in allowed:
            raise StateConflict(
                zh=f"事件现为“{self.state}”状态，不能进行“{action}”。没有作任何更改，请刷新后再看。",
                en=f"The incident is {self.state}: it cannot {action}. Nothing was changed; reload and look again.",
                state=self.state,
                allowed=list(allowed),
            )
        before, self.state = self.state, target
        self._stamp(action, by, at)
        return self.note(action, by, at, comment=comment, before=before, after=target)

    def _stamp(self, action: str, by: By, at: datetime) -> None:
        if action == "reopen":
            self.acknowledged_at = self.contained_at = self.resolved_at = self.closed_at = None
            self.acknowledged_by = ""
            self.escalation_level = 0
            self.escalation_round += 1
            return
        setattr(self, f"{self.state}_at", at)
        if action == "acknowledge":
            self.acknowledged_by = by.id
            if not self.owner_id:
                self.owner_id, self.owner_name = by.id, by.name
        if action in ("resolve", "close"):
            self.dedup_key = None

    def assign(self, owner: By, by: By, at: datetime, comment: str = "") -> TimelineEntry:
        """Give it to `owner`. Raises `StateConflict` once it is closed."""
        if self.state == "closed":
            raise StateConflict(
                zh="事件已经关闭，不能再指派。需要时请先重新打开。",
                en="The incident is closed and cannot be assigned. Reopen it first where that is needed.",
                state=self.state,
            )
        before = self.owner_id
        self.owner_id, self.owner_name = owner.id, owner.name
        return self.note("assign", by, at, comment=comment, before=before, after=owner.id, owner_name=owner.name)

    def lapse(self, by: By, at: datetime, minutes: int) -> TimelineEntry | None:
        """Go back to `reported` where nothing followed the acknowledgement in time; None where something did."""
        if self.state != "acknowledged":
            return None
        self.state = "reported"
        self.acknowledged_at, self.escalation_level = None, 0
        self.escalation_round += 1
        return self.note("acknowledgement_lapsed", by, at, minutes=minutes, owner_id=self.owner_id)

    def joins(self, rule: IntakeRule, at: datetime) -> bool:
        """Whether another finding of its kind at `at` belongs to it and opens no incident of its own."""
        return self.dedup_key is not None and at - (self.last_seen_at or self.reported_at) <= rule.window

    def see(self, post: LinkedPost, by: By, at: datetime) -> TimelineEntry:
        """Note another post that belongs to it."""
        self.sightings += 1
        self.last_seen_at = at
        return self.note(
            "post_seen", by, at, url=post.url, title=post.title, verdict=post.verdict, checksum=post.checksum
        )


def dedup_key(account_id: str, channel: str, handle: str, kind: str) -> str:
    """What findings have in common that belong to one incident: the account, or the place of an unknown one, and the kind."""
    return f"{account_id or f'{channel}:{handle}'}|{kind}"[:240]


def title_for(kind: str, account_name: str, post_title: str) -> str:
    """A title in words for an incident that an event opened."""
    told = f"{KIND_NAMES.get(kind, kind)}：{account_name or '未知账号'}"
    return f"{told}《{post_title}》"[:200] if post_title else told[:200]
