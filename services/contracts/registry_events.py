"""What the registry tells: units, people, applications and accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from services.contracts.events import Event


@dataclass(frozen=True, kw_only=True)
class UnitSaved(Event):
    """A unit was made or changed. `path` lists its ancestors' ids from the college down to itself."""

    type: ClassVar[str] = "unit.saved.v1"
    key: ClassVar[str] = "unit_id"

    unit_id: str
    name: str
    kind: str
    parent_id: str
    path: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PersonSaved(Event):
    """A person was made or changed. No personal data beyond the name. `grants` pairs role and unit."""

    type: ClassVar[str] = "person.saved.v1"
    key: ClassVar[str] = "person_id"

    person_id: str
    username: str
    name: str
    unit_id: str
    grants: tuple[tuple[str, str], ...]
    active: bool


@dataclass(frozen=True, kw_only=True)
class ApplicationMoved(Event):
    """An application (附件1) came into a state: submitted, endorsed, approved, returned, rejected, withdrawn (article 7)."""

    type: ClassVar[str] = "application.moved.v1"
    key: ClassVar[str] = "application_id"

    application_id: str
    state: str
    name: str
    channel: str
    tier: int
    unit_id: str
    applicant_id: str
    waits_for: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AccountApproved(Event):
    """An application was approved and became an account (article 7).

    `faculty_id` is the faculty that manages a tier 3 account (the nearest ancestor of the unit that is no club or class), and
    the unit itself for the other tiers.
    """

    type: ClassVar[str] = "account.approved.v1"
    key: ClassVar[str] = "account_id"

    account_id: str
    file_number: str
    name: str
    handle: str
    channel: str
    tier: int
    unit_id: str
    unit_name: str
    faculty_id: str
    operator_ids: tuple[str, ...]
    responsible_person: str
    application_id: str


@dataclass(frozen=True, kw_only=True)
class AccountChanged(Event):
    """An account's name, handle, people or unit are now these."""

    type: ClassVar[str] = "account.changed.v1"
    key: ClassVar[str] = "account_id"

    account_id: str
    name: str
    handle: str
    channel: str
    tier: int
    unit_id: str
    unit_name: str
    faculty_id: str
    operator_ids: tuple[str, ...]
    responsible_person: str


@dataclass(frozen=True, kw_only=True)
class AccountStatusChanged(Event):
    """An account was suspended, resumed or closed: `status` is active, suspended or closed."""

    type: ClassVar[str] = "account.status_changed.v1"
    key: ClassVar[str] = "account_id"

    account_id: str
    status: str
    reason: str
