"""What the registry learns from the other services: when an account last published, and what went wrong with it in a year."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime

from services.contracts.alerts.events import IncidentOpened
from services.contracts.review.events import ObservedPostJudged
from services.kit.api import CAMPUS_ZONE, Events, Work, consumes
from services.registry.handlers import dormancy
from services.registry.service.office import Desk

FAULTY = ("altered", "unreviewed", "outside_window", "suspended_account")
Counted = defaultdict[tuple[str, int], Counter[str]]


class Observing(Desk):
    """Entrypoints for events."""

    @consumes(ObservedPostJudged, batch=True)
    def note_posts(self, work: Work, events: Events) -> None:
        """The newest post of each account, and how many a year; posts of accounts that are not known here say nothing."""
        newest: dict[str, datetime] = {}
        counted: Counted = defaultdict(Counter)
        for received in events:
            event = received.event
            assert isinstance(event, ObservedPostJudged)
            if event.account_id and event.published_at:
                at = datetime.fromisoformat(event.published_at)
                newest[event.account_id] = max(newest.get(event.account_id, at), at)
                names = ["posts", *(["faulty_posts"] if event.verdict in FAULTY else [])]
                counted[event.account_id, at.astimezone(CAMPUS_ZONE).year].update(names)
        office = self.office(work)
        dormancy.note_posts(office, newest)
        office.years.count(counted)

    @consumes(IncidentOpened, batch=True)
    def count_incidents(self, work: Work, events: Events) -> None:
        """Incidents of each account by severity, in the year in which they were opened."""
        counted: Counted = defaultdict(Counter)
        for received in events:
            event = received.event
            assert isinstance(event, IncidentOpened)
            if event.account_id:
                year = datetime.fromisoformat(received.envelope.time).astimezone(CAMPUS_ZONE).year
                counted[event.account_id, year].update([f"incidents_{event.severity.lower()}"])
        self.office(work).years.count(counted)
