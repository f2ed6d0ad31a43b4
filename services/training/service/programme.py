"""Calls on the programme: sessions, enrolments, the waiting list, the board."""

from __future__ import annotations

from typing import Any

from services.contracts.errors import XinmeiError
from services.contracts.training import shapes as shapes
from services.kit.api import Calls, Deadline, Request, Work, command, due, query
from services.training import schemas
from services.training.handlers import boards, claims, enrolment, programme, waiting_list
from services.training.handlers.seating import Wish

Json = dict[str, Any]


class ProgrammeCalls:
    """The programme and who comes."""

    @query
    def list_sessions(self, work: Work, request: Request) -> Json:
        wanted = request.load_query(shapes.SessionQuery())
        return programme.list_sessions(work, wanted, schemas.dump_session)

    @command
    def announce_session(self, work: Work, request: Request) -> Json:
        session = programme.announce_session(work, request.load(shapes.NewSession()))
        return schemas.dump_planned(session, claims.find_clashes(work, session))

    @query
    def view_session(self, work: Work, request: Request) -> Json:
        return schemas.dump_session(programme.view_session(work, request.path["id"]))

    @command
    def change_session(self, work: Work, request: Request) -> Json:
        changes = request.load(shapes.SessionChange())
        session = programme.change_session(work, request.path["id"], changes)
        return schemas.dump_planned(session, claims.find_clashes(work, session))

    @command
    def cancel_session(self, work: Work, request: Request) -> Json:
        reason = request.load(shapes.Reason())["reason"]
        return schemas.dump_session(programme.cancel_session(work, request.path["id"], reason))

    @query
    def list_enrolments(self, work: Work, request: Request) -> Json:
        wanted = request.load_query(shapes.EnrolmentQuery())
        return waiting_list.list_enrolments(work, request.path["id"], wanted, schemas.dump_enrolment)

    @command(batch=True)
    def enrol(self, work: Work, requests: Calls) -> list[Json | XinmeiError]:
        wishes = [Wish(identity=r.identity, session_id=r.path["id"], trace=r.trace) for r in requests]
        return [schemas.dump_outcome(outcome) for outcome in enrolment.enrol_many(work, wishes)]

    @query
    def view_enrolment(self, work: Work, request: Request) -> Json:
        found = waiting_list.view_enrolment(work, request.path["id"], request.path["enrolment_id"])
        return schemas.dump_enrolment(found, waiting_list.positions_of(work, [found]).get(found.id, 0))

    @command
    def withdraw(self, work: Work, request: Request) -> Json:
        return schemas.dump_enrolment(waiting_list.withdraw(work, request.path["id"], request.path["enrolment_id"]))

    @command
    def confirm_seat(self, work: Work, request: Request) -> Json:
        return schemas.dump_enrolment(waiting_list.confirm_seat(work, request.path["id"], request.path["enrolment_id"]))

    @query
    def list_own_enrolments(self, work: Work, request: Request) -> Json:
        wanted = request.load_query(shapes.EnrolmentQuery())
        return waiting_list.list_own_enrolments(work, wanted, schemas.dump_enrolment)

    @due(waiting_list.UNCONFIRMED)
    def pass_seat_on(self, work: Work, deadline: Deadline) -> None:
        waiting_list.pass_seat_on(work, deadline)

    @query
    def board(self, work: Work, request: Request) -> Json:
        """``?unit_id=`` adds that unit's numbers; ``?mine=1`` the caller's own enrolments."""
        asked = request.query
        return schemas.dump_board(
            boards.view_board(work, unit_id=asked.get("unit_id", ""), mine=asked.get("mine") == "1")
        )
