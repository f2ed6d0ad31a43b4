"""Calls on the association, and what the registry tells of people and units."""

from __future__ import annotations

from functools import partial
from typing import Any, cast

from services.contracts.registry.events import PersonSaved, UnitSaved
from services.contracts.training import fund_shapes as shapes
from services.kit.api import Events, Request, Work, command, consumes, query
from services.kit.paging import page_query
from services.training import schemas, sheets
from services.training.handlers import membership

Json = dict[str, Any]


class AssociationCalls:
    """The student association and its people."""

    @query
    def list_members(self, work: Work, request: Request) -> Json:
        wanted = request.load_query(shapes.MemberQuery())
        return membership.list_members(work, wanted, partial(schemas.dump_member, now=work.now))

    @query
    def member_sheet(self, work: Work, request: Request) -> Json:
        members, units = membership.read_members(work)
        return schemas.as_file("members.xlsx", sheets.XLSX, sheets.write_members(members, units, work.now))

    @command
    def add_member(self, work: Work, request: Request) -> Json:
        wanted = request.load(shapes.NewMember())
        return schemas.dump_member(membership.add_member(work, wanted["person_id"], wanted["group"]), work.now)

    @command
    def accept_member(self, work: Work, request: Request) -> Json:
        return schemas.dump_member(membership.accept_member(work, request.path["id"]), work.now)

    @command
    def give_role(self, work: Work, request: Request) -> Json:
        wanted = request.load(shapes.MemberRole())
        member = membership.give_role(work, request.path["id"], wanted["role"], wanted["term_ends_at"])
        return schemas.dump_member(member, work.now)

    @command
    def end_membership(self, work: Work, request: Request) -> Json:
        return schemas.dump_member(membership.end_membership(work, request.path["id"]), work.now)

    @query
    def list_backbone(self, work: Work, request: Request) -> Json:
        return membership.list_backbone(work, page_query(request), partial(schemas.dump_member, now=work.now))

    @consumes(PersonSaved, batch=True)
    def note_people(self, work: Work, events: Events) -> None:
        membership.note_people(work, [cast(PersonSaved, received.event) for received in events])

    @consumes(UnitSaved, batch=True)
    def note_units(self, work: Work, events: Events) -> None:
        membership.note_units(work, [cast(UnitSaved, received.event) for received in events])
