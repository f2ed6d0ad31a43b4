"""The shapes of the duty to be trained, and of the rules that the college sets for training."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.contracts.training.fields import Text

DUTY_KINDS = ("incident", "administrator")
NEEDS = ("off", "warn", "block")
ON_CLASH = ("warn", "refuse")
ACTIVITIES = ("attended", "article", "event", "lecture", "duty", "other")


class DutyShape(Schema):
    """A person's duty to be trained: owed, overdue or met. `kind` incident: after one of their account, named by `incident_id`;
    administrator: for having come to run the account."""

    id = fields.String()
    kind = fields.String()
    incident_id = fields.String()
    account_id = fields.String()
    account_name = fields.String()
    unit_id = fields.String()
    person_id = fields.String()
    person_name = fields.String()
    state = fields.String()
    reason = fields.String()
    due_at = fields.AwareDateTime(format="iso")
    met_at = fields.AwareDateTime(format="iso", allow_none=True)
    certificate_number = fields.String()


class DutyQuery(Schema):
    """Filters of duties; unit people see their units' and their own."""

    unit_id = Text(36)
    person_id = Text(64)
    kind = fields.String(validate=validate.OneOf(DUTY_KINDS))
    state = fields.String(validate=validate.OneOf(("owed", "overdue", "met")))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))
    cursor = Text(200, empty=True, load_default="")


class UnitDuties(Schema):
    """The duties of a unit's people: how many are owed, of these overdue, and met; and how many people owe any."""

    unit_id = fields.String()
    unit = fields.String()
    owed = fields.Integer()
    overdue = fields.Integer()
    met = fields.Integer()
    people = fields.Integer()


class UnitDutiesList(Schema):
    items = fields.List(fields.Nested(UnitDuties))


class RulesShape(Schema):
    """The rules in force. `certificate_needed`: off; warn: who runs accounts without one is warned; block: and may hand no text
    in once the `grace_days` are over. `on_clash`: what follows where a place or speaker is claimed twice at one time, unless a
    session says otherwise. `points` by activity: an hour for ``attended``, else a time."""

    certificate_needed = fields.String(validate=validate.OneOf(NEEDS))
    on_clash = fields.String(validate=validate.OneOf(ON_CLASH))
    grace_days = fields.Integer(strict=True, validate=validate.Range(0, 365))
    remind_days = fields.Integer(strict=True, validate=validate.Range(1, 90))
    receipts_needed = fields.Boolean(truthy={True}, falsy={False})
    backbone_hours = fields.Float(allow_nan=False, validate=validate.Range(0, 1000))
    backbone_points = fields.Float(allow_nan=False, validate=validate.Range(0, 100_000))
    points = fields.Dict(
        keys=fields.String(validate=validate.OneOf(ACTIVITIES)),
        values=fields.Float(allow_nan=False, validate=validate.Range(0, 1000)),
    )
