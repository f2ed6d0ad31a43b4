"""What people said of a session they attended."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Results:
    """What was said of a session: how often each score from 1 to 5 was given, the average, and comments without names."""

    session_id: str
    scores: dict[int, int]
    comments: list[str]

    @property
    def count(self) -> int:
        return sum(self.scores.values())

    @property
    def average(self) -> float | None:
        return round(sum(score * times for score, times in self.scores.items()) / self.count, 2) if self.count else None
