"""Terms of office in the association: given, ended by their time, handed over, and what happens when a member graduates (article 16)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from services.contracts.errors import InputInvalid, NotPermitted, StateConflict
from services.kit.api import CAMPUS_ZONE, Deadline, Work
from services.training.domain.association import Department, Member, Term, Yearbook
from services.training.handlers.notices import MEMBERSHIP as SUBJECT
from services.training.handlers.notices import said, tell
from services.training.handlers.rights import MEMBERSHIP, READERS, require_reader
from services.training.storage import association, people
from services.training.storage.rules import rules_in_force

TERM_ENDS, GRADUATES, GRADUATING = "term.ends", "member.graduates", "member.graduating"
EARLY = timedelta(days=60)


def begin_term(work: Work, member: Member) -> None:
    """Note the term that a member's new role begins, in place of the one before."""
    end_term(work, member, "changed")
    if member.role == "member":
        return
    term = Term(
        id=work.new_id(),
        member_id=member.id,
        role=member.role,
        department=member.group,
        began_at=work.now,
        ends_at=member.term_ends_at,
    )
    association.add(work.session, term)
    if term.ends_at is not None:
        work.schedule(TERM_ENDS, term.id, term.ends_at)


def end_term(work: Work, member: Member, reason: str, successor: Member | None = None, notes: str = "") -> Term | None:
    """Close the member's term, if there is one."""
    term = association.current_term(work.session, member.id)
    if term is not None:
        term.end(reason, work.now)
        term.successor_id, term.notes = successor.id if successor else None, notes
        work.unschedule(TERM_ENDS, term.id)
        work.session.flush()
    return term


def let_term_end(work: Work, deadline: Deadline) -> None:
    """A term is over: who held the office is a member again, and they and those who keep the association are told."""
    term = association.find_term(work.session, deadline.subject)
    if term is None or term.ended_at is not None:
        return
    term.end("expired", work.now)
    member = association.find_member(work.session, term.member_id)
    member.end_term()
    work.session.flush()
    work.record("end_term", f"member:{member.id}", term=term.id, role=term.role)
    zh, en = (
        f"协会任期届满：{member.name}。请安排换届。",
        f"A term of office is over: {member.name}. See to a successor.",
    )
    tell(work, "term_over", _keepers(work, member), zh, en, subject_id=member.id, subject=SUBJECT)


def hand_over(work: Work, member_id: str, to_member_id: str, notes: str) -> Member:
    """Pass a member's office on to another, with what the successor needs to know; the office keeps its end.

    Raises `StateConflict` (``no_office``) where there is nothing to hand over, `NotPermitted` for one who would take it themselves.
    """
    work.identity.require(*MEMBERSHIP)
    member = association.find_member(work.session, member_id)
    work.check_version(member.version)
    successor = _successor(work, member, to_member_id)
    role, ends_at, department = member.role, member.term_ends_at, member.group
    if role == "member":
        raise StateConflict(
            zh="该同学没有可交接的职务，没有作任何更改。",
            en="This member holds no office to hand over. Nothing was changed.",
            code="no_office",
        )
    end_term(work, member, "handed_over", successor, notes)
    member.end_term()
    successor.give_role(role, ends_at)
    successor.group = department
    work.session.flush()
    begin_term(work, successor)
    work.record("hand_over", f"member:{member.id}", to=successor.id, role=role)
    zh = f"协会工作交接：{member.name} → {successor.name}。交接说明：{notes or '无'}"
    en = f"An office was handed over: {member.name} → {successor.name}. {notes}".rstrip()
    tell(work, "handed_over", [member.person_id, successor.person_id], zh, en, subject_id=successor.id, subject=SUBJECT)
    return successor


def _successor(work: Work, member: Member, to_member_id: str) -> Member:
    found = association.members_named(work.session, [to_member_id]).get(to_member_id)
    if found is None or found.state != "active" or found.id == member.id:
        raise InputInvalid({"to_member_id": ["须为另一名在会会员。 Must be another active member."]})
    if found.person_id == work.identity.id:
        raise NotPermitted(
            zh="不能把职务交接给自己。没有作任何更改。", en="Nobody hands an office to themselves.", code="own_role"
        )
    return found


def set_graduation(work: Work, member_id: str, graduates_at: datetime | None) -> Member:
    """Say when a member leaves the college: they are reminded to hand over, and the membership ends then by itself."""
    work.identity.require(*MEMBERSHIP)
    member = association.find_member(work.session, member_id)
    work.check_version(member.version)
    member.check_active()
    member.graduates_at = graduates_at
    work.session.flush()
    for kind in (GRADUATING, GRADUATES):
        work.unschedule(kind, member.id)
    if graduates_at is not None:
        if graduates_at - EARLY > work.now:
            work.schedule(GRADUATING, member.id, graduates_at - EARLY)
        work.schedule(GRADUATES, member.id, graduates_at)
    work.record("set_graduation", f"member:{member.id}", at=graduates_at.isoformat() if graduates_at else "")
    return member


def warn_of_graduation(work: Work, deadline: Deadline) -> None:
    """Two months ahead: who holds an office is to hand it over."""
    member = association.find_member(work.session, deadline.subject)
    if member.state == "active" and member.role != "member" and member.graduates_at is not None:
        zh = f"{member.name} 将于 {said(member.graduates_at)[:10]} 毕业，请尽快交接协会职务。"
        en = f"{member.name} graduates on {said(member.graduates_at)[:10]}; hand the office over in time."
        tell(work, "handover_wanted", _keepers(work, member), zh, en, subject_id=member.id, subject=SUBJECT)


def let_graduate(work: Work, deadline: Deadline) -> None:
    """The day has come."""
    member = association.find_member(work.session, deadline.subject)
    if member.state == "active":
        say_goodbye(work, member)


def say_goodbye(work: Work, member: Member) -> None:
    """Make a member an alumnus; an office that nobody took over is told to those who keep the association."""
    role = member.role
    end_term(work, member, "left")
    member.graduate()
    work.session.flush()
    work.record("graduate", f"member:{member.id}", role=role)
    if role != "member":
        zh, en = (
            f"{member.name} 已毕业离会，其职务尚无人接任。",
            f"{member.name} has graduated; nobody took over the office.",
        )
        tell(work, "office_vacant", _keepers(work, member), zh, en, subject_id=member.id, subject=SUBJECT)


def _keepers(work: Work, member: Member) -> list[str]:
    return [member.person_id, *people.holders_anywhere(work.session, "association")]


def list_terms(work: Work, wanted: dict[str, Any], dump: Any) -> tuple[dict[str, Any], dict[str, str]]:
    """A page of terms of office with the names of those whom they name."""
    work.identity.require(*READERS)
    found = association.list_terms(work.session, wanted, dump)
    ids = {item[name] for item in found["items"] for name in ("member_id", "successor_id") if item[name]}
    return found, {key: member.name for key, member in association.members_named(work.session, ids).items()}


def add_department(work: Work, name: str, about: str) -> Department:
    """Found a department of the association."""
    work.identity.require(*MEMBERSHIP)
    department = Department(id=work.new_id(), name=name, work=about)
    association.add(work.session, department)
    work.record("add_department", f"department:{department.id}")
    return department


def list_departments(work: Work) -> list[dict[str, Any]]:
    """The departments with their heads and how many members each has; open to everyone who may join."""
    require_reader(work.identity)
    numbers = association.department_numbers(work.session)
    heads = association.heads_of_departments(work.session)
    return [
        {
            "id": found.id,
            "name": found.name,
            "work": found.work,
            "members": numbers.get(found.name, 0),
            "heads": heads.get(found.name, []),
        }
        for found in association.all_departments(work.session)
    ]


def read_yearbook(work: Work, year: int) -> Yearbook:
    """A year of the association: who was in it, who held which office, what was done, who was backbone and why."""
    work.identity.require(*READERS)
    db = work.session
    since, until = (datetime(number, 1, 1, tzinfo=CAMPUS_ZONE) for number in (year, year + 1))
    terms, activities = association.terms_between(db, since, until), association.activities_between(db, since, until)
    members = association.all_members(db)
    named = {term.member_id for term in terms} | {activity.member_id for activity in activities}
    known = association.members_named(db, named) | {member.id: member for member in members}
    units = people.unit_names(db, {member.unit_id for member in known.values()})
    return Yearbook(year, members, terms, activities, known, units, rules_in_force(db))
