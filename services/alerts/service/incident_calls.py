"""Calls about incidents, takedowns and the rules of intake."""

from __future__ import annotations

from typing import Any

from services.alerts import schemas
from services.alerts.handlers import incidents, reading, takedowns
from services.contracts.alerts import shapes as shapes
from services.kit.api import Request, Work, command, query

Plain = dict[str, Any]


class IncidentCalls:
    """What people ask about incidents and takedowns (article 15)."""

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
