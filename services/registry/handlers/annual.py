"""The annual review (article 7): opened, assessed by units, judged by propaganda, and suspension past due."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from services.contracts.errors import InputInvalid, NotFound, StateConflict
from services.contracts.registry.events import AnnualReviewDecided, AnnualReviewOpened
from services.registry.domain.accounts import Account
from services.registry.domain.annual import BY_REVIEW, Review, Round, usual_criteria
from services.registry.domain.known import Known
from services.registry.domain.rights import PROPAGANDA, require, scope_of
from services.registry.handlers.accounts import get_account, set_status
from services.registry.handlers.changes import locked_account
from services.registry.handlers.deciding import responsible_fits
from services.registry.handlers.office import CAMPUS, Dump, Office, Page

OPENS, DUE, RECTIFY = "annual.opens", "annual.due", "annual.rectify"


def open_round(
    office: Office, *, year: int, opens_on: date, due_on: date, criteria: list[dict[str, Any]] | None
) -> tuple[Round, int]:
    """Announce a year's round; how many accounts are in it so far. One a year."""
    require(
        office.identity.has(*PROPAGANDA), "年度审核由宣传统战部组织。", "The propaganda department holds the review."
    )
    if office.annual.round(year) is not None:
        raise StateConflict(
            zh=f"{year} 年度审核已经发起,没有重复新建。",
            en=f"The review of {year} exists already; none was made.",
            code="exists",
        )
    term = Round(
        year=year,
        opens_on=opens_on,
        due_on=due_on,
        criteria=criteria or usual_criteria(),
        opened_by=office.identity.id,
        created_at=office.work.now,
    )
    term.check()
    term.require_no_slip(office.today)
    office.annual.add_round(term)
    count = office.annual.begin(year, office.work.new_id)
    office.schedule_day(OPENS, str(year), opens_on)
    office.schedule_day(DUE, str(year), due_on + timedelta(days=1))
    office.work.emit(
        AnnualReviewOpened(year=year, opens_on=opens_on.isoformat(), due_on=due_on.isoformat(), accounts=count)
    )
    office.work.record("annual_review.opened", f"annual_review:{year}", due_on=due_on.isoformat(), accounts=count)
    return term, count


def change_round(
    office: Office, year: int, *, opens_on: date, due_on: date, criteria: list[dict[str, Any]] | None
) -> Round:
    """Other days, criteria or weights, as long as nobody was judged by them."""
    require(
        office.identity.has(*PROPAGANDA), "年度审核由宣传统战部组织。", "The propaganda department holds the review."
    )
    term = _round(office, year)
    office.work.check_version(term.version)
    term.change(opens_on, due_on, criteria or term.criteria, judged=office.annual.some_judged(year))
    term.require_no_slip(office.today)
    office.schedule_day(OPENS, str(year), opens_on)
    office.schedule_day(DUE, str(year), due_on + timedelta(days=1))
    office.work.record("annual_review.changed", f"annual_review:{year}", due_on=due_on.isoformat())
    return term


def list_rounds(office: Office, wanted: dict[str, Any], dump: Dump) -> Page:
    return office.annual.rounds_page(wanted, dump)


def take_in_new_accounts(office: Office, year: int) -> None:
    """The round opens: accounts registered since its announcement join it."""
    office.annual.begin(year, office.work.new_id)


def assess(office: Office, year: int, account_id: str, assessment: dict[str, Any]) -> Review:
    """The unit's self-assessment of its account."""
    account, term, review = _find(office, year, account_id)
    term.require_open(office.today)
    term.total(assessment.get("scores") or {})
    review.assess(office.identity, account.operator_ids, assessment, office.work.now)
    office.work.record("annual_review.assessed", f"account:{account_id}", year=year)
    return review


def inspect(office: Office, year: int, account_id: str, sheet: dict[str, Any]) -> Review:
    """An inspection's scoring sheet: points by criterion with notes."""
    _, term, review = _find(office, year, account_id)
    term.require_open(office.today)
    unknown = set(sheet["notes"]) - {criterion["key"] for criterion in term.criteria}
    if unknown:
        raise InputInvalid({f"notes.{key}": ["没有此项指标。 There is no such criterion."] for key in sorted(unknown)})
    total = term.total(sheet["scores"])
    day = sheet["inspected_on"] or office.today
    review.inspect(office.identity, {**sheet, "inspected_on": day.isoformat(), "total": total}, office.work.now)
    office.work.record("annual_review.inspected", f"account:{account_id}", year=year, total=total)
    return review


def decide(
    office: Office,
    year: int,
    account_id: str,
    *,
    verdict: str,
    scores: dict[str, int],
    comment: str,
    rectify_by: date | None,
) -> Review:
    """The verdict. `failed` suspends the account at once; `passed` ends a suspension that came from a review, where it is the newest
    that says so.

    Without `scores` those of the inspection count.
    """
    _, term, review = _find(office, year, account_id)
    term.require_open(office.today)
    scores = scores or (review.inspection or {}).get("scores", {})
    total = term.total(scores)
    review.decide(
        office.identity,
        verdict,
        scores=scores,
        total=total,
        comment=comment,
        rectify_by=rectify_by,
        now=office.work.now,
        today=office.today,
    )
    account = locked_account(office, account_id)
    if verdict == "failed":
        _suspend(office, account, review, f"{year} 年度审核未通过")
    elif account.status_cause.startswith(BY_REVIEW) and not forbidden_by_newest(office, account_id):
        set_status(office, account, "active", f"{year} 年度审核结论:{verdict}")
    _schedule_rectification(office, review)
    _tell(office, review, verdict)
    return review


def forbidden_by_newest(office: Office, account_id: str) -> bool:
    """Whether the newest review that the account was in says that it may not run."""
    return any(review.forbids_running for review in office.annual.newest(account_id))


def close_round(office: Office, year: int) -> int:
    """Past the last day: every account for which nothing was handed in is suspended; how many were."""
    term = office.annual.round(year)
    if term is None or term.closed:
        return 0
    term.closed = True
    missed = [review for review in office.annual.pending(year) if review.miss_due()]
    for review in missed:
        _suspend(office, locked_account(office, review.account_id), review, f"{year} 年度审核逾期未报")
        _tell(office, review, "overdue")
    office.work.record("annual_review.closed", f"annual_review:{year}", overdue=len(missed))
    return len(missed)


def miss_rectification(office: Office, review_id: str) -> None:
    """Past the day by which an account was to be mended."""
    review = office.annual.review_by_id(review_id)
    if review is not None and review.miss_rectification():
        _suspend(office, locked_account(office, review.account_id), review, f"{review.year} 年度审核整改逾期")
        _tell(office, review, "overdue")


def get_round(office: Office, year: int, wanted: dict[str, Any], dump: Dump) -> tuple[Round, dict[str, Any], Page]:
    """A round, its progress and its accounts, as far as one sees."""
    scope = scope_of(office.identity)
    return _round(office, year), office.annual.counts(year, scope), office.annual.page(year, wanted, scope, dump)


def get_review(office: Office, year: int, account_id: str) -> tuple[Review, Account, Round, Known]:
    """One account in a round, with what the system knows of it."""
    account, term, review = _find(office, year, account_id)
    return review, account, term, known_of(office, account, year)


def known_of(office: Office, account: Account, year: int) -> Known:
    """The facts of an account's year: what was counted from events, and how it stands today."""
    last = account.last_post_at
    return Known(
        year=year,
        counted=office.years.of(account.id, year),
        overdue_filings=office.changes.count_overdue(account.id),
        last_post_on=last.astimezone(CAMPUS).date() if last else None,
        silent_days=(office.work.now - account.silent_since).days,
        dormant=account.dormant_since is not None,
        responsible_fits=responsible_fits(office, account),
        late_filings_ever=account.late_filings,
    )


def results(office: Office, year: int) -> tuple[Round, list[dict[str, Any]]]:
    """Every account of a round with its name, unit and outcome, as far as one sees, by unit and tier."""
    return _round(office, year), office.annual.results(year, scope_of(office.identity))


def _find(office: Office, year: int, account_id: str) -> tuple[Account, Round, Review]:
    account, term = get_account(office, account_id), _round(office, year)
    review = office.annual.review(year, account.id)
    if review is None:
        raise NotFound()
    office.work.check_version(review.version)
    return account, term, review


def _round(office: Office, year: int) -> Round:
    term = office.annual.round(year)
    if term is None:
        raise NotFound()
    return term


def _suspend(office: Office, account: Account, review: Review, reason: str) -> None:
    if account.status == "active":
        set_status(office, account, "suspended", reason, review.cause)


def _schedule_rectification(office: Office, review: Review) -> None:
    if review.rectify_by is None:
        office.work.unschedule(RECTIFY, review.id)
    else:
        office.schedule_day(RECTIFY, review.id, review.rectify_by + timedelta(days=1))


def _tell(office: Office, review: Review, verdict: str) -> None:
    office.work.emit(
        AnnualReviewDecided(
            year=review.year,
            account_id=review.account_id,
            unit_id=review.unit_id,
            verdict=verdict,
            rectify_by=review.rectify_by.isoformat() if review.rectify_by else "",
        )
    )
    office.work.record(f"annual_review.{verdict}", f"account:{review.account_id}", year=review.year, total=review.total)
