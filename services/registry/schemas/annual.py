"""The annual review as shapes of the contract."""

from __future__ import annotations

from typing import Any

from services.registry.domain.annual import Review, Round
from services.registry.domain.known import Known
from services.registry.schemas.contacts import moment


def dump_round(round: Round) -> dict[str, Any]:
    return {
        "year": round.year,
        "opens_on": round.opens_on.isoformat(),
        "due_on": round.due_on.isoformat(),
        "criteria": round.criteria,
        "closed": round.closed,
        "version": round.version,
    }


def dump_review(review: Review) -> dict[str, Any]:
    return {
        "year": review.year,
        "account_id": review.account_id,
        "unit_id": review.unit_id,
        "tier": review.tier,
        "state": review.state,
        "assessment": review.assessment,
        "assessed_by": review.assessed_by,
        "assessed_at": moment(review.assessed_at),
        "inspection": review.inspection,
        "verdict": review.verdict,
        "scores": review.scores,
        "total": review.total,
        "comment": review.comment,
        "rectify_by": review.rectify_by.isoformat() if review.rectify_by else None,
        "decided_by": review.decided_by,
        "decided_at": moment(review.decided_at),
        "overdue": review.overdue,
        "version": review.version,
    }


def dump_known(known: Known) -> dict[str, Any]:
    return {
        **known.counted,
        "incidents": known.incidents,
        "overdue_filings": known.overdue_filings,
        "last_post_on": known.last_post_on.isoformat() if known.last_post_on else None,
        "silent_days": known.silent_days,
        "dormant": known.dormant,
        "responsible_fits": known.responsible_fits,
        "late_filings_ever": known.late_filings_ever,
    }
