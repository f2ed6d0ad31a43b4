"""Evidence and people of an incident: kept before anything is deleted, never changed afterwards (article 15)."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from services.alerts.domain.evidence import Evidence, Involved, checksum, media_type_of
from services.alerts.domain.incidents import Incident
from services.alerts.handlers import intake, rights
from services.alerts.handlers.incidents import find_incident
from services.alerts.storage import aftermath, register
from services.contracts.errors import InputInvalid, NotFound, StateConflict
from services.kit.api import Work


def _open_incident(work: Work, incident_id: str) -> Incident:
    """The incident, for one who may add to it."""
    found = find_incident(work, incident_id)
    work.identity.require(*rights.REPORTS)
    return found


def keep_file(work: Work, incident_id: str, given: dict[str, Any]) -> Evidence:
    """Keep a screenshot or document. Raises `InputInvalid` where its content is none, `StateConflict` where it is kept already."""
    found = _open_incident(work, incident_id)
    try:
        content = base64.b64decode(given["base64"], validate=True)
    except (binascii.Error, ValueError) as error:
        raise InputInvalid({"base64": ["不是有效的 Base64。 Not valid Base64."]}) from error
    return _keep(work, found, given, given["name"], content)


def keep_text(work: Work, incident_id: str, given: dict[str, Any]) -> Evidence:
    """Keep a text word for word."""
    found = _open_incident(work, incident_id)
    return _keep(work, found, given, given["name"] or "text.txt", given["text"].encode())


def _keep(work: Work, found: Incident, given: dict[str, Any], name: str, content: bytes) -> Evidence:
    media_type, sha256 = media_type_of(content), checksum(content)
    if aftermath.same_evidence(work.session, found.id, sha256):
        raise StateConflict(
            code="already_kept",
            zh="同样内容的证据已经留存。没有作任何更改。",
            en="Evidence of the same content is kept already. Nothing was changed.",
        )
    kept = Evidence(
        id=work.new_id(),
        incident_id=found.id,
        name=name,
        media_type=media_type,
        size=len(content),
        sha256=sha256,
        url=given.get("url", ""),
        note=given.get("note", ""),
        taken_at=given.get("taken_at") or work.now,
        kept_by=work.identity.id,
        kept_by_name=work.identity.name,
        kept_at=work.now,
        content=content,
    )
    told = {"evidence_id": kept.id, "name": kept.name, "url": kept.url, "checksum": sha256}
    work.session.add_all([kept, found.note("evidence_kept", rights.by(work), work.now, **told)])
    work.record("incident.evidence", found.id, sha256=sha256, size=kept.size)
    return kept


def fetch_evidence(work: Work, evidence_id: str) -> Evidence:
    """A piece of evidence with its content, for one who may see its incident. Raises `NotFound`."""
    found = aftermath.find_evidence(work.session, evidence_id, rights.reach_of(work.identity))
    if found is None:
        raise NotFound(evidence=evidence_id)
    return found


def link_post(work: Work, incident_id: str, given: dict[str, Any]) -> Incident:
    """Link another post to an incident, with as much of its text as there is."""
    found = _open_incident(work, incident_id)
    post = intake.reported_post(work, found.id, given["url"], given["title"], given["text"], given["published_at"])
    intake.link_post(work, found, post)
    return found


def name_person(work: Work, incident_id: str, given: dict[str, Any]) -> Incident:
    """Name somebody with their part in an incident. The ledger keeps that it was done, and no name."""
    found = find_incident(work, incident_id)
    work.identity.require(*rights.HANDLES)
    person = register.find_people(work.session, [given["person_id"]]).get(given["person_id"])
    if given["person_id"] and person is None:
        raise InputInvalid({"person_id": ["没有这个人。 There is no such person."]})
    named = Involved(
        id=work.new_id(),
        incident_id=found.id,
        person_id=given["person_id"],
        name=person.name if person else given["name"],
        part=given["part"],
        note=given["note"],
        named_by=work.identity.id,
        named_at=work.now,
    )
    work.session.add_all(
        [named, found.note("person_named", rights.by(work), work.now, name=named.name, part=named.part)]
    )
    work.record("incident.person_named", found.id, part=named.part, person_id=named.person_id)
    return found
