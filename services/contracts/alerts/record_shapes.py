"""Shapes on the wire of the record of accountability and the statistics of the alerts service."""

from __future__ import annotations

from marshmallow import EXCLUDE, Schema, fields, validate

from services.contracts.alerts.fields import Listing, Moment


class SpanQuery(Schema):
    """From `since` on, up to but not with `until`."""

    class Meta:
        unknown = EXCLUDE

    since = Moment(load_default=None)
    until = Moment(load_default=None)


class RecordQuery(Listing):
    since = Moment(load_default=None)
    until = Moment(load_default=None)
    unit_id = fields.String(load_default="", validate=validate.Length(max=64))


class Record(Schema):
    """Who approved, published, noticed and acted, and how late, in whole minutes."""

    incident_id = fields.String()
    title = fields.String()
    severity = fields.String()
    kind = fields.String()
    state = fields.String()
    account_id = fields.String()
    account_name = fields.String()
    unit_name = fields.String()
    url = fields.String()
    published_at = fields.AwareDateTime(allow_none=True)
    approved_by = fields.List(fields.String())
    noticed_by = fields.String()
    reported_at = fields.AwareDateTime()
    acknowledged_by = fields.String()
    minutes_to_notice = fields.Integer(allow_none=True)
    minutes_to_acknowledge = fields.Integer(allow_none=True)
    minutes_to_contain = fields.Integer(allow_none=True)
    minutes_to_resolve = fields.Integer(allow_none=True)
    takedowns = fields.Integer()
    takedowns_late = fields.Integer()


class Statistics(Schema):
    """Counts of incidents, months in campus time; `minutes` are means by severity: acknowledge, contain, resolve."""

    by_unit = fields.Dict(keys=fields.String(), values=fields.Integer())
    by_tier = fields.Dict(keys=fields.String(), values=fields.Integer())
    by_kind = fields.Dict(keys=fields.String(), values=fields.Integer())
    by_severity = fields.Dict(keys=fields.String(), values=fields.Integer())
    by_month = fields.Dict(keys=fields.String(), values=fields.Integer())
    minutes = fields.Dict(keys=fields.String(), values=fields.Dict())
    takedowns = fields.Dict()
