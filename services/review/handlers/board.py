"""The part of the boards that tells of review."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from services.contracts.errors import NotPermitted
from services.kit.api import Work
from services.review.domain.observed import ObservedPost
from services.review.domain.submission import Submission
from services.review.handlers.rights import READERS
from services.review.storage import board as stored
from services.review.storage.submissions import IN_UNIT

RECENT = timedelta(days=30)


@dataclass(frozen=True)
class Board:
    """Counts, what waits, the newest texts, the most urgent ones, and what was observed in thirty days."""

    states: dict[str, int]
    tiers: dict[str, int]
    channels: dict[str, int]
    waiting: Sequence[Any]
    newest: Sequence[Submission]
    due: Sequence[Submission]
    verdicts: dict[str, int]
    bad_posts: Sequence[ObservedPost]


def get_board(work: Work, unit_id: str) -> Board:
    """Of the whole college for the department and the auditor; of one unit for its people too."""
    if not work.identity.has(*READERS) and (not unit_id or unit_id not in work.identity.units(*IN_UNIT)):
        raise NotPermitted(needs=list(READERS))
    session = work.session
    counts = stored.counts(session, unit_id)
    return Board(
        states=_sum(counts, "state"),
        tiers=_sum(counts, "tier"),
        channels=_sum(counts, "channel"),
        waiting=stored.waiting(session, unit_id),
        newest=stored.newest(session, unit_id),
        due=stored.most_urgent(session, unit_id),
        verdicts=stored.verdicts(session, unit_id, work.now - RECENT),
        bad_posts=stored.bad_posts(session, unit_id),
    )


def _sum(counts: Sequence[Any], by: str) -> dict[str, int]:
    found: Counter[str] = Counter()
    for row in counts:
        found[str(getattr(row, by))] += row.number
    return dict(found)
