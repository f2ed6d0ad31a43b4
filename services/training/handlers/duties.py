"""The duty to be trained after an incident: it arises by event, and is met by a certificate (articles 15 and 16).

The incident may be told of before the account is: the requirement waits, and becomes duties when the account is known.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from services.contracts.alerts.events import IncidentOpened
from services.contracts.registry.events import AccountApproved, AccountChanged
from services.kit.api import Deadline, Work
from services.training.domain.duties import require_training
from services.training.handlers import standing
from services.training.handlers.rights import READERS, UNIT_ROLES, require_reader
from services.training.storage import duties, people

UNASSIGNED = "duty.unassigned"
LOOK_AGAIN = timedelta(minutes=1)


def note_accounts(work: Work, events: Iterable[AccountApproved | AccountChanged]) -> None:
    """Keep who runs each account; newcomers without a valid certificate owe one, and what waited for the account becomes duties."""
    rows = {
        event.account_id: {
            "id": event.account_id,
            "name": event.name,
            "unit_id": event.unit_id,
            "operator_ids": list(event.operator_ids),
        }
        for event in events
    }
    before = duties.operators_of(work.session, list(rows))
    duties.save_accounts(work.session, list(rows.values()))
    for account_id, row in rows.items():
        known, now = before.get(account_id, set()), set(row["operator_ids"])
        standing.require_of_administrators(work, row, now - known)
        standing.forget_administrators(work, account_id, sorted(known - now))
    _assign(work)


def require_of_incidents(work: Work, told: Iterable[tuple[IncidentOpened, datetime]]) -> None:
    """Note what incidents ask for: pairs of event and the time it tells of."""
    found = [require_training(e.incident_id, e.account_id, e.severity, e.title, at) for e, at in told]
    wanted = [requirement for requirement in found if requirement is not None]
    if wanted:
        duties.save_requirements(work.session, wanted)
        _assign(work)
        for incident_id in duties.unassigned(work.session, [requirement.incident_id for requirement in wanted]):
            work.schedule(UNASSIGNED, incident_id, work.now + LOOK_AGAIN)


def assign_late(work: Work, deadline: Deadline) -> None:
    """Look once more: incident and account may have been told to two processes in the same moment, neither seeing the other."""
    _assign(work)


def list_duties(work: Work, wanted: dict[str, Any], dump: Any) -> dict[str, Any]:
    """A page of duties: all for those who oversee, else those of one's units where one has a part in them, and one's own."""
    require_reader(work.identity)
    units = None if work.identity.has(*READERS) else work.identity.units(*UNIT_ROLES)
    found = duties.list_duties(work.session, wanted, dump, work.now, units=units, person_id=work.identity.id)
    names = people.names_of(work.session, {item["person_id"] for item in found["items"] if "person_id" in item})
    return {
        **found,
        "items": [{**item, "person_name": names.get(item.get("person_id", ""), "")} for item in found["items"]],
    }


def _assign(work: Work) -> None:
    made = duties.assign_duties(work.session, work.new_id)
    standing.announce(work, made)
    for duty in made:
        work.record(
            "require_training", f"person:{duty.person_id}", incident=duty.incident_id, due=duty.due_at.isoformat()
        )
