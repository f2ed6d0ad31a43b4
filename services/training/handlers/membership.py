"""The student new-media association (article 16): joining, roles, backbone; and what the registry tells of people."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from services.contracts.errors import InputInvalid, NotFound, NotPermitted
from services.contracts.registry.events import PersonSaved, UnitMerged, UnitSaved
from services.kit.api import Work
from services.kit.forgetting import forget_name
from services.kit.uniting import move_unit
from services.training.domain.association import Member
from services.training.domain.rules import Rules
from services.training.handlers import offices
from services.training.handlers.rights import MEMBERSHIP, READERS, require_participant
from services.training.handlers.waiting_list import give_all_back
from services.training.storage import association, people
from services.training.storage.rules import rules_in_force
from services.training.storage.schema import metadata
from services.training.storage.tables import sessions


def add_member(work: Work, person_id: str, group: str) -> Member:
    """Take a person into the association, or apply for oneself.

    Those who keep the membership take people in at once; anyone else applies, for themselves only.
    """
    require_participant(work.identity)
    keeper = work.identity.has(*MEMBERSHIP)
    if not keeper and person_id not in ("", work.identity.id):
        raise NotPermitted(needs=list(MEMBERSHIP))
    state = "active" if keeper and person_id else "applied"
    member = _join(work, person_id or work.identity.id, state, group)
    work.record("add_member", f"member:{member.id}", state=state)
    return member


def _join(work: Work, person_id: str, state: str, group: str) -> Member:
    former = association.membership_of(work.session, person_id)
    if former is not None:
        former.come_back(state, group, work.now)
        work.session.flush()
        return former
    name, unit_id = _name_and_unit(work, person_id)
    member = Member(
        id=work.new_id(),
        person_id=person_id,
        name=name,
        unit_id=unit_id,
        state=state,
        role="member",
        group=group,
        hours=0.0,
        since=work.now,
    )
    association.add(work.session, member)
    work.session.flush()
    return member


def _name_and_unit(work: Work, person_id: str) -> tuple[str, str]:
    if person_id == work.identity.id:
        return work.identity.name, work.identity.unit_id
    person = people.find_person(work.session, person_id)
    if person is None or not person.active:
        raise InputInvalid(
            {"person_id": ["没有这个人，或已停用。 There is no such person, or they are no longer active."]}
        )
    return person.name, person.unit_id


def accept_member(work: Work, member_id: str) -> Member:
    """Take in one who applied; nobody takes themselves in."""
    work.identity.require(*MEMBERSHIP)
    member = _find(work, member_id)
    if member.person_id == work.identity.id:
        raise NotPermitted(
            zh="不能批准自己的入会申请。", en="Nobody accepts their own application.", code="own_application"
        )
    member.accept(work.now)
    work.session.flush()
    work.record("accept_member", f"member:{member.id}")
    return member


def give_role(work: Work, member_id: str, role: str, term_ends_at: datetime | None) -> Member:
    """Give a member a role, until the end of a term where one is named; nobody gives one to themselves."""
    work.identity.require(*MEMBERSHIP)
    member = _find(work, member_id)
    if member.person_id == work.identity.id:
        raise NotPermitted(
            zh="不能给自己任命职务。没有作任何更改。", en="Nobody gives a role to themselves.", code="own_role"
        )
    member.give_role(role, term_ends_at)
    work.session.flush()
    offices.begin_term(work, member)
    work.record("give_role", f"member:{member.id}", role=role)
    return member


def end_membership(work: Work, member_id: str) -> Member:
    """End a membership: by those who keep it, or by the member."""
    member = association.find_member(work.session, member_id)
    if member.person_id != work.identity.id:
        work.identity.require(*MEMBERSHIP)
    work.check_version(member.version)
    offices.end_term(work, member, "left")
    member.leave()
    work.session.flush()
    work.record("end_membership", f"member:{member.id}")
    return member


def list_members(work: Work, wanted: dict[str, Any], dump: Any) -> dict[str, Any]:
    """A page of members, for those who keep or oversee the association."""
    work.identity.require(*READERS)
    return association.list_members(work.session, wanted, dump)


def read_members(work: Work) -> tuple[list[Member], dict[str, str], Rules]:
    """Every active member, their units' names by id, and the rules by which some are backbone, for the list as Excel."""
    work.identity.require(*READERS)
    found = association.all_members(work.session)
    return found, people.unit_names(work.session, {member.unit_id for member in found}), rules_in_force(work.session)


def rules_of(work: Work) -> Rules:
    """The rules by which members are backbone."""
    return rules_in_force(work.session)


def view_own(work: Work) -> Member:
    """The caller's own membership. Raises `NotFound` where there is none."""
    found = association.membership_of(work.session, work.identity.id)
    if found is None:
        raise NotFound()
    return found


def move_member(work: Work, member_id: str, department: str) -> Member:
    """Put a member into a department of the association."""
    work.identity.require(*MEMBERSHIP)
    member = _find(work, member_id)
    member.check_active()
    known = [found.name for found in association.all_departments(work.session)]
    if department not in known:
        raise InputInvalid({"department": [f"没有这个部门。 There is no such department: {'、'.join(known)}"]})
    member.group = department
    work.session.flush()
    work.record("move_member", f"member:{member.id}")
    return member


def list_backbone(work: Work, wanted: dict[str, Any], dump: Any) -> dict[str, Any]:
    """A page of the backbone (学生骨干), each with why."""
    work.identity.require(*READERS)
    found = association.list_backbone(work.session, wanted, dump, rules_in_force(work.session))
    return {**found, "items": [item for item in found["items"] if item["reasons"]]}


def note_people(work: Work, events: Collection[PersonSaved]) -> None:
    """Keep what the registry tells of people; the last word on each counts. Who is gone from the college is no member any more, and keeps no seat."""
    rows = {
        event.person_id: {
            "id": event.person_id,
            "name": event.name,
            "unit_id": event.unit_id,
            "grants": [list(grant) for grant in event.grants],
            "active": event.active,
        }
        for event in events
    }
    people.save_people(work.session, list(rows.values()))
    for event in events:
        if event.erased:
            forget_name(work.session, metadata, event.person_id, event.name)
    gone = [person_id for person_id, row in rows.items() if not row["active"]]
    for member_id in association.members_among(work.session, gone).values():
        offices.say_goodbye(work, association.find_member(work.session, member_id))
    give_all_back(work, gone)


def note_units(work: Work, events: Iterable[UnitSaved]) -> None:
    """Keep what the registry tells of units."""
    rows = {event.unit_id: {"id": event.unit_id, "name": event.name, "path": list(event.path)} for event in events}
    people.save_units(work.session, list(rows.values()))


def note_unit_merged(work: Work, event: UnitMerged) -> None:
    """People, enrolments, accounts and audiences of a unit that is no more are of the one that it was merged into."""
    move_unit(work.session, metadata, event.unit_id, event.into_id, (sessions.c.audience, sessions.c.required))


def _find(work: Work, member_id: str) -> Member:
    member = association.find_member(work.session, member_id)
    work.check_version(member.version)
    return member
