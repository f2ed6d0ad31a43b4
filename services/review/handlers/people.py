"""What the registry tells of people, and who stands in for whom while on leave (article 13)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from services.contracts.errors import InputInvalid, NotFound, NotPermitted
from services.contracts.registry.events import PersonSaved
from services.kit.api import Identity, Work
from services.kit.forgetting import forget_name
from services.kit.paging import page
from services.review.domain.substitutes import Member, Substitute, check_substitution
from services.review.storage import desk as stored
from services.review.storage.tables import metadata, seals

LEADS = ("officer", "director", "admin")


def note_person(work: Work, event: PersonSaved) -> None:
    """A person is new, holds other roles than before, or is erased."""
    grants = [[role, unit] for role, unit in event.grants]
    stored.save_member(work.session, Member(event.person_id, event.name, event.unit_id, grants, event.active))
    if event.erased:
        forget_name(work.session, metadata, event.person_id, event.name, (seals.c.approvals,))


def acting(work: Work) -> Identity:
    """Who acts, with the places in review of those for whom they stand in now."""
    absent = stored.absent_for(work.session, work.identity.id, work.now)
    places = tuple(place for member in absent for place in member.places)
    return replace(work.identity, grants=(*work.identity.grants, *places)) if places else work.identity


def set_substitute(work: Work, wanted: dict[str, Any]) -> Substitute:
    """Name a substitute: for oneself, or by the propaganda department or an administrator for somebody else."""
    absent_id = wanted["absent_id"] or work.identity.id
    _must_lead_or_be(work, absent_id)
    absent, other = _member(work, absent_id, "absent_id"), _member(work, wanted["substitute_id"], "substitute_id")
    check_substitution(absent, other, wanted["starts_at"], wanted["ends_at"])
    found = Substitute(
        id=work.new_id(),
        absent_id=absent.id,
        absent_name=absent.name,
        substitute_id=other.id,
        substitute_name=other.name,
        starts_at=wanted["starts_at"],
        ends_at=wanted["ends_at"],
        reason=wanted["reason"],
        set_by=work.identity.id,
        set_by_name=work.identity.name,
        created_at=work.now,
    )
    work.session.add(found)
    work.record("set_substitute", f"person:{absent.id}", substitute=other.id, ends_at=found.ends_at.isoformat())
    return found


def end_substitute(work: Work, substitute_id: str) -> Substitute:
    """They are back."""
    found = stored.find_substitute(work.session, substitute_id)
    if found is None:
        raise NotFound(substitute_id=substitute_id)
    _must_lead_or_be(work, found.absent_id)
    found.ended_at = found.ended_at or work.now
    work.record("end_substitute", f"person:{found.absent_id}", substitute=found.substitute_id)
    return found


def list_substitutes(work: Work, wanted: dict[str, Any], dump: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    """Those that are not over: all for the department and administrators, one's own for everybody else."""
    query = stored.listing(work.identity.id, work.now, everyone=work.identity.has(*LEADS, "auditor"))
    return page(work.session, query, stored.LIST_KEY, wanted, dump)


def list_reviewers(work: Work) -> list[Member]:
    """Who has a place in review: for choosing a substitute or somebody to assign a text to."""
    work.identity.require(*LEADS, "reviewer", "responsible", "league", "student_affairs")
    return [member for member in stored.members(work.session) if member.places]


def find_member(work: Work, person_id: str, field: str) -> Member:
    """The person. Raises `InputInvalid` where nothing was heard of them."""
    return _member(work, person_id, field)


def _member(work: Work, person_id: str, field: str) -> Member:
    found = stored.find_member(work.session, person_id)
    if found is None:
        raise InputInvalid({field: ["没有这个人员。 There is no such person."]})
    return found


def _must_lead_or_be(work: Work, person_id: str) -> None:
    if work.identity.id != person_id and not work.identity.has(*LEADS):
        raise NotPermitted(needs=list(LEADS))
