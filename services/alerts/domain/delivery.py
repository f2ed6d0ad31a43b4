"""Delivery: channels that carry notices further, one delivery a notice and channel, and what each attempt came to.

A vendor's bot takes `PER_MINUTE` messages in any 60 seconds. Of what is more, the last free place carries a digest.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

CHANNEL_KINDS = ("wecom", "dingtalk", "feishu", "email", "webhook", "apprise")
LANGUAGES = ("zh", "en")
EVENT_HOOK = "event_hook"
"""A channel that tells another system of events, one by one and whole: nothing of it is worded or folded into a digest."""
PER_MINUTE = {"wecom": 20, "dingtalk": 20, "feishu": 20, EVENT_HOOK: 600}
PER_MINUTE_ELSE = 60
MINUTE = timedelta(seconds=60)
LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 8
LONGEST_DELAY = timedelta(minutes=10)
DIGEST_LINES = 15
HOOK_TEST, HOOK_RESUMED = "hook.test.v1", "hook.resumed.v1"
HOOK_TALK = (HOOK_TEST, HOOK_RESUMED)
"""What a webhook is told of itself: it goes out at once and is not held."""
KEPT_FOR, MOST_KEPT = timedelta(days=30), 10_000
"""How long, and how many of the newest, events are kept for a webhook that is paused."""
ENDED = ("sent", "failed", "folded", "dropped")
"""States of a delivery of which nothing more will come."""
MOST_FAILURES = 10
"""A webhook that fails so many times in a row is paused."""
DEFAULT_NOTICES = (
    "incident_escalated",
    "incident_assigned",
    "directive_issued",
    "directive_overdue",
    "takedown_asked",
    "takedown_overdue",
    "takedown_still_there",
    "duty_begins",
    "action_set",
    "action_overdue",
)
"""What a channel carries where nothing else is chosen."""


CANARY_EVERY, CANARY_PATIENCE = timedelta(days=1), timedelta(minutes=30)


def is_silent(heard: datetime, now: datetime) -> bool:
    """Whether a channel's canary is missing: the next was due after this one was heard, and has not come."""
    return now - heard > CANARY_EVERY + 2 * CANARY_PATIENCE


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What an attempt came to. `result` is ``sent``, ``retry``, ``throttled`` or ``rejected``; `code` the vendor's own."""

    result: str
    code: str = ""
    answer: str = ""
    retry_after: float = 0.0


@dataclass(eq=False, kw_only=True)
class Channel:
    """A bot, mailbox list or hook. `notices` and `severities` say what it carries; empty severities mean all.

    `url` and `secret` are sealed, for a bot's address is its key. `person_id` names whose own channel it is, if anybody's.
    """

    id: str
    kind: str
    name: str
    url: str
    secret: str
    settings: dict[str, Any]
    notices: list[str]
    severities: list[str]
    language: str
    made_at: datetime
    person_id: str = ""
    active: bool = True
    failures: int = 0
    last_sent_at: datetime | None = None
    last_error: str = ""
    version: int = field(default=1)

    @property
    def per_minute(self) -> int:
        return PER_MINUTE.get(self.kind, PER_MINUTE_ELSE)

    def carries(self, kind: str, severity: str, people: Collection[str] = ()) -> bool:
        """Whether a notice of this kind and severity goes out here; a channel of one person's own carries what they are told."""
        if self.person_id and self.person_id not in people:
            return False
        fits = not severity or not self.severities or severity in self.severities
        return self.active and fits and kind in self.notices


@dataclass
class Backlog:
    """What a webhook was not told of: events held until it is resumed, and those dropped for ever, with the times they span."""

    held: int = 0
    held_since: datetime | None = None
    dropped: int = 0
    dropped_from: datetime | None = None
    dropped_until: datetime | None = None


@dataclass(eq=False, kw_only=True)
class Delivery:
    """One notice on its way through one channel: ``queued``, ``sending``, then ``sent``, ``failed`` or ``folded`` (in a digest).

    An event for a webhook that is paused is ``held``, and ``dropped`` where it waited too long or too many came after it.
    """

    id: str
    channel_id: str
    kind: str
    subject: str
    subject_id: str
    severity: str
    title: str
    zh: str
    en: str
    created_at: datetime
    next_try_at: datetime
    state: str = "queued"
    attempts: int = 0
    sent_at: datetime | None = None
    code: str = ""
    answer: str = ""
    digest_id: str = ""
    origin: str = ""

    def claim(self, now: datetime) -> None:
        """Take it for one attempt; whoever dies meanwhile loses it after `LEASE`."""
        self.state, self.attempts, self.next_try_at = "sending", self.attempts + 1, now + LEASE

    def settle(self, outcome: Outcome, now: datetime) -> None:
        """Keep what an attempt came to: done, tried again later with growing delay, or given up."""
        self.code, self.answer = outcome.code[:60], outcome.answer[:1000]
        if outcome.result == "sent":
            self.state, self.sent_at = "sent", now
        elif outcome.result == "rejected" or self.attempts >= MOST_ATTEMPTS:
            self.state = "failed"
        else:
            self.state, self.next_try_at = "queued", now + self._delay(outcome)

    def _delay(self, outcome: Outcome) -> timedelta:
        if outcome.result == "throttled":
            return max(timedelta(seconds=outcome.retry_after), MINUTE)
        return min(
            max(timedelta(seconds=5 * 2 ** (self.attempts - 1)), timedelta(seconds=outcome.retry_after)), LONGEST_DELAY
        )


@dataclass(eq=False, kw_only=True)
class Attempt:
    """One attempt, with the vendor's answer."""

    id: str
    delivery_id: str
    channel_id: str
    at: datetime
    result: str = "started"
    code: str = ""
    answer: str = ""
    milliseconds: int = 0


@dataclass(eq=False, kw_only=True)
class Template:
    """The wording of a notice on a kind of channel; ``*`` stands for every kind or notice."""

    channel_kind: str
    notice: str
    language: str
    text: str


def choose_template(found: list[Template], channel_kind: str, notice: str, language: str) -> str:
    """The most particular template that fits; empty where none does."""
    for kind, told in ((channel_kind, notice), (channel_kind, "*"), ("*", notice), ("*", "*")):
        for template in found:
            if (template.channel_kind, template.notice, template.language) == (kind, told, language):
                return template.text
    return ""


def compose_digest(new_id: str, waiting: list[Delivery], now: datetime) -> Delivery:
    """One delivery in place of many of the same channel."""
    lines_zh = [f"· {d.zh}" for d in waiting[:DIGEST_LINES]]
    lines_en = [f"- {d.en}" for d in waiting[:DIGEST_LINES]]
    more = len(waiting) - DIGEST_LINES
    if more > 0:
        lines_zh.append(f"……另有 {more} 条，请登录系统查看。")
        lines_en.append(f"… and {more} more: sign in to read them.")
    severities = sorted({d.severity for d in waiting if d.severity})
    return Delivery(
        id=new_id,
        channel_id=waiting[0].channel_id,
        kind="digest",
        subject="",
        subject_id="",
        severity=severities[0] if severities else "",
        title=f"{len(waiting)} 条消息 / messages",
        zh="\n".join([f"消息较多，合并为一条(共 {len(waiting)} 条):", *lines_zh]),
        en="\n".join([f"{len(waiting)} messages in one, for there were many:", *lines_en]),
        created_at=now,
        next_try_at=now,
        origin=waiting[0].origin,
    )
