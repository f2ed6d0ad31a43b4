"""From incidents and all that belongs to them to the shapes on the wire."""

from __future__ import annotations

from services.alerts.domain.aftermath import IncidentAction
from services.alerts.domain.evidence import Evidence
from services.alerts.domain.incidents import Incident
from services.alerts.domain.intake import IntakeRule
from services.alerts.domain.severities import Severity
from services.alerts.domain.sources import Source
from services.alerts.domain.takedowns import Takedown
from services.alerts.domain.whole import WholeIncident
from services.alerts.schemas.wire import Plain, dump
from services.contracts.alerts import incident_shapes as shapes
from services.contracts.alerts import intake_shapes

_incident, _post, _entry = shapes.Incident(), shapes.LinkedPost(), shapes.TimelineEntry()
_takedown, _rule, _severity = shapes.Takedown(), intake_shapes.Rule(), intake_shapes.Severity()
_evidence, _involved, _review = shapes.KeptEvidence(), shapes.InvolvedPerson(), shapes.Review()
_action, _source = shapes.FollowUp(), intake_shapes.SourceState()


def dump_incident(found: Incident) -> Plain:
    return dump(_incident, found)


def dump_takedown(found: Takedown) -> Plain:
    return dump(_takedown, found)


def dump_rule(found: IntakeRule) -> Plain:
    return dump(_rule, found)


def dump_severity(found: Severity) -> Plain:
    return dump(_severity, found)


def dump_evidence(found: Evidence) -> Plain:
    return dump(_evidence, found)


def dump_action(found: IncidentAction) -> Plain:
    return dump(_action, found)


def dump_source(found: Source) -> Plain:
    return dump(_source, found)


def dump_new_source(found: Source, secret: str) -> Plain:
    return {**dump_source(found), "secret": secret, "path": f"/api/v1/intake/{found.id}"}


def dump_whole_incident(whole: WholeIncident) -> Plain:
    found, account = whole.incident, whole.account
    return {
        **dump_incident(found),
        "account_name": account.name if account else "",
        "unit_id": account.unit_id if account else "",
        "urls": list(dict.fromkeys(post.url for post in whole.posts if post.url)),
        "timeline": [dump(_entry, entry) for entry in whole.timeline],
        "posts": [dump(_post, post) for post in whole.posts],
        "evidence": [dump_evidence(kept) for kept in whole.evidence],
        "people": [dump(_involved, person) for person in whole.people],
        "takedowns": [dump_takedown(takedown) for takedown in whole.takedowns],
        "directive_ids": whole.directive_ids,
        "merged": whole.merged,
        "awaiting": [{"id": person, "name": whole.names.get(person, person)} for person in found.awaiting],
        "review": dump(_review, whole.review) if whole.review else None,
        "actions": [dump_action(action) for action in whole.actions],
    }
