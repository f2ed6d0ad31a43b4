"""Calls on the association, and what the registry tells of people and units."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, cast

from services.contracts.registry.events import PersonSaved, UnitMerged, UnitSaved
from services.contracts.training import fund_shapes as shapes
from services.contracts.training import member_shapes
from services.contracts.training.programme_shapes import PageOf, YearQuery
from services.kit.api import Deadline, Events, Request, Work, command, consumes, due, query
from services.kit.paging import page_query
from services.training import member_schemas, member_sheets, schemas, sheets
from services.training.domain.association import Member
from services.training.handlers import activities, membership, offices

Json = dict[str, Any]


def _judge(work: Work) -> Callable[[Member], Json]:
    """How members are dumped: with the reasons that the rules give."""
    return partial(schemas.dump_member, now=work.now, rules=membership.rules_of(work))


class AssociationCalls:
    """The student association and its people."""

    @query
    def list_members(self, work: Work, request: Request) -> Json:
        return membership.list_members(work, request.load_query(shapes.MemberQuery()), _judge(work))

    @query
    def member_sheet(self, work: Work, request: Request) -> Json:
        return schemas.as_file(
            "members.xlsx", sheets.XLSX, member_sheets.write_members(*membership.read_members(work), work.now)
        )

    @query
    def yearbook(self, work: Work, request: Request) -> Json:
        year = request.load_query(YearQuery())["year"]
        book = member_sheets.write_yearbook(offices.read_yearbook(work, year), work.now)
        return schemas.as_file(f"yearbook-{year}.xlsx", sheets.XLSX, book)

    @query
    def view_membership(self, work: Work, request: Request) -> Json:
        return _judge(work)(membership.view_own(work))

    @command
    def add_member(self, work: Work, request: Request) -> Json:
        wanted = request.load(shapes.NewMember())
        return _judge(work)(membership.add_member(work, wanted["person_id"], wanted["group"]))

    @command
    def accept_member(self, work: Work, request: Request) -> Json:
        return _judge(work)(membership.accept_member(work, request.path["id"]))

    @command
    def give_role(self, work: Work, request: Request) -> Json:
        wanted = request.load(shapes.MemberRole())
        return _judge(work)(membership.give_role(work, request.path["id"], wanted["role"], wanted["term_ends_at"]))

    @command
    def end_membership(self, work: Work, request: Request) -> Json:
        return _judge(work)(membership.end_membership(work, request.path["id"]))

    @command
    def move_member(self, work: Work, request: Request) -> Json:
        department = request.load(member_shapes.MoveMember())["department"]
        return _judge(work)(membership.move_member(work, request.path["id"], department))

    @command
    def hand_over(self, work: Work, request: Request) -> Json:
        wanted = request.load(member_shapes.HandOver())
        return _judge(work)(offices.hand_over(work, request.path["id"], **wanted))

    @command
    def set_graduation(self, work: Work, request: Request) -> Json:
        at = request.load(member_shapes.Graduation())["graduates_at"]
        return _judge(work)(offices.set_graduation(work, request.path["id"], at))

    @query
    def list_terms(self, work: Work, request: Request) -> Json:
        wanted = request.load_query(member_shapes.TermQuery())
        return member_schemas.with_names(*offices.list_terms(work, wanted, member_schemas.dump_term))

    @query
    def list_departments(self, work: Work, request: Request) -> Json:
        return {"items": offices.list_departments(work)}

    @command
    def add_department(self, work: Work, request: Request) -> Json:
        wanted = request.load(member_shapes.NewDepartment())
        found = offices.add_department(work, wanted["name"], wanted["work"])
        return {"id": found.id, "name": found.name, "work": found.work, "members": 0, "heads": []}

    @query
    def list_activities(self, work: Work, request: Request) -> Json:
        wanted = request.load_query(PageOf())
        return activities.list_activities(work, request.path["id"], wanted, member_schemas.dump_activity)

    @command
    def note_activity(self, work: Work, request: Request) -> Json:
        wanted = request.load(member_shapes.NewActivity())
        return member_schemas.dump_activity(activities.note_activity(work, request.path["id"], **wanted))

    @query
    def list_backbone(self, work: Work, request: Request) -> Json:
        return membership.list_backbone(work, page_query(request), _judge(work))

    @due(offices.TERM_ENDS)
    def let_term_end(self, work: Work, deadline: Deadline) -> None:
        offices.let_term_end(work, deadline)

    @due(offices.GRADUATING)
    def warn_of_graduation(self, work: Work, deadline: Deadline) -> None:
        offices.warn_of_graduation(work, deadline)

    @due(offices.GRADUATES)
    def let_graduate(self, work: Work, deadline: Deadline) -> None:
        offices.let_graduate(work, deadline)

    @consumes(PersonSaved, batch=True)
    def note_people(self, work: Work, events: Events) -> None:
        membership.note_people(work, [cast(PersonSaved, received.event) for received in events])

    @consumes(UnitMerged)
    def note_unit_merged(self, work: Work, event: UnitMerged) -> None:
        membership.note_unit_merged(work, event)

    @consumes(UnitSaved, batch=True)
    def note_units(self, work: Work, events: Events) -> None:
        membership.note_units(work, [cast(UnitSaved, received.event) for received in events])
