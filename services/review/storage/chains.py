"""The chains of stages that were set, by tier and channel; where none was, the default holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.kit.api import Work
from services.review.domain.stages import DEFAULT_CHAINS, Step
from services.review.storage.tables import chains


def steps_for(session: Session, tier: int, channel: str) -> tuple[Step, ...]:
    """The chain of a channel, else of its tier, else the default."""
    query = sa.select(chains.c.steps).where(chains.c.tier == tier, chains.c.channel.in_((channel, "")))
    steps = session.scalars(query.order_by(chains.c.channel.desc()).limit(1)).first()
    return tuple(Step(**step) for step in steps) if steps else DEFAULT_CHAINS[tier]


def every(session: Session) -> Sequence[sa.Row[Any]]:
    """All chains that were set."""
    return session.execute(sa.select(chains).order_by(chains.c.tier, chains.c.channel)).all()


def save(work: Work, tier: int, channel: str, steps: Sequence[Step]) -> None:
    """Set a chain; no steps: the default again."""
    work.session.execute(sa.delete(chains).where(chains.c.tier == tier, chains.c.channel == channel))
    if steps:
        row = {"tier": tier, "channel": channel, "steps": [asdict(step) for step in steps]}
        work.session.execute(sa.insert(chains).values(**row, changed_by=work.identity.id, changed_at=work.now))
