"""The moments at which a turn of duty may pass to somebody else: turns, hours, stand-ins and swaps, sensitive periods."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta, tzinfo

from services.alerts.domain.duty import PERIODS, Override, Rota
from services.alerts.domain.watch import SensitivePeriod

DAY = timedelta(days=1)


def next_edge(
    rota: Rota, overrides: Sequence[Override], periods: Sequence[SensitivePeriod], at: datetime, zone: tzinfo
) -> datetime | None:
    """The first moment after `at` at which somebody else may be on duty by this rota; None where nothing changes any more."""
    moments = [*_turns(rota, at, zone), *_hours(rota, at, zone)]
    moments += [moment for o in overrides if o.rota_id == rota.id for moment in (o.starts_at, o.ends_at)]
    moments += [moment for p in periods if p.active for moment in (p.starts_at, p.ends_at)]
    return min((moment for moment in moments if moment > at), default=None)


def _turns(rota: Rota, at: datetime, zone: tzinfo) -> Iterator[datetime]:
    if rota.kind == "list":
        for turn in rota.turns:
            yield datetime.fromisoformat(turn["starts_at"])
            yield datetime.fromisoformat(turn["ends_at"])
        return
    first = datetime.combine(rota.starts_on, time.fromisoformat(rota.handover))
    passed = (at.astimezone(zone).replace(tzinfo=None) - first) // PERIODS[rota.kind]
    yield (first + max(passed + 1, 0) * PERIODS[rota.kind]).replace(tzinfo=zone)


def _hours(rota: Rota, at: datetime, zone: tzinfo) -> Iterator[datetime]:
    today = at.astimezone(zone).date()
    for hour in filter(None, (rota.hours_from, rota.hours_to)):
        for day in (today, today + DAY):
            yield datetime.combine(day, time.fromisoformat(hour)).replace(tzinfo=zone)
