"""What the college may set for training: who needs a certificate and what follows without one, receipts, points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

NEEDS = ("off", "warn", "block")
ACTIVITIES = ("attended", "article", "event", "lecture", "duty", "other")
_POINTS = {"attended": 1.0, "article": 3.0, "event": 2.0, "lecture": 5.0, "duty": 2.0, "other": 1.0}


@dataclass(frozen=True, kw_only=True)
class Rules:
    """The rules in force. `points` are given an hour for ``attended``, else a time; `certificate_needed` and `on_clash` (a place
    or speaker claimed twice at one time) warn by default."""

    certificate_needed: str = "warn"
    on_clash: str = "warn"
    grace_days: int = 30
    remind_days: int = 7
    receipts_needed: bool = False
    backbone_hours: float = 8.0
    backbone_points: float = 30.0
    points: Mapping[str, float] = field(default_factory=lambda: dict(_POINTS))

    @property
    def grace(self) -> timedelta:
        return timedelta(days=self.grace_days)

    @property
    def remind_before(self) -> timedelta:
        return timedelta(days=self.remind_days)

    def points_for(self, activity: str, hours: float) -> float:
        """What an activity counts."""
        each = self.points.get(activity, _POINTS[activity])
        return each * hours if activity == "attended" else each
