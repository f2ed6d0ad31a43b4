"""Calls about sensitive periods, swaps, hand-over notes and the duty calendar."""

from __future__ import annotations

from typing import Any

from services.alerts import calendars, schemas
from services.alerts.handlers import reading, watch
from services.alerts.service.files import as_file
from services.contracts.alerts import watch_shapes as shapes
from services.contracts.alerts.fields import Listing
from services.kit.api import Request, Work, command, query

Plain = dict[str, Any]


class WatchCalls:
    """What people ask around duty (article 15)."""

    runtime: Any

    @query
    def list_periods(self, work: Work, request: Request) -> Plain:
        return reading.page_periods(work, request.load_query(Listing()), schemas.dump_period)

    @command
    def plan_period(self, work: Work, request: Request) -> Plain:
        found = watch.plan_period(work, request.load(shapes.PeriodOrder()))
        work.session.flush()
        return schemas.dump_period(found)

    @command
    def end_period(self, work: Work, request: Request) -> Plain:
        found = watch.end_period(work, request.path["id"])
        work.session.flush()
        return schemas.dump_period(found)

    @query
    def list_swaps(self, work: Work, request: Request) -> Plain:
        return reading.page_swaps(work, request.load_query(Listing()), schemas.dump_swap)

    @command
    def ask_swap(self, work: Work, request: Request) -> Plain:
        found = watch.ask_swap(work, request.load(shapes.SwapOrder()))
        work.session.flush()
        return schemas.dump_swap(found, reading.names_in_swaps(work, [found]))

    @command
    def answer_swap(self, work: Work, request: Request) -> Plain:
        found = watch.answer_swap(work, request.path["id"], request.load(shapes.SwapAnswer())["answer"])
        work.session.flush()
        return schemas.dump_swap(found, reading.names_in_swaps(work, [found]))

    @query
    def list_notes(self, work: Work, request: Request) -> Plain:
        return reading.page_notes(work, request.load_query(shapes.NoteQuery()), schemas.dump_note)

    @command
    def leave_note(self, work: Work, request: Request) -> Plain:
        given = request.load(shapes.NoteOrder())
        return schemas.dump_note(watch.leave_note(work, given["rota_id"], given["text"]))

    @command
    def renew_duty_token(self, work: Work, request: Request) -> Plain:
        token = watch.renew_token(work)
        return {"token": token, "path": f"/api/v1/duty/calendar.ics?token={token}"}

    @query(public=True)
    def open_duty_calendar(self, work: Work, request: Request) -> Plain:
        spans = watch.open_calendar(work, request.load_query(shapes.CalendarQuery())["token"])
        base_url = self.runtime.settings.base_url
        return as_file("duty.ics", calendars.ICS, calendars.write_calendar(spans, work.now, base_url))
