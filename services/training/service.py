"""The training service: entrypoints that load a shape, call one handler and dump what it gives."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar, cast

from services.contracts import training_shapes as shapes
from services.contracts.registry_events import PersonSaved, UnitSaved
from services.kit.api import Deadline, Events, Request, Service, Work, command, consumes, due, query
from services.kit.paging import page_query
from services.training import schemas
from services.training.handlers import (
    boards,
    certification,
    desk,
    enrolment,
    membership,
    money,
    programme,
    waiting_list,
)

Json = dict[str, Any]


class Training(Service):
    """Training sessions, enrolment, attendance, certificates, the fund, the association (article 16)."""

    name: ClassVar[str] = "training"

    @query
    def list_sessions(self, work: Work, request: Request) -> Json:
        wanted = request.load_query(shapes.SessionQuery())
        return programme.list_sessions(work, wanted, schemas.dump_session)

    @command
    def announce_session(self, work: Work, request: Request) -> Json:
        return schemas.dump_session(programme.announce_session(work, request.load(shapes.NewSession())))

    @query
    def view_session(self, work: Work, request: Request) -> Json:
        return schemas.dump_session(programme.view_session(work, request.path["id"]))

    @command
    def cancel_session(self, work: Work, request: Request) -> Json:
        reason = request.load(shapes.Reason())["reason"]
        return schemas.dump_session(programme.cancel_session(work, request.path["id"], reason))

    @query
    def list_enrolments(self, work: Work, request: Request) -> Json:
        wanted = request.load_query(shapes.EnrolmentQuery())
        return waiting_list.list_enrolments(work, request.path["id"], wanted, schemas.dump_enrolment)

    @command
    def enrol(self, work: Work, request: Request) -> Json:
        placed = enrolment.enrol(work, request.path["id"])
        return schemas.dump_enrolment(placed.enrolment, placed.position)

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

    @query
    def show_pass(self, work: Work, request: Request) -> Json:
        shown = desk.show_pass(work, request.path["id"])
        return {"token": shown.token, "changes_at": shown.changes_at}

    @command
    def check_in(self, work: Work, request: Request) -> Json:
        token = request.load(shapes.CheckIn())["token"]
        return schemas.dump_enrolment(desk.check_in(work, request.path["id"], token))

    @command
    def correct_attendance(self, work: Work, request: Request) -> Json:
        wanted, path = request.load(shapes.Attendance()), request.path
        found = desk.correct_attendance(work, path["id"], path["enrolment_id"], wanted["attendance"], wanted["reason"])
        return schemas.dump_enrolment(found)

    @command
    def issue_certificates(self, work: Work, request: Request) -> Json:
        return schemas.dump_certificates(certification.issue_certificates(work, request.path["id"]), work.now)

    @query(public=True)
    def check_certificate(self, work: Work, request: Request) -> Json:
        return schemas.dump_certificate_check(certification.check_certificate(work, request.path["number"]), work.now)

    @command
    def revoke_certificate(self, work: Work, request: Request) -> Json:
        reason = request.load(shapes.Reason())["reason"]
        return schemas.dump_certificate(
            certification.revoke_certificate(work, request.path["number"], reason), work.now
        )

    @query
    def list_own_certificates(self, work: Work, request: Request) -> Json:
        dump = partial(schemas.dump_certificate, now=work.now)
        return certification.list_own_certificates(work, page_query(request), dump)

    @query
    def list_members(self, work: Work, request: Request) -> Json:
        wanted = request.load_query(shapes.MemberQuery())
        return membership.list_members(work, wanted, partial(schemas.dump_member, now=work.now))

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

    @query
    def list_funds(self, work: Work, request: Request) -> Json:
        return money.list_money(work, "funds", request.load_query(shapes.FundQuery()), schemas.dump_fund)

    @command
    def open_fund(self, work: Work, request: Request) -> Json:
        return schemas.dump_fund(money.open_fund(work, **request.load(shapes.NewFund())))

    @query
    def list_lines(self, work: Work, request: Request) -> Json:
        return money.list_money(work, "lines", page_query(request), schemas.dump_line, request.path["id"])

    @command
    def add_line(self, work: Work, request: Request) -> Json:
        return schemas.dump_line(money.add_line(work, request.path["id"], **request.load(shapes.NewLine())))

    @query
    def list_reservations(self, work: Work, request: Request) -> Json:
        return money.list_money(work, "reservations", page_query(request), schemas.dump_reservation, request.path["id"])

    @command
    def reserve_money(self, work: Work, request: Request) -> Json:
        wanted = request.load(shapes.NewReservation())
        return schemas.dump_reservation(money.reserve_money(work, request.path["id"], **wanted))

    @command
    def release_reservation(self, work: Work, request: Request) -> Json:
        return schemas.dump_reservation(
            money.release_reservation(work, request.path["id"], request.path["reservation_id"])
        )

    @query
    def list_expenses(self, work: Work, request: Request) -> Json:
        wanted = request.load_query(shapes.ExpenseQuery())
        return money.list_money(work, "expenses", wanted, schemas.dump_expense, request.path["id"])

    @command
    def file_expense(self, work: Work, request: Request) -> Json:
        return schemas.dump_expense(money.file_expense(work, request.path["id"], request.load(shapes.NewExpense())))

    @command
    def approve_expense(self, work: Work, request: Request) -> Json:
        comment, path = request.load(shapes.Approval())["comment"], request.path
        return schemas.dump_expense(money.decide_expense(work, path["id"], path["expense_id"], "approved", comment))

    @command
    def reject_expense(self, work: Work, request: Request) -> Json:
        comment, path = request.load(shapes.Rejection())["comment"], request.path
        return schemas.dump_expense(money.decide_expense(work, path["id"], path["expense_id"], "rejected", comment))

    @query
    def list_movements(self, work: Work, request: Request) -> Json:
        return money.list_money(work, "movements", page_query(request), schemas.dump_movement, request.path["id"])

    @query
    def board(self, work: Work, request: Request) -> Json:
        """``?unit_id=`` adds that unit's numbers; ``?mine=1`` the caller's own enrolments."""
        asked = request.query
        return schemas.dump_board(
            boards.view_board(work, unit_id=asked.get("unit_id", ""), mine=asked.get("mine") == "1")
        )

    @consumes(PersonSaved, batch=True)
    def note_people(self, work: Work, events: Events) -> None:
        membership.note_people(work, [cast(PersonSaved, received.event) for received in events])

    @consumes(UnitSaved, batch=True)
    def note_units(self, work: Work, events: Events) -> None:
        membership.note_units(work, [cast(UnitSaved, received.event) for received in events])

    @due(waiting_list.UNCONFIRMED)
    def pass_seat_on(self, work: Work, deadline: Deadline) -> None:
        waiting_list.pass_seat_on(work, deadline)
