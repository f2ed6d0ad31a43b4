"""Accounts that would repeat one another (article 11): likeness by purpose, name, audience, channel and unit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

SHOWN = 10
LEAST = 0.25
_STOP = frozenset("的了与和及在为等、,。,. ")


@dataclass(frozen=True)
class Profile:
    """What of an account is compared."""

    id: str
    name: str
    purpose: str
    audience: str
    channel: str
    unit_id: str
    unit_name: str = ""
    tier: int = 0
    status: str = ""


def rank(asked: Profile, others: Iterable[Profile]) -> list[dict[str, Any]]:
    """The likest of `others`, with a score up to 1 and the reasons."""
    purpose, name, audience = shingles(asked.purpose), shingles(asked.name), shingles(asked.audience)
    found = []
    for other in others:
        alike = {
            "purpose": overlap(purpose, shingles(other.purpose)),
            "name": overlap(name, shingles(other.name)),
            "audience": overlap(audience, shingles(other.audience)),
        }
        why = [reason for reason, share in alike.items() if share >= LEAST]
        score = 0.6 * alike["purpose"] + 0.25 * alike["name"] + 0.15 * alike["audience"]
        score = score / (0.6 * bool(purpose) + 0.25 * bool(name) + 0.15 * bool(audience) or 1)
        if why and score >= LEAST:
            found.append(_told(other, score, [*why, *_same_place(asked, other)]))
    return sorted(found, key=lambda one: -one["score"])[:SHOWN]


def _same_place(asked: Profile, other: Profile) -> list[str]:
    same = []
    if asked.channel and asked.channel == other.channel:
        same.append("channel")
    if asked.unit_id and asked.unit_id == other.unit_id:
        same.append("unit")
    return same


def _told(other: Profile, score: float, why: list[str]) -> dict[str, Any]:
    return {
        "account_id": other.id,
        "name": other.name,
        "channel": other.channel,
        "unit_id": other.unit_id,
        "unit_name": other.unit_name,
        "tier": other.tier,
        "status": other.status,
        "score": round(score, 2),
        "why": why,
    }


def shingles(text: str) -> frozenset[str]:
    """Pairs of neighbouring characters, without marks and empty words."""
    plain = [character for character in text.casefold() if character not in _STOP]
    return frozenset(a + b for a, b in pairwise(plain))


def overlap(a: frozenset[str], b: frozenset[str]) -> float:
    """What part of the smaller set is in the larger, damped where their sizes differ much (0 to 1)."""
    if not a or not b:
        return 0.0
    shared = len(a & b)
    return (shared / min(len(a), len(b)) + shared / max(len(a), len(b))) / 2
