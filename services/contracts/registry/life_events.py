"""What the registry tells of an account's life beside its forms: waiting, handovers, dormancy, sightings, personal accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from services.contracts.events import Event


@dataclass(frozen=True, kw_only=True)
class ApplicationWaiting(Event):
    """An application has waited for `days` whole days for its next step: for any of `waits_for`, in `waits_unit` where one is named."""

    type: ClassVar[str] = "application.waiting.v1"
    key: ClassVar[str] = "application_id"

    application_id: str
    name: str
    tier: int
    unit_id: str
    waits_for: tuple[str, ...]
    waits_unit: str
    waiting_since: str
    days: int


@dataclass(frozen=True, kw_only=True)
class HandoverNoticed(Event):
    """A role ended, and what its holder had must pass into other hands by `due_on`: an account, an application, a step."""

    type: ClassVar[str] = "handover.noticed.v1"
    key: ClassVar[str] = "handover_id"

    handover_id: str
    kind: str
    subject_id: str
    person_id: str
    role: str
    unit_id: str
    noticed_on: str
    due_on: str


@dataclass(frozen=True, kw_only=True)
class HandoverReminded(Event):
    """Day 5 of a handover that nobody took."""

    type: ClassVar[str] = "handover.reminded.v1"
    key: ClassVar[str] = "handover_id"

    handover_id: str
    kind: str
    subject_id: str
    person_id: str
    role: str
    unit_id: str
    noticed_on: str
    due_on: str


@dataclass(frozen=True, kw_only=True)
class HandoverOverdue(Event):
    """Day 8 of a handover that nobody took."""

    type: ClassVar[str] = "handover.overdue.v1"
    key: ClassVar[str] = "handover_id"

    handover_id: str
    kind: str
    subject_id: str
    person_id: str
    role: str
    unit_id: str
    noticed_on: str
    due_on: str


@dataclass(frozen=True, kw_only=True)
class AccountDormant(Event):
    """No post of an active account was observed for `days` days, counted from `silent_since`."""

    type: ClassVar[str] = "account.dormant.v1"
    key: ClassVar[str] = "account_id"

    account_id: str
    name: str
    tier: int
    unit_id: str
    silent_since: str
    days: int


@dataclass(frozen=True, kw_only=True)
class AccountAwoke(Event):
    """A dormant account published again, or silence counts as dormancy only later now."""

    type: ClassVar[str] = "account.awoke.v1"
    key: ClassVar[str] = "account_id"

    account_id: str


@dataclass(frozen=True, kw_only=True)
class SightingHandled(Event):
    """What became of a sighting: taken_down, renamed, registered, authorised or unfounded (article 8)."""

    type: ClassVar[str] = "sighting.handled.v1"
    key: ClassVar[str] = "sighting_id"

    sighting_id: str
    channel: str
    handle: str
    outcome: str


@dataclass(frozen=True, kw_only=True)
class PersonalAccountReported(Event):
    """A unit's supervisor reports a personal account to the propaganda department (article 9)."""

    type: ClassVar[str] = "personal_account.reported.v1"
    key: ClassVar[str] = "personal_account_id"

    personal_account_id: str
    unit_id: str
    channel: str
    handle: str
    note: str
