"""Shapes on the wire of duty, escalation policies, messages and the board of the alerts service."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from services.contracts.alerts.fields import Listing, Moment, Text, choice, id_field
from services.contracts.vocabulary import ROLES

SEVERITIES = ("I", "II", "III", "IV")


def _hour(**kwargs: Any) -> fields.String:
    """An hour of the day on the campus: ``08:00``; or nothing."""
    return fields.String(validate=validate.Regexp(r"(([01]\d|2[0-3]):[0-5]\d)?\Z"), **kwargs)


class Turn(Schema):
    """One dated turn of a rota of kind ``list``."""

    person_id = id_field(required=True)
    starts_at = Moment(required=True)
    ends_at = Moment(required=True)

    @validates_schema
    def check_order(self, data: dict[str, Any], **_: Any) -> None:
        if data["ends_at"] <= data["starts_at"]:
            raise ValidationError("结束须晚于开始。 It must end after its start.", "ends_at")


class RotaOrder(Schema):
    """`people` take turns by day or week; a rota of kind ``list`` names `turns` instead."""

    name = Text(200, required=True)
    kind = choice(("weekly", "daily", "list"), required=True)
    people = fields.List(id_field(), load_default=list, validate=validate.Length(max=200))
    starts_on = fields.Date()
    handover = _hour(load_default="08:00")
    hours_from = _hour(load_default="")
    hours_to = _hour(load_default="")
    sensitive_only = fields.Boolean(load_default=False)
    turns = fields.List(fields.Nested(Turn), load_default=list, validate=validate.Length(max=1000))

    @validates_schema
    def check_turns(self, data: dict[str, Any], **_: Any) -> None:
        if data["kind"] == "list" and not data["turns"]:
            raise ValidationError("列表值班表须有班次。 A list needs turns.", "turns")
        if data["kind"] != "list" and not data["people"]:
            raise ValidationError("轮值须有人员。 People are needed who take turns.", "people")
        if not data["handover"]:
            raise ValidationError("须填写交接时间。 The hour of handing over is needed.", "handover")
        if bool(data["hours_from"]) != bool(data["hours_to"]):
            raise ValidationError("起止时间须同时填写。 Give both hours or none.", "hours_to")


class Rota(Schema):
    id = fields.String()
    name = fields.String()
    kind = fields.String()
    people = fields.List(fields.String())
    starts_on = fields.Date()
    handover = fields.String()
    hours_from = fields.String()
    hours_to = fields.String()
    sensitive_only = fields.Boolean()
    turns = fields.List(fields.Dict())
    active = fields.Boolean()
    version = fields.Integer()


class OverrideOrder(Schema):
    rota_id = id_field(required=True)
    person_id = id_field(required=True)
    starts_at = Moment(required=True)
    ends_at = Moment(required=True)
    reason = Text(500, empty=True, load_default="")


class Override(Schema):
    id = fields.String()
    rota_id = fields.String()
    person_id = fields.String()
    starts_at = fields.AwareDateTime()
    ends_at = fields.AwareDateTime()
    reason = fields.String()
    made_by = fields.String()


class Shift(Schema):
    rota_id = fields.String()
    rota_name = fields.String()
    person_id = fields.String()
    person_name = fields.String()
    until = fields.AwareDateTime(allow_none=True)
    overridden = fields.Boolean()


class OnDuty(Schema):
    at = fields.AwareDateTime()
    sensitive = fields.String()
    items = fields.List(fields.Nested(Shift))


class Finding(Schema):
    code = fields.String()
    zh = fields.String()
    en = fields.String()


class Readiness(Schema):
    """What would go wrong if an incident came: gaps in the rotas, steps that reach nobody, channels that fail."""

    ready = fields.Boolean()
    findings = fields.List(fields.Nested(Finding))


class Target(Schema):
    """Whom a step tells: who is on ``duty``, holders of a ``role``, a ``person``, or the account's ``unit``."""

    kind = choice(("duty", "role", "person", "unit"), required=True)
    value = fields.String(load_default="", validate=validate.Length(max=64))

    @validates_schema
    def check_value(self, data: dict[str, Any], **_: Any) -> None:
        if data["kind"] == "role" and data["value"] not in ROLES:
            raise ValidationError("没有这个角色。 There is no such role.", "value")
        if data["kind"] == "person" and not data["value"]:
            raise ValidationError("须指明人员。 A person is needed.", "value")


class Step(Schema):
    """Who is told, and how long they have. With ``all`` every one of them must confirm, else the next step follows."""

    require = choice(("any", "all"), load_default="any")
    minutes = fields.Integer(strict=True, required=True, validate=validate.Range(1, 10_080))
    targets = fields.List(fields.Nested(Target), required=True, validate=validate.Length(1, 50))


class PolicyOrder(Schema):
    name = Text(200, required=True)
    severities = fields.List(choice(SEVERITIES), required=True, validate=validate.Length(1, 4))
    steps = fields.List(fields.Nested(Step), required=True, validate=validate.Length(1, 20))
    repeat = fields.Integer(strict=True, load_default=0, validate=validate.Range(0, 20))
    acknowledged_minutes = fields.Integer(strict=True, load_default=0, validate=validate.Range(0, 10_080))
    sensitive_only = fields.Boolean(load_default=False)


class Policy(Schema):
    id = fields.String()
    name = fields.String()
    severities = fields.List(fields.String())
    steps = fields.List(fields.Nested(Step))
    repeat = fields.Integer()
    acknowledged_minutes = fields.Integer()
    sensitive_only = fields.Boolean()
    active = fields.Boolean()
    version = fields.Integer()


class MessageQuery(Listing):
    unread = fields.Boolean()


class Message(Schema):
    id = fields.String()
    kind = fields.String()
    subject = fields.String()
    subject_id = fields.String()
    zh = fields.String()
    en = fields.String()
    sent_at = fields.AwareDateTime()
    read_at = fields.AwareDateTime(allow_none=True)


class ReadCount(Schema):
    read = fields.Integer()


class BoardQuery(Schema):
    unit_id = fields.String(load_default="", validate=validate.Length(max=64))


class Board(Schema):
    """Incidents (counts by severity, state and channel; the most urgent; the oldest that waits), directives, freezes, takedowns."""

    incidents = fields.Dict()
    directives = fields.List(fields.Dict())
    freezes = fields.List(fields.Dict())
    takedowns = fields.Dict()
