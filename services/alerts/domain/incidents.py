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
    merged_into: str = ""
    awaiting: list[str] = field(default_factory=list)
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
        if self.state not in allowed or self.merged_into:
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
            self.awaiting = []
            return
        setattr(self, f"{self.state}_at", at)
        if action != "acknowledge":
            self.awaiting = []
        if action == "acknowledge":
            self.acknowledged_by = by.id
            self.awaiting = [person for person in self.awaiting if person != by.id]
            if not self.owner_id:
                self.owner_id, self.owner_name = by.id, by.name
        if action in ("resolve", "close"):
            self.dedup_key = None

    def confirm(self, by: By, at: datetime, comment: str = "") -> TimelineEntry:
        """One more of those whom a step asks for, all of them, says that they know. Raises `StateConflict` for anyone else."""
        if by.id not in self.awaiting:
            raise StateConflict(
                zh="没有等待您确认的步骤。没有作任何更改。",
                en="No step waits for your confirmation. Nothing was changed.",
                state=self.state,
            )
        self.awaiting = [person for person in self.awaiting if person != by.id]
        return self.note("confirmed", by, at, waiting=len(self.awaiting), comment=comment)

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
        self.acknowledged_at, self.escalation_level, self.awaiting = None, 0, []
        self.escalation_round += 1
        return self.note("acknowledgement_lapsed", by, at, minutes=minutes, owner_id=self.owner_id)

    def is_within(self, window: timedelta, at: datetime) -> bool:
        """Whether it was last heard of no longer than `window` before `at`."""
        return at - (self.last_seen_at or self.reported_at) <= window

    def see(self, post: LinkedPost, by: By, at: datetime, **details: Any) -> TimelineEntry:
        """Note another post that belongs to it."""
        self.see_again(at)
        told = {"url": post.url, "title": post.title, "verdict": post.verdict, "checksum": post.checksum}
        return self.note("post_seen", by, at, **told, **details)

    def see_again(self, at: datetime) -> None:
        """What is known already was seen once more."""
        self.sightings += 1
        self.last_seen_at = at

    def merge_into(self, other: Incident, by: By, at: datetime, reason: str) -> tuple[TimelineEntry, TimelineEntry]:
        """Close it, for it is the same matter as `other`. Raises `StateConflict` where either of them is closed."""
        if self.id == other.id or "closed" in (self.state, other.state):
            raise StateConflict(
                zh="只有两个未关闭的不同事件可以合并。没有作任何更改。",
                en="Only two different incidents that are not closed can be merged. Nothing was changed.",
                state=self.state,
                into=other.state,
            )
        before, self.state, self.closed_at = self.state, "closed", at
        self.merged_into, self.awaiting, self.dedup_key = other.id, [], None
        other.sightings += self.sightings
        told = {"comment": reason, "before": before, "after": "closed"}
        mine = self.note("merged_into", by, at, incident_id=other.id, title=other.title, **told)
        return mine, other.note("merged_from", by, at, incident_id=self.id, title=self.title, comment=reason)
