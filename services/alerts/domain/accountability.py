"""Accountability (article 15): for each incident who approved, published, noticed and acted, and how long each took."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.alerts.domain.incidents import Incident, LinkedPost
from services.alerts.domain.register import Account
from services.alerts.domain.takedowns import Takedown


@dataclass(frozen=True, kw_only=True)
class Record:
    """One incident's line. Minutes are whole, from report on but for `minutes_to_notice`, which is from publication to report;
    None where it did not happen, or the time of publication is not known."""

    incident: Incident
    account: Account | None
    url: str
    published_at: datetime | None
    approved_by: tuple[str, ...]
    noticed_by: str
    acknowledged_by: str
    minutes_to_notice: int | None
    minutes_to_acknowledge: int | None
    minutes_to_contain: int | None
    minutes_to_resolve: int | None
    takedowns: int
    takedowns_late: int


def record_of(
    incident: Incident,
    account: Account | None,
    posts: Sequence[LinkedPost],
    takedowns: Sequence[Takedown],
    approved_by: Sequence[str],
    names: dict[str, str],
) -> Record:
    """The line of an incident. `names` maps ids of people to their names; an unknown id stands for itself, a service for 系统."""
    first = posts[0] if posts else None
    published = _time(first.published_at) if first else None
    by_itself = incident.reported_by.startswith("service:")
    return Record(
        incident=incident,
        account=account,
        url=first.url if first else "",
        published_at=published,
        approved_by=tuple(names.get(person, person) for person in approved_by),
        noticed_by=names.get(incident.reported_by, "系统" if by_itself else incident.reported_by),
        acknowledged_by=names.get(incident.acknowledged_by, incident.acknowledged_by),
        minutes_to_notice=_minutes(published, incident.reported_at),
        minutes_to_acknowledge=_minutes(incident.reported_at, incident.acknowledged_at),
        minutes_to_contain=_minutes(incident.reported_at, incident.contained_at),
        minutes_to_resolve=_minutes(incident.reported_at, incident.resolved_at),
        takedowns=len(takedowns),
        takedowns_late=sum(takedown.late or takedown.overdue for takedown in takedowns),
    )


def _time(told: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(told)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _minutes(start: datetime | None, end: datetime | None) -> int | None:
    return int((end - start).total_seconds() // 60) if start and end else None
