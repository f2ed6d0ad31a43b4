"""Shapes on the wire of directives and freezes: what the operations take and what they answer."""

from __future__ import annotations

from marshmallow import EXCLUDE, Schema, fields, validate

from services.contracts.alerts.fields import Listing, Moment, Text, choice, id_field, url_field
from services.contracts.vocabulary import CHANNELS, TIERS


class ScopeShape(Schema):
    """``{tier?, channel?, unit_id?, account_ids?}``; ``{}`` means all."""

    tier = fields.Integer(strict=True, validate=validate.OneOf(TIERS))
    channel = choice(CHANNELS)
    unit_id = id_field()
    account_ids = fields.List(id_field(), validate=validate.Length(1, 20_000))


class DirectiveOrder(Schema):
    incident_id = id_field(empty=True, load_default="")
    text = Text(10_000, lines=True, required=True)
    scope = fields.Nested(ScopeShape, required=True)
    due_at = Moment(required=True)
    reminders = fields.List(
        fields.Integer(strict=True, validate=validate.Range(5, 43_200)),
        load_default=list,
        validate=validate.Length(max=5),
    )


class Revision(Schema):
    """Another wording, and another deadline where one is named."""

    text = Text(10_000, lines=True, required=True)
    due_at = Moment()
    reason = Text(500, required=True)


class Withdrawal(Schema):
    reason = Text(2000, lines=True, required=True)


class ProgressQuery(Schema):
    class Meta:
        unknown = EXCLUDE

    by = choice(("unit", "tier", "channel"), load_default="unit")


class GroupProgress(Schema):
    group = fields.String()
    total = fields.Integer()
    delivered = fields.Integer()
    read = fields.Integer()
    done = fields.Integer()
    overdue = fields.Integer()


class Wording(Schema):
    number = fields.Integer()
    text = fields.String()
    text_hash = fields.String()
    issued_by = fields.String()
    issued_by_name = fields.String()
    issued_at = fields.AwareDateTime()
    reason = fields.String()


class DirectiveQuery(Listing):
    incident_id = fields.String(validate=validate.Length(max=64))
    account_id = fields.String(validate=validate.Length(max=64))
    state = choice(("in_progress", "done", "overdue", "withdrawn"))


class ReceiptQuery(Listing):
    limit = fields.Integer(load_default=200, validate=validate.Range(1, 200))
    state = choice(("sent", "read", "done"))


class ReceiptGiven(Schema):
    account_id = id_field(required=True)
    state = choice(("read", "done"), required=True)
    url = url_field()


class Receipt(Schema):
    directive_id = fields.String()
    account_id = fields.String()
    account_name = fields.String()
    channel = fields.String()
    tier = fields.Integer(allow_none=True)
    unit_id = fields.String()
    unit_name = fields.String()
    state = fields.String()
    wording = fields.Integer()
    delivered_at = fields.AwareDateTime(allow_none=True)
    url = fields.String()
    read_at = fields.AwareDateTime(allow_none=True)
    read_by = fields.String()
    done_at = fields.AwareDateTime(allow_none=True)
    done_by = fields.String()
    overdue = fields.Boolean()
    late = fields.Boolean()


class Progress(Schema):
    total = fields.Integer()
    delivered = fields.Integer()
    read = fields.Integer()
    done = fields.Integer()


class Directive(Schema):
    id = fields.String()
    incident_id = fields.String()
    text = fields.String()
    text_hash = fields.String()
    scope = fields.Dict()
    state = fields.String()
    due_at = fields.AwareDateTime()
    issued_by = fields.String()
    issued_by_name = fields.String()
    issued_at = fields.AwareDateTime()
    reminded_at = fields.AwareDateTime(allow_none=True)
    overdue_at = fields.AwareDateTime(allow_none=True)
    wording = fields.Integer()
    reminders = fields.List(fields.Integer())
    withdrawn_at = fields.AwareDateTime(allow_none=True)
    withdraw_reason = fields.String()
    progress = fields.Nested(Progress)
    version = fields.Integer()


class WholeDirective(Directive):
    """A directive with a page of its receipts; the rest of them follow at ``/directives/{id}/receipts``."""

    receipts = fields.List(fields.Nested(Receipt))
    receipts_next_cursor = fields.String(allow_none=True)


class FreezeOrder(Schema):
    scope = fields.Nested(ScopeShape, required=True)
    reason = Text(2000, lines=True, required=True)
    keywords = fields.List(Text(100), load_default=list, validate=validate.Length(max=200))
    until = Moment(allow_none=True)
    exempt_account_ids = fields.List(id_field(), load_default=list, validate=validate.Length(max=20_000))
    statement = Text(20_000, lines=True, empty=True, load_default="")


class Lifting(Schema):
    reason = Text(2000, lines=True, empty=True, load_default="")


class FreezeQuery(Listing):
    state = choice(("in_force", "lifted"))


class Proof(Schema):
    """A running review process that obeys the freeze, since when, and how many texts it held then."""

    process = fields.String()
    obeyed_at = fields.AwareDateTime()
    held = fields.Integer()


class Freeze(Schema):
    id = fields.String()
    scope = fields.Dict()
    exempt_account_ids = fields.List(fields.String(), attribute="exempt")
    proofs = fields.List(fields.Nested(Proof))
    reason = fields.String()
    keywords = fields.List(fields.String())
    statement = fields.String()
    until = fields.AwareDateTime(allow_none=True)
    state = fields.String()
    declared_by = fields.String()
    declared_by_name = fields.String()
    declared_at = fields.AwareDateTime()
    lifted_at = fields.AwareDateTime(allow_none=True)
    lifted_by = fields.String()
    lift_reason = fields.String()
    version = fields.Integer()
