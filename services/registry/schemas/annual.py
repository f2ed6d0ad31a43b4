"""The annual review as shapes of the contract."""

from __future__ import annotations

from typing import Any

from services.registry.domain.annual import Review, Round
from services.registry.schemas.contacts import moment


def dump_round(round: Round) -> dict[str, Any]:
    return {
        "year": round.year,
        "opens_on": round.opens_on.isoformat(),
        "due_on": round.due_on.isoformat(),
        "criteria": round.criteria,
        "closed": round.closed,
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
