"""What came of a round of the annual review: how many passed, by unit and by tier, and their mean points (article 7)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

STANDING = ("passed", "rectify", "failed", "assessed", "pending")


@dataclass(frozen=True)
class Tally:
    """One line: of which unit or tier, how many accounts, how they stand, the mean of their points, how many are suspended."""

    name: str
    accounts: int
    by_state: dict[str, int]
    mean: float | None
    suspended: int

    @property
    def judged(self) -> int:
        return sum(self.by_state[state] for state in ("passed", "rectify", "failed"))


def tally(rows: Iterable[Mapping[str, Any]], key: Callable[[Mapping[str, Any]], str]) -> list[Tally]:
    """One line for each value of `key`, in the order of their first row."""
    grouped: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        grouped.setdefault(key(row), []).append(row)
    return [total(name, found) for name, found in grouped.items()]


def total(name: str, rows: list[Mapping[str, Any]]) -> Tally:
    points = [row["total"] for row in rows if row["total"] is not None]
    return Tally(
        name,
        len(rows),
        {state: sum(row["state"] == state for row in rows) for state in STANDING},
        round(sum(points) / len(points), 1) if points else None,
        sum(row["status"] == "suspended" for row in rows),
    )
