"""Learning of units, people and accounts from the registry's events. Settled by the newest event; nothing is asked back."""

from __future__ import annotations

from collections.abc import Sequence

from services.alerts.storage import register
from services.alerts.storage.tables import freeze, metadata, timeline
from services.contracts.registry.events import (
    AccountApproved,
    AccountChanged,
    AccountStatusChanged,
    PersonSaved,
    UnitMerged,
    UnitSaved,
)
from services.kit.api import Work
from services.kit.forgetting import forget_name
from services.kit.uniting import move_unit


def note_accounts(work: Work, events: Sequence[AccountApproved | AccountChanged]) -> None:
    newest = {event.account_id: event for event in events}
    rows = [
        {
            "id": e.account_id,
            "name": e.name,
            "handle": e.handle,
            "channel": e.channel,
            "tier": e.tier,
            "unit_id": e.unit_id,
            "unit_name": e.unit_name,
            "faculty_id": e.faculty_id,
            "responsible_person": e.responsible_person,
            "status": "active",
        }
        for e in newest.values()
    ]
    register.save_accounts(work.session, rows, {e.account_id: e.operator_ids for e in newest.values()})


def note_status(work: Work, event: AccountStatusChanged) -> None:
    register.set_status(work.session, event.account_id, event.status)


def note_units(work: Work, events: Sequence[UnitSaved]) -> None:
    newest = {event.unit_id: event for event in events}
    rows = [{"id": e.unit_id, "name": e.name, "kind": e.kind} for e in newest.values()]
    register.save_units(work.session, rows, {e.unit_id: e.path for e in newest.values()})


def note_unit_merged(work: Work, event: UnitMerged) -> None:
    """A unit is no more; a freeze that names it holds for the unit that it was merged into, so that nobody slips out of it."""
    register.forget_unit(work.session, event.unit_id)
    move_unit(work.session, metadata, event.unit_id, event.into_id, (freeze.c.scope,))


def note_people(work: Work, events: Sequence[PersonSaved]) -> None:
    newest = {event.person_id: event for event in events}
    rows = [
        {"id": e.person_id, "username": e.username, "name": e.name, "unit_id": e.unit_id, "active": e.active}
        for e in newest.values()
    ]
    register.save_people(work.session, rows, {e.person_id: e.grants for e in newest.values()})
    for event in newest.values():
        if event.erased:
            forget_name(work.session, metadata, event.person_id, event.name, (timeline.c.details,))
