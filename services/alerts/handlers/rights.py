"""Who may do what here: from the verified identity to a reach over accounts, and the refusals."""

from __future__ import annotations

from services.alerts.domain.register import By, Reach
from services.contracts.errors import NotPermitted
from services.kit.api import Identity, Work

SEES_ALL = ("officer", "director", "duty", "auditor")
HANDLES = ("officer", "director", "duty")
COMMANDS = ("officer", "director")
SETS = ("officer", "director", "admin")
LEADS_TIER_3 = ("league", "student_affairs")
UNIT_ROLES = ("responsible", "reviewer")
ANSWERS = ("responsible", "reviewer", "operator")
REPORTS = (*HANDLES, *UNIT_ROLES, "operator", *LEADS_TIER_3, "association")
READS = (*REPORTS, "auditor")


def by(work: Work) -> By:
    return By(work.identity.id, work.identity.name)


def reach_of(identity: Identity) -> Reach:
    """What a person may see: propaganda department, duty and auditor all; leaders of tier 3 theirs; units their own (article 6)."""
    identity.require(*READS)
    return Reach(
        person_id=identity.id,
        everything=identity.has(*SEES_ALL),
        unit_ids=frozenset(identity.units(*UNIT_ROLES)),
        tiers=(3,) if identity.has(*LEADS_TIER_3) else (),
    )


def own_reach(identity: Identity) -> Reach:
    """The accounts that a person answers for: those they operate, and those of their units."""
    return Reach(person_id=identity.id, unit_ids=frozenset(identity.units(*UNIT_ROLES)))


def refuse(*needs: str) -> NotPermitted:
    return NotPermitted(needs=list(needs))
