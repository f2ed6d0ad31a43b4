"""The board of this service: one picture of what is open, waits and runs, as far as the caller reaches."""

from __future__ import annotations

from typing import Any

from services.alerts.domain.register import Reach
from services.alerts.handlers import rights
from services.alerts.storage import board, register
from services.contracts.errors import NotFound
from services.kit.api import Work

NEWEST = 10


def reach_for(work: Work, unit_id: str) -> Reach:
    """The caller's reach, narrowed to a unit where one is named: all of it for who answers for the unit, the accounts that they
    operate for who works in it. Raises `NotFound` for a unit that is not theirs."""
    reach = rights.reach_of(work.identity)
    if not unit_id:
        return reach
    if not reach.everything and not register.unit_is_within(work.session, unit_id, reach.unit_ids):
        if unit_id in {unit for _, unit in work.identity.grants}:
            return reach
        raise NotFound(unit=unit_id)
    return Reach(person_id="", unit_ids=frozenset({unit_id}))


def draw_board(work: Work, unit_id: str) -> dict[str, Any]:
    """Everything that boards show of incidents, directives, freezes and takedowns, as domain objects and counts."""
    session, reach = work.session, reach_for(work, unit_id)
    open_ones = board.open_incidents(session, reach, NEWEST)
    running = board.directives_in_progress(session, reach, NEWEST)
    return {
        "counts": board.incident_counts(session, reach),
        "incidents": open_ones,
        "oldest": board.oldest_unacknowledged(session, reach),
        "directives": running,
        "own": {} if reach.everything else board.own_receipts(session, reach, [d.id for d in running]),
        "freezes": board.freezes_in_force(session, NEWEST),
        "trend": board.trend(session, reach, work.now),
        "takedowns": board.takedown_counts(session, reach),
        "accounts": register.find_accounts(session, {found.account_id for found in open_ones}),
    }
