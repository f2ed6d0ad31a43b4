"""Reading: lists by page, and whole things with all that belongs to them, as far as the caller reaches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from services.alerts.domain.delivery import EVENT_HOOK, Backlog, Channel
from services.alerts.domain.directives import Directive, Receipt
from services.alerts.domain.duty import Rota, Shift
from services.alerts.domain.freezes import Freeze, Proof
from services.alerts.domain.incidents import Incident
from services.alerts.domain.intake import IntakeRule
from services.alerts.domain.register import Account, Person
from services.alerts.domain.watch import Swap
from services.alerts.domain.whole import WholeIncident
from services.alerts.handlers import rights
from services.alerts.handlers.delivery import LOOKS as DELIVERY_LOOKS
from services.alerts.handlers.directives import find_directive
from services.alerts.handlers.duty import LOOKS, find_shifts
from services.alerts.handlers.incidents import find_incident
from services.alerts.storage import (
    aftermath,
    delivery,
    directives,
    duty,
    incidents,
    intake,
    messages,
    register,
    tables,
)
from services.alerts.storage.backlog import backlogs
from services.kit.api import Work
from services.kit.paging import page

Plain = dict[str, Any]
Dump = Callable[[Any], Plain]


def _newest(work: Work, query: Any, table: Any, wanted: Plain, dump: Dump) -> Plain:
    return page(work.session, query, table.c.id, wanted, dump, newest_first=True)


def page_incidents(work: Work, wanted: Plain, dump: Dump) -> Plain:
    query = incidents.list_incidents(rights.reach_of(work.identity), wanted)
    return _newest(work, query, tables.incident, wanted, dump)


def page_actions(work: Work, wanted: Plain, dump: Dump) -> Plain:
    """Actions of incidents: those within reach, and one's own."""
    person_id = work.identity.id
    reach = rights.reach_of(work.identity) if work.identity.has(*rights.READS) else rights.own_reach(work.identity)
    chosen = {**wanted, "owner_id": person_id if wanted.get("mine") else wanted.get("owner_id", "")}
    return _newest(work, aftermath.list_actions(reach, chosen), tables.incident_actions, wanted, dump)


def page_sources(work: Work, wanted: Plain, dump: Dump) -> Plain:
    work.identity.require(*LOOKS)
    return _newest(work, intake.list_sources(), tables.intake_sources, wanted, dump)


def page_takedowns(work: Work, wanted: Plain, dump: Dump) -> Plain:
    query = incidents.list_takedowns(rights.reach_of(work.identity), wanted)
    return _newest(work, query, tables.takedown, wanted, dump)


def page_directives(work: Work, wanted: Plain, dump: Dump) -> Plain:
    query = directives.list_directives(rights.reach_of(work.identity), wanted)
    return _newest(work, query, tables.directives, wanted, dump)


def page_freezes(work: Work, wanted: Plain, dump: Callable[[Freeze, Sequence[Proof]], Plain]) -> Plain:
    """Freezes, each with the processes that obey it."""
    work.identity.require(*rights.READS)
    found: list[Freeze] = []

    def keep(freeze: Freeze) -> Plain:
        found.append(freeze)
        return {}

    paged = _newest(work, directives.list_freezes(wanted), tables.freeze, wanted, keep)
    proofs = directives.proofs_of(work.session, [freeze.id for freeze in found])
    return {**paged, "items": [dump(freeze, proofs[freeze.id]) for freeze in found]}


def page_rotas(work: Work, wanted: Plain, dump: Dump) -> Plain:
    work.identity.require(*LOOKS)
    return _newest(work, duty.list_rotas(), tables.rotas, wanted, dump)


def page_overrides(work: Work, wanted: Plain, dump: Dump) -> Plain:
    work.identity.require(*LOOKS)
    return _newest(work, duty.list_overrides(), tables.overrides, wanted, dump)


def page_periods(work: Work, wanted: Plain, dump: Dump) -> Plain:
    work.identity.require(*LOOKS)
    return _newest(work, duty.list_periods(), tables.periods, wanted, dump)


def page_swaps(work: Work, wanted: Plain, dump: Callable[[Swap, dict[str, str]], Plain]) -> Plain:
    """One's own swaps; all of them for who sets the rotas."""
    work.identity.require(*LOOKS)
    mine = "" if work.identity.has(*rights.SETS, "auditor") else work.identity.id
    found: list[Swap] = []

    def keep(swap: Swap) -> Plain:
        found.append(swap)
        return {}

    paged = _newest(work, duty.list_swaps(mine), tables.swaps, wanted, keep)
    names = names_in_swaps(work, found)
    return {**paged, "items": [dump(swap, names) for swap in found]}


def names_in_swaps(work: Work, found: Sequence[Swap]) -> dict[str, str]:
    people = {person for swap in found for person in (swap.asker_id, swap.asked_id)}
    return {person.id: person.name for person in register.find_people(work.session, people).values()}


def page_notes(work: Work, wanted: Plain, dump: Dump) -> Plain:
    work.identity.require(*LOOKS)
    return _newest(work, duty.list_notes(wanted), tables.duty_notes, wanted, dump)


def page_policies(work: Work, wanted: Plain, dump: Dump) -> Plain:
    work.identity.require(*LOOKS)
    return _newest(work, duty.list_policies(), tables.policies, wanted, dump)


def page_messages(work: Work, wanted: Plain, dump: Dump) -> Plain:
    """One's own messages, the newest first, with how many are unread."""
    query = messages.list_messages(work.identity.id, wanted)
    found = _newest(work, query, tables.messages, wanted, dump)
    return {**found, "unread": messages.unread(work.session, work.identity.id)}


def page_channels(work: Work, wanted: Plain, dump: Dump) -> Plain:
    work.identity.require(*DELIVERY_LOOKS)
    query = delivery.list_channels().where(tables.channels.c.kind != EVENT_HOOK)
    return _newest(work, query, tables.channels, wanted, dump)


def page_hooks(work: Work, wanted: Plain, dump: Callable[[Channel, Backlog], Plain]) -> Plain:
    """Webhooks, each with what waits for it."""
    found: list[Channel] = []

    def keep(hook: Channel) -> Plain:
        found.append(hook)
        return {}

    query = delivery.list_channels().where(tables.channels.c.kind == EVENT_HOOK)
    listed = _newest(work, query, tables.channels, wanted, keep)
    late = backlogs(work.session, [hook.id for hook in found])
    return {**listed, "items": [dump(hook, late.get(hook.id, Backlog())) for hook in found]}


def page_hook_deliveries(work: Work, wanted: Plain, dump: Dump) -> Plain:
    return _newest(work, delivery.list_deliveries(wanted), tables.deliveries, wanted, dump)


def page_deliveries(work: Work, wanted: Plain, dump: Dump) -> Plain:
    work.identity.require(*DELIVERY_LOOKS)
    return _newest(work, delivery.list_deliveries(wanted), tables.deliveries, wanted, dump)


def list_rules(work: Work) -> list[IntakeRule]:
    work.identity.require(*LOOKS)
    return sorted(intake.rules(work.session).values(), key=lambda rule: rule.kind)


def whole_incident(work: Work, found: Incident) -> WholeIncident:
    session = work.session
    session.flush()
    ids = incidents.family(session, found.id)
    return WholeIncident(
        incident=found,
        account=register.find_account(session, found.account_id) if found.account_id else None,
        timeline=incidents.timeline_of(session, found.id),
        posts=incidents.posts_of(session, ids),
        evidence=aftermath.evidence_of(session, ids),
        people=aftermath.people_of(session, ids),
        takedowns=incidents.takedowns_of(session, ids),
        directive_ids=incidents.directive_ids_of(session, ids),
        merged=ids[1:],
        review=aftermath.review_of(session, found.id),
        actions=aftermath.actions_of(session, ids),
        names={person.id: person.name for person in register.find_people(session, found.awaiting).values()},
    )


def show_incident(work: Work, incident_id: str) -> WholeIncident:
    return whole_incident(work, find_incident(work, incident_id))


Rows = list[tuple[Receipt, Account | None]]


def show_directive(work: Work, directive_id: str, wanted: Plain) -> tuple[Directive, Rows, str | None]:
    """A directive, a page of its receipts within reach, and the cursor of the next page."""
    found = find_directive(work, directive_id)
    rows, cursor = directives.receipts_page(work.session, directive_id, rights.reach_of(work.identity), wanted)
    return found, rows, cursor


def show_receipt(work: Work, receipt: Receipt) -> tuple[Receipt, Account | None]:
    return receipt, register.find_account(work.session, receipt.account_id)


def sensitive_now(work: Work) -> str:
    """The name of the sensitive period that holds now; empty where none does."""
    return next((period.name for period in duty.periods_between(work.session, work.now, work.now)), "")


def show_duty(work: Work) -> tuple[list[Shift], Sequence[Rota], dict[str, Person]]:
    """Who is on duty now, with the rotas and people that are named."""
    shifts = find_shifts(work)
    people = register.find_people(work.session, [shift.person_id for shift in shifts])
    return shifts, duty.active_rotas(work.session), people
