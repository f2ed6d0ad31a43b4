"""Calls about the annual review (年度审核)."""

from __future__ import annotations

from typing import Any

from services.contracts.errors import NotFound
from services.contracts.registry import annual_shapes as shapes
from services.contracts.registry.people_shapes import ListQuery
from services.kit.api import Deadline, Request, Work, command, due, query
from services.registry.domain.annual import Review
from services.registry.domain.known import prefilled
from services.registry.forms import annual_report, print_report, scoring_sheet
from services.registry.forms.pdf import PDF
from services.registry.handlers import annual
from services.registry.schemas import dump_known, dump_review, dump_round, moment
from services.registry.service.office import Desk, as_file, named_accounts
from services.registry.service.results import results_workbook
from services.registry.sheets import XLSX


class AnnualCalls(Desk):
    """Entrypoints for rounds, self-assessments and verdicts."""

    @command
    def open_annual_review(self, work: Work, request: Request) -> dict[str, Any]:
        term, count = annual.open_round(self.office(work), **request.load(shapes.RoundBody()))
        return {**dump_round(term), "accounts": count}

    @query
    def get_annual_review(self, work: Work, request: Request) -> dict[str, Any]:
        asked = request.load_query(shapes.ReviewQuery())
        office = self.office(work)
        term, progress, page = annual.get_round(office, _year(request), asked, dump_review)
        named_accounts(office, page["items"])
        return {**dump_round(term), "accounts": sum(progress["by_state"].values()), "progress": progress, **page}

    @query
    def list_annual_reviews(self, work: Work, request: Request) -> dict[str, Any]:
        return annual.list_rounds(self.office(work), request.load_query(ListQuery()), dump_round)

    @command
    def change_annual_review(self, work: Work, request: Request) -> dict[str, Any]:
        asked = request.load(shapes.RoundChangeBody())
        term = annual.change_round(self.office(work), _year(request), **asked)
        work.session.flush()
        return dump_round(term)

    @query
    def get_account_review(self, work: Work, request: Request) -> dict[str, Any]:
        review, account, term, known = annual.get_review(self.office(work), _year(request), request.path["id"])
        return {
            **dump_review(review),
            "account_status": account.status,
            "criteria": term.criteria,
            "known": {**dump_known(known), "last_post_at": moment(account.last_post_at)},
            "prefilled": prefilled(known, [criterion["key"] for criterion in term.criteria]),
        }

    @command
    def inspect_account(self, work: Work, request: Request) -> dict[str, Any]:
        asked = request.load(shapes.InspectionBody())
        return self._saved_review(work, annual.inspect(self.office(work), _year(request), request.path["id"], asked))

    @query
    def annual_results(self, work: Work, request: Request) -> dict[str, str]:
        term, found = annual.results(self.office(work), _year(request))
        return as_file(f"{term.year}年度审核结果.xlsx", XLSX, results_workbook(term, found))

    @query
    def annual_report(self, work: Work, request: Request) -> dict[str, str]:
        term, found = annual.results(self.office(work), _year(request))
        report = annual_report(term, found, self.runtime.settings.college, work.now)
        return as_file(f"{report.title}.pdf", PDF, print_report(report))

    @query
    def scoring_sheet(self, work: Work, request: Request) -> dict[str, str]:
        office = self.office(work)
        review, account, term, known = annual.get_review(office, _year(request), request.path["id"])
        unit = office.units.get(account.unit_id)
        sheet = scoring_sheet(term, review, account, unit.name if unit else "", known, work.now)
        return as_file(f"{sheet.title}.pdf", PDF, print_report(sheet))

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
