"""Calls on what one person has of training: their calendar, their feedback, their duties to be trained."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any, cast

from services.contracts.alerts.events import IncidentOpened
from services.contracts.registry.events import AccountApproved, AccountChanged
from services.contracts.training import duty_shapes
from services.contracts.training import shapes as shapes
from services.kit.api import Deadline, Events, Request, Work, command, consumes, due, query
from services.kit.serving import Runtime
from services.training import feeds, schemas
from services.training.handlers import duties, personal, standing
from services.training.schemas import as_file

Json = dict[str, Any]


class PersonalCalls:
    """Calendar, feedback, duties."""

    runtime: Runtime

    @query(public=True)
    def calendar_feed(self, work: Work, request: Request) -> Json:
        entries = personal.open_calendar(work, request.load_query(shapes.CalendarQuery())["token"])
        feed = feeds.write_calendar(entries, work.now, self.runtime.settings.base_url)
        return as_file("calendar.ics", feeds.ICS, feed)

    @command
    def renew_calendar_token(self, work: Work, request: Request) -> Json:
        token = personal.renew_calendar_token(work)
        return {"token": token, "path": f"/api/v1/calendar.ics?token={token}"}

    @command
    def give_feedback(self, work: Work, request: Request) -> Json:
        wanted, session_id = request.load(shapes.NewFeedback()), request.path["id"]
        personal.give_feedback(work, session_id, wanted["score"], wanted["comment"])
        return {"session_id": session_id, **wanted}

    @query
    def view_feedback(self, work: Work, request: Request) -> Json:
        return schemas.dump_results(personal.view_feedback(work, request.path["id"]))

    @query
    def list_duties(self, work: Work, request: Request) -> Json:
        wanted = request.load_query(duty_shapes.DutyQuery())
        return duties.list_duties(work, wanted, partial(schemas.dump_duty, now=work.now))

    @query
    def count_duties(self, work: Work, request: Request) -> Json:
        return schemas.dump_unit_duties(*standing.count_units(work))

    @query
    def view_training_rules(self, work: Work, request: Request) -> Json:
        found: Json = schemas.dump_rules(standing.view_rules(work))
        return found

    @command
    def set_training_rules(self, work: Work, request: Request) -> Json:
        found: Json = schemas.dump_rules(standing.set_rules(work, request.load(duty_shapes.RulesShape())))
        return found

    @due(standing.REMIND)
    def remind_of_duty(self, work: Work, deadline: Deadline) -> None:
        standing.remind(work, deadline)

    @due(standing.DUE)
    def let_duty_fall_due(self, work: Work, deadline: Deadline) -> None:
        standing.fall_due(work, deadline)

    @due(standing.EXPIRING)
    def warn_of_expiry(self, work: Work, deadline: Deadline) -> None:
        standing.warn_of_expiry(work, deadline)

    @due(standing.EXPIRED)
    def let_expire(self, work: Work, deadline: Deadline) -> None:
        standing.let_expire(work, deadline)

    @consumes(AccountApproved, batch=True)
    def note_approved_accounts(self, work: Work, events: Events) -> None:
        duties.note_accounts(work, [cast(AccountApproved, received.event) for received in events])

    @consumes(AccountChanged, batch=True)
    def note_changed_accounts(self, work: Work, events: Events) -> None:
        duties.note_accounts(work, [cast(AccountChanged, received.event) for received in events])

    @consumes(IncidentOpened, batch=True)
    def require_training(self, work: Work, events: Events) -> None:
        told = [(cast(IncidentOpened, r.event), datetime.fromisoformat(r.envelope.time)) for r in events]
        duties.require_of_incidents(work, told)

    @due(duties.UNASSIGNED)
    def assign_late(self, work: Work, deadline: Deadline) -> None:
        duties.assign_late(work, deadline)
