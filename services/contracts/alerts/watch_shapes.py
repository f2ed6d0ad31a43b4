"""Shapes on the wire of sensitive periods, swaps, hand-over notes and the duty calendar."""

from __future__ import annotations

from marshmallow import EXCLUDE, Schema, fields, validate

from services.contracts.alerts.fields import Listing, Moment, Text, choice, id_field


class PeriodOrder(Schema):
    """A span in which duty is kept around the clock."""

    name = Text(200, required=True)
    starts_at = Moment(required=True)
    ends_at = Moment(required=True)
    reason = Text(500, empty=True, load_default="")


class Period(Schema):
    id = fields.String()
    name = fields.String()
    starts_at = fields.AwareDateTime()
    ends_at = fields.AwareDateTime()
    reason = fields.String()
    active = fields.Boolean()
    made_by = fields.String()
    version = fields.Integer()


class SwapOrder(Schema):
    """The caller gives `gives_from` to `gives_until` of their duty, and takes a span of `asked_id`."""

    rota_id = id_field(required=True)
    asked_id = id_field(required=True)
    gives_from = Moment(required=True)
    gives_until = Moment(required=True)
    takes_from = Moment(required=True)
    takes_until = Moment(required=True)
    reason = Text(500, empty=True, load_default="")


class SwapAnswer(Schema):
    answer = choice(("accepted", "declined", "withdrawn"), required=True)


class Swap(Schema):
    id = fields.String()
    rota_id = fields.String()
    asker_id = fields.String()
    asker_name = fields.String()
    asked_id = fields.String()
    asked_name = fields.String()
    gives_from = fields.AwareDateTime()
    gives_until = fields.AwareDateTime()
    takes_from = fields.AwareDateTime()
    takes_until = fields.AwareDateTime()
    reason = fields.String()
    state = fields.String()
    version = fields.Integer()


class NoteOrder(Schema):
    rota_id = id_field(required=True)
    text = Text(4000, lines=True, required=True)


class NoteQuery(Listing):
    rota_id = fields.String(validate=validate.Length(max=64))


class Note(Schema):
    id = fields.String()
    rota_id = fields.String()
    text = fields.String()
    written_by = fields.String()
    written_by_name = fields.String()
    written_at = fields.AwareDateTime()


class CalendarQuery(Schema):
    class Meta:
        unknown = EXCLUDE

    token = fields.String(load_default="", validate=validate.Length(max=200))


class CalendarToken(Schema):
    token = fields.String()
    path = fields.String()
