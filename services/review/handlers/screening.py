"""Screening: of texts handed in, many at a time, and of any text somebody asks about (articles 10, 13, 14).

It shows findings to people and never decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.contracts.review.events import SubmissionScreened, SubmissionSubmitted, UrgentSubmitted
from services.kit.api import Events, Work
from services.kit.identity import service_identity
from services.review import wordlist
from services.review.domain.due_times import SEVERITIES, gravest
from services.review.handlers.freezes import hold_screened
from services.review.screening import Finding
from services.review.storage import submissions as stored

ME = service_identity("review")
FIELDS = ("title", "body")


def screen_submissions(work: Work, events: Events) -> None:
    """Screen the submitted versions and bring them to review, in four statements for all of them.

    A version that was superseded meanwhile is left alone. One event and one ledger entry for each that moved.
    """
    _, screener = wordlist.current(work.session)
    submitted = [(_submitted(received.event), received.envelope.id) for received in events]
    found = iter(screener.screen_many([text for event, _ in submitted for text in (event.title, event.body)]))
    rows = [[_row(event, field, finding) for field in FIELDS for finding in next(found)] for event, _ in submitted]
    screened = [_screened(event, of_one) for (event, _), of_one in zip(submitted, rows, strict=True)]
    moved = stored.move_to_review(work.session, [_move(event) for event in screened], work.now)
    kept: list[dict[str, Any]] = []
    for event, of_one, (_, cause) in zip(screened, rows, submitted, strict=True):
        if (event.submission_id, event.version) in moved:
            kept += [{**row, "number": number} for number, row in enumerate(of_one, 1)]
            _tell(work, event, cause)
    stored.keep_findings(work.session, kept)
    hold_screened(work, [submission_id for submission_id, _ in moved])


def _submitted(event: object) -> SubmissionSubmitted | UrgentSubmitted:
    assert isinstance(event, SubmissionSubmitted | UrgentSubmitted)
    return event


def _row(event: SubmissionSubmitted | UrgentSubmitted, field: str, finding: Finding) -> dict[str, Any]:
    return {
        "submission_id": event.submission_id,
        "version": event.version,
        "field": field,
        "name": finding.name,
        "rule": finding.rule,
        "start": finding.start,
        "end": finding.end,
        "matched": finding.matched,
        "tier": finding.tier,
        "severity": finding.severity,
        "article": finding.article,
    }


def _screened(event: SubmissionSubmitted | UrgentSubmitted, rows: Sequence[dict[str, Any]]) -> SubmissionScreened:
    return SubmissionScreened(
        submission_id=event.submission_id,
        version=event.version,
        account_id=event.account_id,
        fingerprint=event.fingerprint,
        findings=len(rows),
        severity=gravest([row["severity"] for row in rows]),
    )


def _move(event: SubmissionScreened) -> dict[str, Any]:
    rank = len(SEVERITIES) - SEVERITIES.index(event.severity)
    return {"id": event.submission_id, "version": event.version, "severity": event.severity, "rank": str(rank)}


def _tell(work: Work, event: SubmissionScreened, cause: str) -> None:
    with work.acting_for(ME, cause):
        work.emit(event)
        work.record(
            "screen",
            f"submission:{event.submission_id}",
            version=event.version,
            findings=event.findings,
            severity=event.severity,
        )


def screen_text(work: Work, text: str) -> tuple[int, list[Finding]]:
    """What the word list shows in `text`: the list's version and the findings. Any signed-in person may ask."""
    version, screener = wordlist.current(work.session)
    return version, screener.screen(text)
