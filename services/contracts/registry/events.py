"""What the registry tells: units, people, applications and accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from services.contracts.events import Event
from services.contracts.registry import life_events as life_events


def erased_username(person_id: str) -> str:
    """What stands where the user name of somebody stood who is erased."""
    return f"erased-{person_id}"[:50]


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
class UnitMerged(Event):
    """A unit was merged into another and is no more: whatever names it names the other one from now on."""

    type: ClassVar[str] = "unit.merged.v1"
    key: ClassVar[str] = "unit_id"

    unit_id: str
    name: str
    into_id: str
    into_name: str


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

    @property
    def erased(self) -> bool:
        """Whether this tells that they are erased: whoever keeps their name in other rows writes this one there."""
        return not self.active and self.username == erased_username(self.person_id)


@dataclass(frozen=True, kw_only=True)
class AccessEnded(Event):
    """A session or an access token opens nothing any more: signed out, revoked. `kind` is ``session`` or ``token``."""

    type: ClassVar[str] = "access.ended.v1"
    key: ClassVar[str] = "access_id"

    access_id: str
    kind: str
    person_id: str


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


@dataclass(frozen=True, kw_only=True)
class ChangeFiled(Event):
    """A change of an account (附件2) was filed; `late` over seven days after it happened (article 7)."""

    type: ClassVar[str] = "change.filed.v1"
    key: ClassVar[str] = "change_id"

    change_id: str
    account_id: str
    unit_id: str
    kind: str
    changed_on: str
    late: bool
    filed_by: str


@dataclass(frozen=True, kw_only=True)
class ChangeDecided(Event):
    """A change was taken on file (`accepted`) or `returned`."""

    type: ClassVar[str] = "change.decided.v1"
    key: ClassVar[str] = "change_id"

    change_id: str
    account_id: str
    unit_id: str
    kind: str
    state: str
    late: bool


@dataclass(frozen=True, kw_only=True)
class FilingNoticed(Event):
    """A change is known of that has to be filed by `due_on` (article 7): noticed, role_ended or returned."""

    type: ClassVar[str] = "filing.noticed.v1"
    key: ClassVar[str] = "filing_id"

    filing_id: str
    account_id: str
    unit_id: str
    kind: str
    changed_on: str
    due_on: str
    cause: str
    person_id: str


@dataclass(frozen=True, kw_only=True)
class FilingReminded(Event):
    """Day 5 after a change that is not filed yet."""

    type: ClassVar[str] = "filing.reminded.v1"
    key: ClassVar[str] = "filing_id"

    filing_id: str
    account_id: str
    unit_id: str
    kind: str
    changed_on: str
    due_on: str


@dataclass(frozen=True, kw_only=True)
class FilingOverdue(Event):
    """Day 8 after a change that is not filed: its seven days are over."""

    type: ClassVar[str] = "filing.overdue.v1"
    key: ClassVar[str] = "filing_id"

    filing_id: str
    account_id: str
    unit_id: str
    kind: str
    changed_on: str
    due_on: str


@dataclass(frozen=True, kw_only=True)
class AnnualReviewOpened(Event):
    """A round of the annual review was announced (article 7)."""

    type: ClassVar[str] = "annual_review.opened.v1"
    key: ClassVar[str] = "year"

    year: int
    opens_on: str
    due_on: str
    accounts: int


@dataclass(frozen=True, kw_only=True)
class AnnualReviewDecided(Event):
    """An account's verdict: passed, rectify or failed; or overdue, where nothing was handed in or mended in time."""

    type: ClassVar[str] = "annual_review.decided.v1"
    key: ClassVar[str] = "year"

    year: int
    account_id: str
    unit_id: str
    verdict: str
    rectify_by: str


@dataclass(frozen=True, kw_only=True)
class SightingFiled(Event):
    """Somebody saw an unregistered account; `protected_names` are those that its name uses (article 8)."""

    type: ClassVar[str] = "sighting.filed.v1"
    key: ClassVar[str] = "sighting_id"

    sighting_id: str
    channel: str
    handle: str
    name: str
    url: str
    note: str
    protected_names: tuple[str, ...]
