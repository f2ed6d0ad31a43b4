"""The shapes of the association's inner life: departments, terms of office, hand-overs, activities, graduation."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.contracts.training.fields import Moment, Text
from services.contracts.training.programme_shapes import PageOf

NOTED = ("article", "event", "lecture", "duty", "other")


class NewDepartment(Schema):
    name = Text(100, required=True)
    work = Text(500, empty=True, lines=True, load_default="")


class DepartmentShape(Schema):
    """A department with those who lead it and how many active members it has."""

    id = fields.String()
    name = fields.String()
    work = fields.String()
    members = fields.Integer()
    heads = fields.List(fields.String())


class Departments(Schema):
    items = fields.List(fields.Nested(DepartmentShape))


class MoveMember(Schema):
    department = Text(100, required=True)


class HandOver(Schema):
    """Who takes the office over, and what they need to know: accounts, contacts, unfinished work."""

    to_member_id = Text(36, required=True)
    notes = Text(2000, empty=True, lines=True, load_default="")


class Graduation(Schema):
    """When a member leaves the college; null: not known."""

    graduates_at = Moment(required=True, allow_none=True)


class TermShape(Schema):
    """A term of office; `end_reason` is expired, changed, handed_over or left."""

    id = fields.String()
    member_id = fields.String()
    member = fields.String()
    role = fields.String()
    department = fields.String()
    began_at = fields.AwareDateTime(format="iso")
    ends_at = fields.AwareDateTime(format="iso", allow_none=True)
    ended_at = fields.AwareDateTime(format="iso", allow_none=True)
    end_reason = fields.String()
    successor_id = fields.String(allow_none=True)
    successor = fields.String()
    notes = fields.String()


class TermQuery(PageOf):
    member_id = Text(36)


class NewActivity(Schema):
    """Something a member did; its points follow from the rules."""

    kind = fields.String(required=True, validate=validate.OneOf(NOTED))
    title = Text(200, required=True)
    hours = fields.Float(load_default=0.0, allow_nan=False, validate=validate.Range(0, 200))
    happened_at = Moment(required=True)


class ActivityShape(Schema):
    id = fields.String()
    member_id = fields.String()
    kind = fields.String()
    title = fields.String()
    hours = fields.Float()
    points = fields.Float()
    happened_at = fields.AwareDateTime(format="iso")
    certificate_number = fields.String()
