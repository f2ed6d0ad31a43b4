"""What the service learns from the registry's reminders and decisions, to tell people of."""

from __future__ import annotations

from services.alerts.handlers import filing_news
from services.contracts.registry.events import (
    AnnualReviewDecided,
    AnnualReviewOpened,
    ApplicationMoved,
    ChangeDecided,
    FilingNoticed,
    FilingReminded,
)
from services.contracts.registry.life_events import (
    ApplicationWaiting,
    HandoverNoticed,
    HandoverOverdue,
    HandoverReminded,
)
from services.kit.api import Work, consumes


class FilingNews:
    """Applications, changes, handovers and the annual review, as far as somebody is to hear of them (article 7)."""

    @consumes(ApplicationWaiting)
    def tell_application_waiting(self, work: Work, event: ApplicationWaiting) -> None:
        filing_news.tell_waiting(work, event)

    @consumes(ApplicationMoved)
    def tell_application_moved(self, work: Work, event: ApplicationMoved) -> None:
        filing_news.tell_moved(work, event)

    @consumes(ChangeDecided)
    def tell_change_decided(self, work: Work, event: ChangeDecided) -> None:
        filing_news.tell_change(work, event)

    @consumes(FilingNoticed)
    def tell_filing_noticed(self, work: Work, event: FilingNoticed) -> None:
        filing_news.tell_filing(work, event)

    @consumes(FilingReminded)
    def tell_filing_reminded(self, work: Work, event: FilingReminded) -> None:
        filing_news.tell_filing(work, event)

    @consumes(HandoverNoticed)
    def tell_handover_noticed(self, work: Work, event: HandoverNoticed) -> None:
        filing_news.tell_handover(work, event)

    @consumes(HandoverReminded)
    def tell_handover_reminded(self, work: Work, event: HandoverReminded) -> None:
        filing_news.tell_handover(work, event)

    @consumes(HandoverOverdue)
    def tell_handover_overdue(self, work: Work, event: HandoverOverdue) -> None:
        filing_news.tell_handover(work, event)

    @consumes(AnnualReviewOpened)
    def tell_review_opened(self, work: Work, event: AnnualReviewOpened) -> None:
        filing_news.tell_review_opened(work, event)

    @consumes(AnnualReviewDecided)
    def tell_review_decided(self, work: Work, event: AnnualReviewDecided) -> None:
        filing_news.tell_review_decided(work, event)
