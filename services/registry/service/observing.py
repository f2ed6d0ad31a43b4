"""What the registry learns from the other services: when an account last published."""

from __future__ import annotations

from datetime import datetime

from services.contracts.review.events import ObservedPostJudged
from services.kit.api import Events, Work, consumes
from services.registry.service.office import Desk


class Observing(Desk):
    """Entrypoints for events."""

    @consumes(ObservedPostJudged, batch=True)
    def note_posts(self, work: Work, events: Events) -> None:
        """The newest post of each account; posts of accounts that are not known here say nothing."""
        newest: dict[str, datetime] = {}
        for received in events:
            event = received.event
            assert isinstance(event, ObservedPostJudged)
            if event.account_id and event.published_at:
                at = datetime.fromisoformat(event.published_at)
                newest[event.account_id] = max(newest.get(event.account_id, at), at)
        self.office(work).accounts.note_posts(newest)
