"""Shapes on the wire of intake: rules, definitions of severities, and sources outside with what they report."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.contracts.alerts.fields import Text, choice, id_field, url_field
from services.contracts.alerts.incident_shapes import SEVERITIES

INTAKE_KINDS = (
    "unreviewed", "altered", "suspended_account", "unregistered_account", "outside_window", "escalated_finding", "filing_overdue",
    "name_misuse", "dormant_account", "personal_account", "outside_report",
)  # fmt: skip
GROUPINGS = ("account", "content", "none")


class RuleSetting(Schema):
    """`grouping`: what joins one incident within the window. `inhibited`: none opens while the account has one no less grave."""

    kind = choice(INTAKE_KINDS, required=True)
    severity = choice(SEVERITIES, required=True)
    window_minutes = fields.Integer(strict=True, required=True, validate=validate.Range(0, 525_600))
    grouping = choice(GROUPINGS, load_default="account")
    inhibited = fields.Boolean(load_default=True)
    active = fields.Boolean(load_default=True)


class SeveritySetting(Schema):
    severity = choice(SEVERITIES, required=True)
    zh = Text(2000, lines=True, required=True)
    en = Text(2000, lines=True, required=True)
    takedown_minutes = fields.Integer(strict=True, required=True, validate=validate.Range(1, 525_600))


class SourceOrder(Schema):
    name = Text(200, required=True)
    severity = choice(SEVERITIES, load_default="III")


class SourceState(Schema):
    id = fields.String()
    name = fields.String()
    severity = fields.String()
    active = fields.Boolean()
    made_at = fields.AwareDateTime()
    last_used_at = fields.AwareDateTime(allow_none=True)
    used = fields.Integer()
    version = fields.Integer()


class NewSource(SourceState):
    """`secret` is shown this once. `path` is where reports go, by POST: JSON, or a mail as message/rfc822."""

    secret = fields.String()
    path = fields.String()


class OutsideReport(Schema):
    """What a source outside sends as JSON. The same `external_id` twice is one report."""

    title = Text(200, required=True)
    severity = choice(SEVERITIES, load_default="")
    account_id = id_field(empty=True, load_default="")
    place = Text(200, empty=True, load_default="")
    url = url_field(load_default="")
    summary = Text(10_000, lines=True, empty=True, load_default="")
    external_id = Text(200, empty=True, load_default="")


class TakenReport(Schema):
    incident_id = fields.String()
    state = fields.String()


class Rule(Schema):
    kind = fields.String()
    severity = fields.String()
    window_minutes = fields.Integer()
    grouping = fields.String()
    inhibited = fields.Boolean()
    active = fields.Boolean()


class Severity(Schema):
    severity = fields.String()
    zh = fields.String()
    en = fields.String()
    takedown_minutes = fields.Integer()
