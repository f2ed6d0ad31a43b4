"""Calls about the annual review (年度审核)."""

from __future__ import annotations

from typing import Any

from services.contracts.errors import NotFound
from services.contracts.registry import annual_shapes as shapes
from services.kit.api import Deadline, Request, Work, command, due, query
from services.registry.domain.annual import Review
from services.registry.handlers import annual
from services.registry.schemas import dump_review, dump_round
from services.registry.service.office import Desk


class AnnualCalls(Desk):
    """Entrypoints for rounds, self-assessments and verdicts."""

    @command
    def open_annual_review(self, work: Work, request: Request) -> dict[str, Any]:
        term, count = annual.open_round(self.office(work), **request.load(shapes.RoundBody()))
        return {**dump_round(term), "accounts": count}

    @query
    def get_annual_review(self, work: Work, request: Request) -> dict[str, Any]:
        asked = request.load_query(shapes.ReviewQuery())
        term, progress, page = annual.get_round(self.office(work), _year(request), asked, dump_review)
        return {**dump_round(term), "accounts": sum(progress["by_state"].values()), "progress": progress, **page}

    @query
    def get_account_review(self, work: Work, request: Request) -> dict[str, Any]:
        review, account = annual.get_review(self.office(work), _year(request), request.path["id"])
        known = {
            "late_filings": account.late_filings,
            "last_post_at": account.last_post_at and account.last_post_at.isoformat(),
        }
        return {**dump_review(review), "account_status": account.status, "known": known}

    @command
    def assess_account(self, work: Work, request: Request) -> dict[str, Any]:
        asked = request.load(shapes.AssessmentBody())
        return self._saved_review(work, annual.assess(self.office(work), _year(request), request.path["id"], asked))

    @command
    def decide_annual_review(self, work: Work, request: Request) -> dict[str, Any]:
        asked = request.load(shapes.VerdictBody())
        return self._saved_review(work, annual.decide(self.office(work), _year(request), request.path["id"], **asked))

    @due(annual.OPENS)
    def begin_annual_review(self, work: Work, deadline: Deadline) -> None:
        annual.take_in_new_accounts(self.office(work), int(deadline.subject))

    @due(annual.DUE)
    def close_annual_review(self, work: Work, deadline: Deadline) -> None:
        annual.close_round(self.office(work), int(deadline.subject))

    @due(annual.RECTIFY)
    def miss_rectification(self, work: Work, deadline: Deadline) -> None:
        annual.miss_rectification(self.office(work), deadline.subject)

    def _saved_review(self, work: Work, review: Review) -> dict[str, Any]:
        work.session.flush()
        account = self.office(work).accounts.get(review.account_id)
        return {**dump_review(review), "account_status": account.status if account else ""}


def _year(request: Request) -> int:
    text = request.path["year"]
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise NotFound()
    return int(text)
