"""What the alerts service tells: incidents, directives with their receipts, freezes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from services.contracts.events import Event


@dataclass(frozen=True, kw_only=True)
class IncidentOpened(Event):
    """Something went wrong with an account or in general (article 15). `severity` is I, II, III or IV."""

    type: ClassVar[str] = "incident.opened.v1"
    key: ClassVar[str] = "incident_id"

    incident_id: str
    title: str
    severity: str
    account_id: str
    source: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class IncidentMoved(Event):
    """An incident came into a state: acknowledged, contained, resolved, closed, or reported again."""

    type: ClassVar[str] = "incident.moved.v1"
    key: ClassVar[str] = "incident_id"

    incident_id: str
    state: str
    severity: str
    account_id: str
    owner_id: str


@dataclass(frozen=True, kw_only=True)
class DirectiveIssued(Event):
    """A directive (统一部署) went out to accounts (article 12). `text_hash` is SHA-256 of the exact wording."""

    type: ClassVar[str] = "directive.issued.v1"
    key: ClassVar[str] = "directive_id"

    directive_id: str
    incident_id: str
    text: str
    text_hash: str
    account_ids: tuple[str, ...]
    due_at: str


@dataclass(frozen=True, kw_only=True)
class DirectiveReceipted(Event):
    """An account's operator read a directive, or did what it asks."""

    type: ClassVar[str] = "directive.receipted.v1"
    key: ClassVar[str] = "directive_id"

    directive_id: str
    account_id: str
    state: str
    url: str


@dataclass(frozen=True, kw_only=True)
class DirectiveRevised(Event):
    """Another wording of a directive holds, and every account is asked anew (article 12). `wording` counts from 1."""

    type: ClassVar[str] = "directive.revised.v1"
    key: ClassVar[str] = "directive_id"

    directive_id: str
    wording: int
    text: str
    text_hash: str
    due_at: str


@dataclass(frozen=True, kw_only=True)
class DirectiveWithdrawn(Event):
    """A directive asks for nothing any more."""

    type: ClassVar[str] = "directive.withdrawn.v1"
    key: ClassVar[str] = "directive_id"

    directive_id: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class FreezeDeclared(Event):
    """Nobody in `scope` publishes what matches until it is lifted (article 12). `scope` and `keywords` as in the contract."""

    type: ClassVar[str] = "freeze.declared.v1"
    key: ClassVar[str] = "freeze_id"

    freeze_id: str
    tier: int
    channel: str
    unit_id: str
    account_ids: tuple[str, ...]
    keywords: tuple[str, ...]
    statement: str
    reason: str
    until: str


@dataclass(frozen=True, kw_only=True)
class FreezeDeclaredWithExemptions(Event):
    """A freeze from which some accounts are exempt: these go on as before. Told instead of version 1 where there are any."""

    type: ClassVar[str] = "freeze.declared.v2"
    key: ClassVar[str] = "freeze_id"

    freeze_id: str
    tier: int
    channel: str
    unit_id: str
    account_ids: tuple[str, ...]
    exempt_account_ids: tuple[str, ...]
    keywords: tuple[str, ...]
    statement: str
    reason: str
    until: str


@dataclass(frozen=True, kw_only=True)
class FreezeLifted(Event):
    """A freeze has ended."""

    type: ClassVar[str] = "freeze.lifted.v1"
    key: ClassVar[str] = "freeze_id"

    freeze_id: str
    reason: str
