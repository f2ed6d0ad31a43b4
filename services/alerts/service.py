"""The alerts service: its calls, the events it learns from, and the deadlines it keeps."""

from __future__ import annotations

from typing import Any, TypeVar

from services.alerts import schemas
from services.alerts.handlers import (
    board,
    directives,
    duty,
    escalation,
    freezes,
    incidents,
    intake,
    notify,
    reading,
    register,
    takedowns,
)
from services.contracts import alerts_duty_shapes as duty_shapes
from services.contracts import alerts_shapes as shapes
from services.contracts.alerts_fields import Listing
from services.contracts.events import Event
from services.contracts.registry_events import (
    AccountApproved,
    AccountChanged,
    AccountStatusChanged,
    PersonSaved,
    UnitSaved,
)
from services.contracts.review_events import ObservedPostJudged
from services.kit.api import Deadline, Events, Request, Service, Work, command, consumes, due, query

Plain = dict[str, Any]
E = TypeVar("E", bound=Event)


def _facts(kind: type[E], events: Events) -> list[E]:
    """The events that a batch holds, as their own class."""
    return [received.event for received in events if isinstance(received.event, kind)]


class Alerts(Service):
    """Incidents, duty, directives, freezes and takedowns (articles 12, 14, 15)."""

    name = "alerts"

    # ---- incidents

    @query
    def list_incidents(self, work: Work, request: Request) -> Plain:
        return reading.page_incidents(work, request.load_query(shapes.IncidentQuery()), schemas.dump_incident)

    @query
    def show_incident(self, work: Work, request: Request) -> Plain:
        return schemas.dump_whole_incident(*reading.show_incident(work, request.path["id"]))

    @command
    def report_incident(self, work: Work, request: Request) -> Plain:
        found = incidents.report_incident(work, request.load(shapes.IncidentReport()))
        return schemas.dump_whole_incident(*reading.whole_incident(work, found))

    @command
    def acknowledge_incident(self, work: Work, request: Request) -> Plain:
        return self._move(work, request, "acknowledge")

    @command
    def contain_incident(self, work: Work, request: Request) -> Plain:
        return self._move(work, request, "contain")

    @command
    def resolve_incident(self, work: Work, request: Request) -> Plain:
        return self._move(work, request, "resolve")

    @command
    def close_incident(self, work: Work, request: Request) -> Plain:
        return self._move(work, request, "close")

    @command
    def reopen_incident(self, work: Work, request: Request) -> Plain:
        return self._move(work, request, "reopen")

    def _move(self, work: Work, request: Request, action: str) -> Plain:
        given = request.load(shapes.Comment())
        found = incidents.move_incident(work, request.path["id"], action, given["comment"])
        return schemas.dump_whole_incident(*reading.whole_incident(work, found))

    @command
    def assign_incident(self, work: Work, request: Request) -> Plain:
        given = request.load(shapes.Assignment())
        found = incidents.assign_incident(work, request.path["id"], given["owner_id"], given["comment"])
        return schemas.dump_whole_incident(*reading.whole_incident(work, found))

    @command
    def comment_incident(self, work: Work, request: Request) -> Plain:
        given = request.load(shapes.CommentText())
        found = incidents.comment_incident(work, request.path["id"], given["comment"])
        return schemas.dump_whole_incident(*reading.whole_incident(work, found))

    @query
    def list_rules(self, work: Work, request: Request) -> Plain:
        return {"items": [schemas.dump_rule(rule) for rule in reading.list_rules(work)], "next_cursor": None}

    @command
    def set_rule(self, work: Work, request: Request) -> Plain:
        return schemas.dump_rule(incidents.set_rule(work, **request.load(shapes.RuleSetting())))

    # ---- takedowns

    @command
    def ask_takedown(self, work: Work, request: Request) -> Plain:
        asked = takedowns.ask_takedown(work, request.path["id"], request.load(shapes.TakedownRequest()))
        work.session.flush()
        return schemas.dump_takedown(asked)

    @command
    def finish_takedown(self, work: Work, request: Request) -> Plain:
        given = request.load(shapes.TakedownEvidence())
        asked = takedowns.finish_takedown(work, request.path["id"], given["evidence"])
        work.session.flush()
        return schemas.dump_takedown(asked)

    @query
    def list_takedowns(self, work: Work, request: Request) -> Plain:
        return reading.page_takedowns(work, request.load_query(shapes.TakedownQuery()), schemas.dump_takedown)

    # ---- directives

    @query
    def list_directives(self, work: Work, request: Request) -> Plain:
        return reading.page_directives(work, request.load_query(shapes.DirectiveQuery()), schemas.dump_directive)

    @command
    def issue_directive(self, work: Work, request: Request) -> Plain:
        found = directives.issue_directive(work, request.load(shapes.DirectiveOrder()))
        work.session.flush()
        return schemas.dump_directive(found)

    @query
    def show_directive(self, work: Work, request: Request) -> Plain:
        wanted = request.load_query(shapes.ReceiptQuery())
        return schemas.dump_whole_directive(*reading.show_directive(work, request.path["id"], wanted))

    @query
    def list_receipts(self, work: Work, request: Request) -> Plain:
        wanted = request.load_query(shapes.ReceiptQuery())
        _, rows, cursor = reading.show_directive(work, request.path["id"], wanted)
        return {"items": [schemas.dump_receipt(*row) for row in rows], "next_cursor": cursor}

    @command
    def give_receipt(self, work: Work, request: Request) -> Plain:
        given = request.load(shapes.ReceiptGiven())
        receipt = directives.give_receipt(
            work, request.path["id"], given["account_id"], given["state"], given.get("url", "")
        )
        return schemas.dump_receipt(*reading.show_receipt(work, receipt))

    # ---- freezes

    @query
    def list_freezes(self, work: Work, request: Request) -> Plain:
        return reading.page_freezes(work, request.load_query(shapes.FreezeQuery()), schemas.dump_freeze)

    @query
    def show_freeze(self, work: Work, request: Request) -> Plain:
        return schemas.dump_freeze(freezes.find_freeze(work, request.path["id"]))

    @command
    def declare_freeze(self, work: Work, request: Request) -> Plain:
        found = freezes.declare_freeze(work, request.load(shapes.FreezeOrder()))
        work.session.flush()
        return schemas.dump_freeze(found)

    @command
    def lift_freeze(self, work: Work, request: Request) -> Plain:
        found = freezes.lift_freeze(work, request.path["id"], request.load(shapes.Lifting())["reason"])
        work.session.flush()
        return schemas.dump_freeze(found)

    # ---- duty

    @query
    def list_rotas(self, work: Work, request: Request) -> Plain:
        return reading.page_rotas(work, request.load_query(Listing()), schemas.dump_rota)

    @command
    def make_rota(self, work: Work, request: Request) -> Plain:
        found = duty.make_rota(work, request.load(duty_shapes.RotaOrder()))
        work.session.flush()
        return schemas.dump_rota(found)

    @command
    def end_rota(self, work: Work, request: Request) -> Plain:
        found = duty.end_rota(work, request.path["id"])
        work.session.flush()
        return schemas.dump_rota(found)

    @query
    def show_duty(self, work: Work, request: Request) -> Plain:
        return schemas.dump_duty(*reading.show_duty(work), work.now)

    @query
    def list_overrides(self, work: Work, request: Request) -> Plain:
        return reading.page_overrides(work, request.load_query(Listing()), schemas.dump_override)

    @command
    def override_duty(self, work: Work, request: Request) -> Plain:
        return schemas.dump_override(duty.override_duty(work, request.load(duty_shapes.OverrideOrder())))

    @query
    def list_policies(self, work: Work, request: Request) -> Plain:
        return reading.page_policies(work, request.load_query(Listing()), schemas.dump_policy)

    @command
    def make_policy(self, work: Work, request: Request) -> Plain:
        found = duty.make_policy(work, request.load(duty_shapes.PolicyOrder()))
        work.session.flush()
        return schemas.dump_policy(found)

    @command
    def end_policy(self, work: Work, request: Request) -> Plain:
        found = duty.end_policy(work, request.path["id"])
        work.session.flush()
        return schemas.dump_policy(found)

    # ---- messages and the board

    @query
    def list_messages(self, work: Work, request: Request) -> Plain:
        return reading.page_messages(work, request.load_query(duty_shapes.MessageQuery()), schemas.dump_message)

    @command
    def read_message(self, work: Work, request: Request) -> Plain:
        return schemas.dump_message(notify.read_message(work, request.path["id"]))

    @command
    def read_all_messages(self, work: Work, request: Request) -> Plain:
        return {"read": notify.read_all_messages(work)}

    @query
    def board(self, work: Work, request: Request) -> Plain:
        wanted = request.load_query(duty_shapes.BoardQuery())
        return schemas.dump_board(board.draw_board(work, wanted["unit_id"]))

    # ---- what other services tell

    @consumes(AccountApproved, batch=True)
    def note_approved_accounts(self, work: Work, events: Events) -> None:
        register.note_accounts(work, _facts(AccountApproved, events))

    @consumes(AccountChanged, batch=True)
    def note_changed_accounts(self, work: Work, events: Events) -> None:
        register.note_accounts(work, _facts(AccountChanged, events))

    @consumes(AccountStatusChanged)
    def note_status(self, work: Work, event: AccountStatusChanged) -> None:
        register.note_status(work, event)

    @consumes(UnitSaved, batch=True)
    def note_units(self, work: Work, events: Events) -> None:
        register.note_units(work, _facts(UnitSaved, events))

    @consumes(PersonSaved, batch=True)
    def note_people(self, work: Work, events: Events) -> None:
        register.note_people(work, _facts(PersonSaved, events))

    @consumes(ObservedPostJudged, batch=True)
    def note_verdicts(self, work: Work, events: Events) -> None:
        verdicts = _facts(ObservedPostJudged, events)
        intake.note_verdicts(work, list(zip(verdicts, [received.envelope for received in events], strict=True)))

    # ---- deadlines

    @due(escalation.STEP)
    def fire_step(self, work: Work, deadline: Deadline) -> None:
        escalation.fire_step(work, deadline)

    @due(escalation.LAPSE)
    def lapse_acknowledgement(self, work: Work, deadline: Deadline) -> None:
        escalation.lapse_acknowledgement(work, deadline)

    @due(directives.REMIND)
    def remind(self, work: Work, deadline: Deadline) -> None:
        directives.remind(work, deadline)

    @due(directives.DUE)
    def mark_directive_overdue(self, work: Work, deadline: Deadline) -> None:
        directives.mark_overdue(work, deadline)

    @due(takedowns.DUE)
    def mark_takedown_overdue(self, work: Work, deadline: Deadline) -> None:
        takedowns.mark_overdue(work, deadline)

    @due(freezes.UNTIL)
    def end_freeze(self, work: Work, deadline: Deadline) -> None:
        freezes.end_in_time(work, deadline)
