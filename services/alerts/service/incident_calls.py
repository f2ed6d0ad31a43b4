"""Calls about incidents, takedowns and the rules of intake."""

from __future__ import annotations

from typing import Any

from services.alerts import schemas
from services.alerts.domain.incidents import Incident
from services.alerts.handlers import aftermath, evidence, incidents, merging, reading, severities, takedowns
from services.alerts.service.files import as_file
from services.contracts.alerts import incident_shapes as shapes
from services.contracts.alerts import intake_shapes
from services.kit.api import Request, Work, command, query

Plain = dict[str, Any]


class IncidentCalls:
    """What people ask about incidents and takedowns (article 15)."""

    @query
    def list_incidents(self, work: Work, request: Request) -> Plain:
        return reading.page_incidents(work, request.load_query(shapes.IncidentQuery()), schemas.dump_incident)

    @query
    def show_incident(self, work: Work, request: Request) -> Plain:
        return schemas.dump_whole_incident(reading.show_incident(work, request.path["id"]))

    @command
    def report_incident(self, work: Work, request: Request) -> Plain:
        found = incidents.report_incident(work, request.load(shapes.IncidentReport()))
        return schemas.dump_whole_incident(reading.whole_incident(work, found))

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

    @command
    def confirm_incident(self, work: Work, request: Request) -> Plain:
        comment = request.load(shapes.Comment())["comment"]
        return self._whole(work, incidents.confirm_incident(work, request.path["id"], comment))

    @command
    def merge_incident(self, work: Work, request: Request) -> Plain:
        given = request.load(shapes.Merging())
        return self._whole(work, merging.merge_incident(work, request.path["id"], given["into"], given["comment"]))

    @command
    def link_post(self, work: Work, request: Request) -> Plain:
        return self._whole(work, evidence.link_post(work, request.path["id"], request.load(shapes.PostLink())))

    @command
    def name_person(self, work: Work, request: Request) -> Plain:
        return self._whole(work, evidence.name_person(work, request.path["id"], request.load(shapes.PersonNamed())))

    @command
    def keep_file(self, work: Work, request: Request) -> Plain:
        return schemas.dump_evidence(evidence.keep_file(work, request.path["id"], request.load(shapes.EvidenceFile())))

    @command
    def keep_text(self, work: Work, request: Request) -> Plain:
        return schemas.dump_evidence(evidence.keep_text(work, request.path["id"], request.load(shapes.EvidenceText())))

    @query
    def fetch_evidence(self, work: Work, request: Request) -> Plain:
        kept = evidence.fetch_evidence(work, request.path["id"])
        return as_file(kept.name, kept.media_type, kept.content)

    @command
    def write_review(self, work: Work, request: Request) -> Plain:
        return self._whole(work, aftermath.write_review(work, request.path["id"], request.load(shapes.ReviewOrder())))

    @command
    def set_action(self, work: Work, request: Request) -> Plain:
        return self._whole(work, aftermath.set_action(work, request.path["id"], request.load(shapes.ActionOrder())))

    @query
    def list_actions(self, work: Work, request: Request) -> Plain:
        return reading.page_actions(work, request.load_query(shapes.ActionQuery()), schemas.dump_action)

    @command
    def finish_action(self, work: Work, request: Request) -> Plain:
        given = request.load(shapes.ActionOutcome())
        found = aftermath.finish_action(work, request.path["id"], given["outcome"])
        work.session.flush()
        return schemas.dump_action(found)

    def _whole(self, work: Work, found: Incident) -> Plain:
        return schemas.dump_whole_incident(reading.whole_incident(work, found))

    def _move(self, work: Work, request: Request, action: str) -> Plain:
        given = request.load(shapes.Comment())
        found = incidents.move_incident(work, request.path["id"], action, given["comment"])
        return schemas.dump_whole_incident(reading.whole_incident(work, found))

    @command
    def assign_incident(self, work: Work, request: Request) -> Plain:
        given = request.load(shapes.Assignment())
        found = incidents.assign_incident(work, request.path["id"], given["owner_id"], given["comment"])
        return schemas.dump_whole_incident(reading.whole_incident(work, found))

    @command
    def comment_incident(self, work: Work, request: Request) -> Plain:
        given = request.load(shapes.CommentText())
        found = incidents.comment_incident(work, request.path["id"], given["comment"])
        return schemas.dump_whole_incident(reading.whole_incident(work, found))

    @query
    def list_rules(self, work: Work, request: Request) -> Plain:
        return {"items": [schemas.dump_rule(rule) for rule in reading.list_rules(work)], "next_cursor": None}

    @command
    def set_rule(self, work: Work, request: Request) -> Plain:
        return schemas.dump_rule(severities.set_rule(work, request.load(intake_shapes.RuleSetting())))

    @query
    def list_severities(self, work: Work, request: Request) -> Plain:
        found = severities.list_severities(work)
        return {"items": [schemas.dump_severity(severity) for severity in found], "next_cursor": None}

    @command
    def set_severity(self, work: Work, request: Request) -> Plain:
        return schemas.dump_severity(severities.set_severity(work, request.load(intake_shapes.SeveritySetting())))

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

    @command
    def check_takedown(self, work: Work, request: Request) -> Plain:
        given = request.load(shapes.TakedownCheck())
        asked = takedowns.check_takedown(work, request.path["id"], given["gone"], given["note"])
        work.session.flush()
        return schemas.dump_takedown(asked)

    @query
    def list_takedowns(self, work: Work, request: Request) -> Plain:
        return reading.page_takedowns(work, request.load_query(shapes.TakedownQuery()), schemas.dump_takedown)
