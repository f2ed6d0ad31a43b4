"""Sightings of accounts that use a protected name without being registered (article 8)."""

from __future__ import annotations

from typing import Any

from services.contracts.errors import NotFound
from services.contracts.registry.events import SightingFiled
from services.contracts.registry.life_events import SightingHandled
from services.registry.domain.accounts import handle_key
from services.registry.domain.rights import SEES_ALL, require
from services.registry.domain.sightings import Sighting
from services.registry.handlers.names import find_protected
from services.registry.handlers.office import Dump, Office, Page


def file_sighting(office: Office, seen: dict[str, str]) -> Sighting:
    """Somebody saw an account; where it is not registered, the other services learn of it.

    Anybody who is signed in may tell, but for the auditor, who changes nothing.
    """
    who = office.identity
    require(not who.has("auditor"))
    known = office.accounts.at(seen["channel"], handle_key(seen["handle"]))
    names = list(dict.fromkeys(finding.protected_name for finding in find_protected(office, seen["name"], "")))
    sighting = Sighting(
        id=office.work.new_id(),
        protected_names=names,
        account_id=known.id if known else "",
        by=who.id,
        by_name=who.name,
        at=office.work.now,
        channel=seen["channel"],
        handle=seen["handle"],
        name=seen["name"],
        url=seen["url"],
        note=seen["note"],
    )
    office.sightings.add(sighting)
    if known is None:
        office.work.emit(SightingFiled(sighting_id=sighting.id, protected_names=tuple(names), **seen))
    office.work.record(
        "sighting.filed", f"sighting:{sighting.id}", registered=sighting.registered, channel=sighting.channel
    )
    return sighting


def list_sightings(office: Office, wanted: dict[str, Any], dump: Dump) -> Page:
    """All of them for the propaganda department, the auditor and who is on duty; for others what they filed."""
    return office.sightings.page(wanted, "" if office.identity.has(*SEES_ALL) else office.identity.id, dump)


def get_sighting(office: Office, sighting_id: str) -> Sighting:
    return _seen(office, office.sightings.get(sighting_id))


def handle_sighting(office: Office, sighting_id: str, outcome: str, comment: str) -> Sighting:
    """What became of it; the propaganda department says so."""
    sighting = _seen(office, office.sightings.locked(sighting_id))
    office.work.check_version(sighting.version)
    sighting.handle_it(office.identity, outcome, comment, office.work.now)
    office.work.emit(
        SightingHandled(sighting_id=sighting.id, channel=sighting.channel, handle=sighting.handle, outcome=outcome)
    )
    office.work.record("sighting.handled", f"sighting:{sighting.id}", outcome=outcome)
    return sighting


def _seen(office: Office, sighting: Sighting | None) -> Sighting:
    if sighting is None or not (office.identity.has(*SEES_ALL) or sighting.by == office.identity.id):
        raise NotFound()
    return sighting
