"""The lottery that anyone can verify (article 16): a seed promised before the first entry, and an order that follows from it.

When a session is announced its seed is drawn and only the SHA-256 of the seed is published: the promise. When enrolment has
closed the seed is published too. Each entry's ticket is the SHA-256 of three lines: the seed, the pot (SHA-256 of all entries'
ids, sorted, one a line), the entry's id. The lowest tickets come first. Nobody who knows the promise can tell the order, and
nobody who knows the seed can change it, for every entry changes the pot.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

FORMULA = "sha256(seed + '\\n' + sha256('\\n'.join(sorted(entries))) + '\\n' + entry), lowest first"


def promise_of(seed: str) -> str:
    """What is published of a seed before the draw."""
    return hashlib.sha256(seed.encode()).hexdigest()


def pot_of(entries: Iterable[str]) -> str:
    """The digest of all entries' ids."""
    return hashlib.sha256("\n".join(sorted(entries)).encode()).hexdigest()


def ticket_of(seed: str, pot: str, entry: str) -> str:
    """The ticket of one entry."""
    return hashlib.sha256(f"{seed}\n{pot}\n{entry}".encode()).hexdigest()


def draw(seed: str, entries: Iterable[str]) -> list[tuple[str, str]]:
    """Entries with their tickets, the first who gets a seat first."""
    found = list(entries)
    pot = pot_of(found)
    return sorted(((entry, ticket_of(seed, pot, entry)) for entry in found), key=lambda pair: pair[1])
