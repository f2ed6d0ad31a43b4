"""What this service knows of the register: accounts and people, learned from events; who reaches which; and scopes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class By:
    """Who does something: a person, or a service acting by itself."""

    id: str
    name: str


@dataclass(eq=False, kw_only=True)
class Account:
    """An account as the registry last told of it. `faculty_id` manages it where its tier is 3 (article 6)."""

    id: str
    name: str
    handle: str
    channel: str
    tier: int
    unit_id: str
    unit_name: str
    faculty_id: str
    responsible_person: str
    status: str


@dataclass(eq=False, kw_only=True)
class Person:
    """A person as the registry last told of them."""

    id: str
    username: str
    name: str
    unit_id: str
    active: bool


@dataclass(frozen=True, kw_only=True)
class Reach:
    """Whose matters a person may see: all; those of units and all below them; those of tiers; and of accounts they operate."""

    person_id: str
    everything: bool = False
    unit_ids: frozenset[str] = frozenset()
    tiers: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Which accounts are meant: all that fit every part given; nothing given means all."""

    tier: int = 0
    channel: str = ""
    unit_id: str = ""
    account_ids: tuple[str, ...] = field(default=())

    @classmethod
    def of(cls, given: dict[str, Any]) -> Scope:
        """From ``{tier?, channel?, unit_id?, account_ids?}``."""
        return cls(
            tier=given.get("tier") or 0,
            channel=given.get("channel") or "",
            unit_id=given.get("unit_id") or "",
            account_ids=tuple(dict.fromkeys(given.get("account_ids") or ())),
        )

    def plain(self) -> dict[str, Any]:
        """As ``{tier?, channel?, unit_id?, account_ids?}``, with what is given only."""
        parts = {
            "tier": self.tier,
            "channel": self.channel,
            "unit_id": self.unit_id,
            "account_ids": list(self.account_ids),
        }
        return {name: value for name, value in parts.items() if value}
