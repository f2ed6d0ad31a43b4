"""People and the roles they hold, from a day until a day; and how often one may fail to sign in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from services.contracts.errors import InputInvalid

UNIT_ROLES = ("responsible", "reviewer", "operator")
"""Roles that mean nothing without a unit."""

ALLOWED_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)


@dataclass(eq=False, kw_only=True)
class Grant:
    """A role held in a unit (``""``: the whole college) from a day until a day, both included; open where None.

    `source` is ``sso`` where an identity provider's word gave the role and takes it away again; else empty.
    """

    id: str
    role: str
    unit_id: str = ""
    from_on: date | None = None
    until_on: date | None = None
    source: str = ""

    def holds_on(self, day: date) -> bool:
        return (self.from_on is None or self.from_on <= day) and (self.until_on is None or day <= self.until_on)

    def turns_after(self, day: date) -> date | None:
        """The next day after `day` on which this grant begins to hold or no longer holds."""
        turns = [self.from_on, self.until_on + timedelta(days=1) if self.until_on else None]
        return min((turn for turn in turns if turn and turn > day), default=None)


@dataclass(eq=False, kw_only=True)
class Person:
    """Somebody of the college. `number` and `phone` are sealed; `number_index` finds a number without opening it."""

    id: str
    username: str
    name: str
    unit_id: str = ""
    password_hash: str = ""
    number: str = ""
    number_index: str = ""
    phone: str = ""
    active: bool = True
    created_at: datetime
    grants: list[Grant] = field(default_factory=list)
    version: int = 1

    def grants_on(self, day: date) -> tuple[tuple[str, str], ...]:
        """Pairs of role and unit that hold on `day`; none for somebody who is no longer active."""
        if not self.active:
            return ()
        return tuple(dict.fromkeys((grant.role, grant.unit_id) for grant in self.grants if grant.holds_on(day)))

    def grants_turn(self, day: date) -> date | None:
        """The next day after `day` on which a grant begins or ends."""
        return min((turn for grant in self.grants if (turn := grant.turns_after(day))), default=None)


def check_grants(grants: Iterable[Grant]) -> None:
    """Raise `InputInvalid` where a unit's role names no unit, or a grant ends before it begins."""
    errors: dict[str, list[str]] = {}
    for at, grant in enumerate(grants):
        if grant.role in UNIT_ROLES and not grant.unit_id:
            errors[f"roles.{at}.unit_id"] = ["此角色须指明单位。 This role needs a unit."]
        if grant.from_on and grant.until_on and grant.until_on < grant.from_on:
            errors[f"roles.{at}.until_on"] = ["结束日期早于开始日期。 Ends before it begins."]
    if errors:
        raise InputInvalid(errors)


def with_sources(grants: list[Grant], before: Iterable[Grant]) -> list[Grant]:
    """The same grants, each with the source of the one that it stands for: what an identity provider gave, and nobody changed,
    it can take away again."""
    known = {_told(grant): grant.source for grant in before}
    for grant in grants:
        grant.source = known.get(_told(grant), grant.source)
    return grants


def _told(grant: Grant) -> tuple[str, str, date | None, date | None]:
    return grant.role, grant.unit_id, grant.from_on, grant.until_on


@dataclass(eq=False, kw_only=True)
class Attempts:
    """Failures to sign in under one user name, known or not, since the last success."""

    username: str
    failures: int = 0
    last_at: datetime
    locked_until: datetime | None = None

    def is_locked(self, now: datetime) -> bool:
        return self.locked_until is not None and now < self.locked_until

    def charge(self, now: datetime) -> None:
        """Count an attempt before it is checked, so that many at once cannot outrun the lock; success forgets it."""
        if (self.locked_until is not None and now >= self.locked_until) or now - self.last_at > LOCKED_FOR:
            self.failures, self.locked_until = 0, None
        self.failures += 1
        self.last_at = now
        if self.failures >= ALLOWED_FAILURES:
            self.locked_until = now + LOCKED_FOR

    def forget(self) -> None:
        self.failures, self.locked_until = 0, None
