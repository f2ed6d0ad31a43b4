"""The part of the boards that tells of review."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from services.contracts.errors import NotPermitted
from services.kit.api import Work
from services.review.domain.campaigns import Campaign
from services.review.domain.dossiers import Board
from services.review.handlers.rights import READERS
from services.review.storage import board as stored
from services.review.storage.submissions import IN_UNIT

RECENT = timedelta(days=30)


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
        campaigns=_campaigns(work, unit_id),
        trend=stored.trend(session, unit_id, work.now),
    )


def _campaigns(work: Work, unit_id: str) -> list[tuple[Campaign, dict[str, int]]]:
    """The campaigns that are not over, each with how many of its texts stand where."""
    found = stored.campaigns_now(work.session, work.now)
    counts: dict[str, dict[str, int]] = {campaign.id: {} for campaign in found}
    for row in stored.campaign_states(work.session, list(counts), unit_id):
        counts[row.campaign_id][row.standing] = row.number
    return [(campaign, counts[campaign.id]) for campaign in found]


def _sum(counts: Sequence[Any], by: str) -> dict[str, int]:
    found: Counter[str] = Counter()
    for row in counts:
        found[str(getattr(row, by))] += row.number
    return dict(found)
