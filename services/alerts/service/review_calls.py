"""What the service learns from the review service, to tell people of."""

from __future__ import annotations

from services.alerts.handlers import review_news
from services.contracts.review.events import CampaignReminded, SubmissionDecided, SubmissionDueSoon, SubmissionOverdue
from services.kit.api import Work, consumes


class ReviewNews:
    """Decisions on texts, texts that wait, and campaigns that wait for accounts, as far as somebody is to hear of them."""

    @consumes(SubmissionDecided, queue="seals")
    def tell_text_decided(self, work: Work, event: SubmissionDecided) -> None:
        review_news.tell_decided(work, event)

    @consumes(SubmissionDueSoon, queue="seals")
    def tell_text_due_soon(self, work: Work, event: SubmissionDueSoon) -> None:
        review_news.tell_due_soon(work, event)

    @consumes(SubmissionOverdue, queue="seals")
    def tell_text_overdue(self, work: Work, event: SubmissionOverdue) -> None:
        review_news.tell_overdue(work, event)

    @consumes(CampaignReminded)
    def tell_campaign_reminded(self, work: Work, event: CampaignReminded) -> None:
        review_news.tell_reminded(work, event)
