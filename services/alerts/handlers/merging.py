"""Merging (article 15): two incidents that are one matter become one; what belongs to both is shown with the one that stays."""

from __future__ import annotations

from services.alerts.domain.incidents import Incident
from services.alerts.handlers import escalation, rights
from services.alerts.handlers.incidents import find_incident, tell_moved
from services.alerts.storage import incidents
from services.contracts.errors import InputInvalid
from services.kit.api import Work


def merge_incident(work: Work, incident_id: str, into_id: str, reason: str) -> Incident:
    """Close an incident as part of another; the other, as it is then. Raises `InputInvalid` where there is no other."""
    found = find_incident(work, incident_id)
    work.identity.require(*rights.HANDLES)
    work.check_version(found.version)
    into = incidents.find_incident(work.session, into_id, rights.reach_of(work.identity))
    if into is None:
        raise InputInvalid({"into": ["没有这个事件。 There is no such incident."]})
    key = found.dedup_key
    work.session.add_all(found.merge_into(into, rights.by(work), work.now, reason))
    if key and into.dedup_key is None:
        work.session.flush()
        into.dedup_key = key
    escalation.stop(work, found)
    tell_moved(work, found, "incident.merge", into=into.id)
    return into
