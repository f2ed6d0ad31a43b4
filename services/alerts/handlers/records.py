"""The record of accountability, statistics, and the report of an incident (article 15)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from services.alerts.domain.accountability import Record, record_of
from services.alerts.domain.incidents import Incident
from services.alerts.domain.register import Reach
from services.alerts.handlers import rights
from services.alerts.handlers.incidents import find_incident
from services.alerts.storage import accountability, aftermath, incidents, register, tables
from services.kit.api import CAMPUS_ZONE, Work
from services.kit.paging import page

MOST_ROWS = 20_000
STEPS = ("acknowledge", "contain", "resolve")


def _records(work: Work, found: Sequence[Incident]) -> list[Record]:
    """The lines of these incidents, with all that belongs to them asked for at once."""
    session, ids = work.session, [incident.id for incident in found]
    posts, takedowns = (
        accountability.posts_by_incident(session, ids),
        accountability.takedowns_by_incident(session, ids),
    )
    accounts = register.find_accounts(session, {incident.account_id for incident in found})
    first = {incident_id: listed[0].submission_id for incident_id, listed in posts.items()}
    approved = accountability.approvers(session, first.values())
    people = {person for persons in approved.values() for person in persons}
    people |= {person for incident in found for person in (incident.reported_by, incident.acknowledged_by)}
    names = {person.id: person.name for person in register.find_people(session, people).values()}
    return [
        record_of(
            incident,
            accounts.get(incident.account_id),
            posts.get(incident.id, []),
            takedowns.get(incident.id, []),
            approved.get(first.get(incident.id, ""), []),
            names,
        )
        for incident in found
    ]


def page_records(work: Work, wanted: dict[str, Any]) -> tuple[list[Record], str | None]:
    """A page of the record, the newest incident first, as far as the caller reaches."""
    found: list[Incident] = []
    paged = page(work.session, _query(work, wanted), tables.incident.c.id, wanted, _keep(found), newest_first=True)
    return _records(work, found), paged["next_cursor"]


def _keep(found: list[Incident]) -> Any:
    def keep(incident: Incident) -> dict[str, Any]:
        found.append(incident)
        return {}

    return keep


def _query(work: Work, wanted: dict[str, Any]) -> Any:
    reach = rights.reach_of(work.identity)
    return accountability.list_incidents(reach, wanted.get("since"), wanted.get("until"), wanted.get("unit_id", ""))


def export_records(work: Work, wanted: dict[str, Any]) -> list[Record]:
    """The whole record of a span, the oldest first, at most `MOST_ROWS` lines."""
    query = _query(work, wanted).order_by(tables.incident.c.id).limit(MOST_ROWS)
    return _records(work, list(work.session.scalars(query)))


def count_incidents(work: Work, since: datetime | None, until: datetime | None) -> dict[str, dict[str, int]]:
    """Incidents by unit, tier, kind, severity and month (campus time)."""
    reach: Reach = rights.reach_of(work.identity)
    counts: dict[str, Counter[str]] = {name: Counter() for name in ("unit", "tier", "kind", "severity", "month")}
    for unit, tier, kind, severity, at in accountability.count_incidents(work.session, reach, since, until):
        month = at.astimezone(CAMPUS_ZONE).strftime("%Y-%m")
        told = {"unit": unit or "-", "tier": str(tier or "-"), "kind": kind, "severity": severity, "month": month}
        for name, value in told.items():
            counts[name][value] += 1
    return {name: dict(counter.most_common()) for name, counter in counts.items()}


def measure_times(work: Work, since: datetime | None, until: datetime | None) -> dict[str, Any]:
    """How fast incidents were answered, by severity, and copies taken down: means in whole minutes, None where there is nothing."""
    reach, session = rights.reach_of(work.identity), work.session
    by_severity: dict[str, dict[str, list[float]]] = {}
    for severity, reported, *ends in accountability.response_times(session, reach, since, until):
        spans = by_severity.setdefault(severity, {name: [] for name in STEPS})
        for name, end in zip(STEPS, ends, strict=True):
            if end:
                spans[name].append((end - reported).total_seconds())
    asked = accountability.takedown_times(session, reach, since, until)
    took = [(done - at).total_seconds() for at, done, _ in asked if done]
    return {
        "minutes": {
            severity: {name: _mean(found) for name, found in spans.items()}
            for severity, spans in sorted(by_severity.items())
        },
        "takedowns": {
            "count": len(asked),
            "done": len(took),
            "late": sum(late for *_, late in asked),
            "minutes": _mean(took),
        },
    }


def _mean(seconds: Sequence[float]) -> int | None:
    return round(sum(seconds) / len(seconds) / 60) if seconds else None


def export_ledger(work: Work, found: Sequence[Record]) -> list[tuple[Any, str]]:
    """The ledger's entries about these incidents, with their hashes, each with what its actor is called today; else the id."""
    entries = accountability.ledger_of(work.session, [record.incident.id for record in found])
    known = register.find_people(work.session, {entry.actor["id"] for entry in entries})
    ids = [entry.actor["id"] for entry in entries]
    return [(entry, known[id_].name if id_ in known else id_) for entry, id_ in zip(entries, ids, strict=True)]


def gather_report(work: Work, incident_id: str) -> dict[str, Any]:
    """All that the report of an incident tells, as domain objects."""
    found = find_incident(work, incident_id)
    [record] = _records(work, [found])
    session, ids = work.session, incidents.family(work.session, found.id)
    return {
        "record": record,
        "timeline": incidents.timeline_of(session, found.id),
        "posts": incidents.posts_of(session, ids),
        "evidence": aftermath.evidence_of(session, ids),
        "people": aftermath.people_of(session, ids),
        "takedowns": incidents.takedowns_of(session, ids),
        "directives": incidents.directives_of(session, ids),
        "review": aftermath.review_of(session, found.id),
        "actions": aftermath.actions_of(session, ids),
        "now": work.now,
    }
