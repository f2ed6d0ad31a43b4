"""Setting which stages a text passes (article 13), by tier and channel. What is already on its way keeps its stages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.contracts.errors import NotFound
from services.contracts.vocabulary import TIERS
from services.kit.api import Work
from services.review.domain.dossiers import Chain
from services.review.domain.stages import DEFAULT_CHAINS, Step, check_chain
from services.review.storage import chains as stored

READERS = ("officer", "director", "auditor", "admin")


def list_chains(work: Work) -> list[Chain]:
    """The chain of each tier, and those set for one channel: (tier, channel, steps)."""
    work.identity.require(*READERS)
    found: dict[tuple[int, str], Sequence[Step]] = {(tier, ""): DEFAULT_CHAINS[tier] for tier in TIERS}
    for row in stored.every(work.session):
        found[row.tier, row.channel] = [Step(**step) for step in row.steps]
    return [(tier, channel, steps) for (tier, channel), steps in sorted(found.items())]


def set_chain(work: Work, tier_named: str, channel: str, wanted: Sequence[dict[str, Any]]) -> list[Chain]:
    """Set a chain; no steps: the default again. Raises `InputInvalid` where fewer than two people would look."""
    work.identity.require("director", "admin")
    tier = _tier(tier_named)
    steps = [Step(**step) for step in wanted]
    if steps:
        check_chain(steps, tier)
    stored.save(work, tier, channel, steps)
    work.record("set_chain", f"chain:{tier}:{channel}", steps=[[step.role, step.place, step.when] for step in steps])
    return list_chains(work)


def _tier(named: str) -> int:
    if named not in [str(tier) for tier in TIERS]:
        raise NotFound(tier=named)
    return int(named)
