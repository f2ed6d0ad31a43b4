"""An incident with all that belongs to it, as it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.alerts.domain.aftermath import IncidentAction, IncidentReview
from services.alerts.domain.evidence import Evidence, Involved
from services.alerts.domain.incidents import Incident, LinkedPost, TimelineEntry
from services.alerts.domain.register import Account
from services.alerts.domain.takedowns import Takedown


@dataclass(frozen=True, kw_only=True)
class WholeIncident:
    """An incident with all that belongs to it and to those merged into it."""

    incident: Incident
    account: Account | None
    timeline: Sequence[TimelineEntry]
    posts: Sequence[LinkedPost]
    evidence: Sequence[Evidence]
    people: Sequence[Involved]
    takedowns: Sequence[Takedown]
    directive_ids: list[str]
    merged: list[str]
    review: IncidentReview | None
    actions: Sequence[IncidentAction]
    names: dict[str, str]
