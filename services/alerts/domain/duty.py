"""Duty (article 15, 24-hour watch): who is on duty when, and by which steps an unanswered incident escalates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

PERIODS = {"daily": timedelta(days=1), "weekly": timedelta(days=7)}
ROTA_KINDS = ("weekly", "daily", "list")
TARGET_KINDS = ("duty", "role", "person", "unit")


@dataclass(frozen=True)
class Shift:
    """Who is on duty by a rota, and until when."""

    rota_id: str
    person_id: str
    until: datetime | None
    overridden: bool = False


@dataclass(eq=False, kw_only=True)
class Rota:
    """People who take turns by the day or the week at the hour of handing over, or as a list of dated turns says.

    With hours it covers these alone, and the whole day in a sensitive period; `sensitive_only` rotas count in these alone.
    """

    id: str
    name: str
    kind: str
    person_ids: list[str]
    starts_on: date
    handover: str
    turns: list[dict[str, Any]]
    made_at: datetime
    active: bool = True
    hours_from: str = ""
    hours_to: str = ""
    sensitive_only: bool = False
    version: int = field(default=1)

    def shift_at(self, at: datetime, zone: tzinfo, sensitive: bool = False) -> Shift | None:
        """The regular shift at `at`; None where nobody's turn it is, or the hour is not covered."""
        if not sensitive and (self.sensitive_only or not self._covers(at, zone)):
            return None
        return self._listed(at) if self.kind == "list" else self._rotating(at, zone)

    def _covers(self, at: datetime, zone: tzinfo) -> bool:
        if not self.hours_from or not self.hours_to:
            return True
        hour, begins, ends = at.astimezone(zone).strftime("%H:%M"), self.hours_from, self.hours_to
        return begins <= hour < ends if begins < ends else hour >= begins or hour < ends

    def _listed(self, at: datetime) -> Shift | None:
        for turn in self.turns:
            ends = datetime.fromisoformat(turn["ends_at"])
            if datetime.fromisoformat(turn["starts_at"]) <= at < ends:
                return Shift(self.id, turn["person_id"], ends)
        return None

    def _rotating(self, at: datetime, zone: tzinfo) -> Shift | None:
        hour = time.fromisoformat(self.handover)
        first = datetime.combine(self.starts_on, hour)
        passed = at.astimezone(zone).replace(tzinfo=None) - first
        if passed < timedelta() or not self.person_ids:
            return None
        turn = passed // PERIODS[self.kind]
        until = (first + (turn + 1) * PERIODS[self.kind]).replace(tzinfo=zone)
        return Shift(self.id, self.person_ids[turn % len(self.person_ids)], until)


@dataclass(eq=False, kw_only=True)
class Override:
    """Somebody stands in for whoever is on duty by a rota, for a while."""

    id: str
    rota_id: str
    person_id: str
    starts_at: datetime
    ends_at: datetime
    reason: str
    made_by: str
    made_at: datetime

    def holds(self, at: datetime) -> bool:
        return self.starts_at <= at < self.ends_at


def shifts_at(
    rotas: Sequence[Rota], overrides: Sequence[Override], at: datetime, zone: tzinfo, sensitive: bool = False
) -> list[Shift]:
    """Who is on duty at `at`, one shift a rota at most; the latest override wins."""
    found = []
    for rota in rotas:
        standing_in = [o for o in overrides if o.rota_id == rota.id and o.holds(at)]
        if standing_in:
            chosen = max(standing_in, key=lambda override: override.made_at)
            found.append(Shift(rota.id, chosen.person_id, chosen.ends_at, overridden=True))
        elif shift := rota.shift_at(at, zone, sensitive):
            found.append(shift)
    return found


@dataclass(eq=False, kw_only=True)
class Policy:
    """Steps by which an incident of these severities escalates while nobody acknowledges it.

    A step is ``{"minutes", "require", "targets": [{"kind", "value"}]}``: it tells its targets and gives them its minutes;
    where it requires ``all`` of them, the acknowledgement of one does not end it. After the last step all begin anew,
    `repeat` times. A `sensitive_only` policy goes before others in a sensitive period and counts in these alone. Acknowledged and nothing more for `acknowledged_minutes`: back to the first
    step; 0 turns that off.
    """

    id: str
    name: str
    severities: list[str]
    steps: list[dict[str, Any]]
    repeat: int
    acknowledged_minutes: int
    made_at: datetime
    active: bool = True
    sensitive_only: bool = False
    version: int = field(default=1)

    def step(self, level: int) -> dict[str, Any] | None:
        """The step of `level` (from 1), counted on over the repetitions; None after the last."""
        if not self.steps or level > len(self.steps) * (self.repeat + 1):
            return None
        return self.steps[(level - 1) % len(self.steps)]


def _default(severity: str, *minutes: int, acknowledged_minutes: int) -> Policy:
    told = [[("duty", "")], [("role", "duty"), ("role", "officer")], [("role", "director")]]
    steps = [
        {"minutes": wait, "targets": [{"kind": kind, "value": value} for kind, value in targets]}
        for wait, targets in zip(minutes, told, strict=True)
    ]
    return Policy(
        id="",
        name="default",
        severities=[severity],
        steps=steps,
        repeat=1,
        acknowledged_minutes=acknowledged_minutes,
        made_at=datetime.min,
    )


DEFAULT_POLICIES = {
    "I": _default("I", 5, 5, 10, acknowledged_minutes=60),
    "II": _default("II", 15, 15, 30, acknowledged_minutes=240),
    "III": _default("III", 60, 120, 240, acknowledged_minutes=0),
    "IV": _default("IV", 480, 480, 960, acknowledged_minutes=0),
}
"""What holds where the department has set no policy for a severity."""
