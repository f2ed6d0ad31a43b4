"""Shapes on the wire of the annual review (article 7)."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from services.contracts.registry.fields import MESSAGES, Day, Items, Nested, Text, Whole, one_of, up_to
from services.contracts.registry.people_shapes import ListQuery

VERDICTS = ("passed", "rectify", "failed")
REVIEW_STATES = ("pending", "assessed", *VERDICTS)


class CriterionBody(Schema):
    key = Text(40)
    title = Text(80, optional=True)
    weight = Whole(required=True, validate=validate.Range(0, 100))


class RoundBody(Schema):
    year = Whole(required=True, validate=validate.Range(2000, 2999))
    opens_on = Day(required=True)
    due_on = Day(required=True)
    criteria = Items(Nested(CriterionBody), load_default=None, allow_none=True, validate=up_to(30, 1))


class RoundChangeBody(Schema):
    opens_on = Day(required=True)
    due_on = Day(required=True)
    criteria = Items(Nested(CriterionBody), load_default=None, allow_none=True, validate=up_to(30, 1))


class Scores(fields.Dict):
    """Points from 0 to 100 by the key of a criterion."""

    default_error_messages = MESSAGES

    def __init__(self, **kwargs: Any) -> None:
        points = Whole(validate=validate.Range(0, 100))
        super().__init__(keys=Text(40), values=points, load_default=dict, validate=up_to(30), **kwargs)


class AssessmentBody(Schema):
    summary = Text(5000, lines=True, optional=True)
    scores = Scores()
    problems = Text(5000, lines=True, optional=True)
    plan = Text(5000, lines=True, optional=True)


class Notes(fields.Dict):
    """A note by the key of a criterion."""

    default_error_messages = MESSAGES

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(keys=Text(40), values=Text(500, lines=True), load_default=dict, validate=up_to(30), **kwargs)


class InspectionBody(Schema):
    """The scoring sheet of an inspection."""

    inspected_on = Day(load_default=None, allow_none=True)
    scores = Scores()
    notes = Notes()
    comment = Text(2000, lines=True, optional=True)


class VerdictBody(Schema):
    verdict = Text(20, validate=one_of(VERDICTS))
    scores = Scores()
    comment = Text(2000, lines=True, optional=True)
    rectify_by = Day(load_default=None, allow_none=True)


class Review(Schema):
    year = fields.Integer()
    account_id = fields.String()
    account_name = fields.String()
    unit_id = fields.String()
    tier = fields.Integer()
    state = fields.String(validate=validate.OneOf(REVIEW_STATES))
    assessment = fields.Dict(allow_none=True)
    assessed_by = fields.String()
    assessed_at = fields.DateTime(allow_none=True)
    verdict = fields.String()
    scores = fields.Dict()
    total = fields.Float(allow_none=True)
    comment = fields.String()
    rectify_by = fields.Date(allow_none=True)
    decided_by = fields.String()
    decided_at = fields.DateTime(allow_none=True)
    overdue = fields.Boolean()
    account_status = fields.String()
    inspection = fields.Dict(allow_none=True)
    known = fields.Dict()
    prefilled = fields.Dict()
    criteria = fields.List(fields.Dict())
    version = fields.Integer()


class ReviewQuery(ListQuery):
    state = Text(20, optional=True, validate=one_of(("", *REVIEW_STATES)))
    unit_id = Text(36, optional=True)


class Round(Schema):
    year = fields.Integer()
    opens_on = fields.Date()
    due_on = fields.Date()
    criteria = fields.List(fields.Dict())
    accounts = fields.Integer()
    progress = fields.Dict()
    closed = fields.Boolean()
    version = fields.Integer()
    items = fields.List(fields.Nested(Review))
    next_cursor = fields.String(allow_none=True)
