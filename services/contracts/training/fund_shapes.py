"""The shapes of the dedicated fund and of the student association.

Amounts of money are decimal texts in yuan (``"1200.50"``) and whole fen once loaded.
"""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.contracts.training.fields import Moment, Money, Text

MEMBER_ROLES = ("member", "backbone", "group_leader", "vice_president", "president")


class NewMember(Schema):
    """Without `person_id` one applies for oneself."""

    person_id = Text(64, empty=True, load_default="")
    group = Text(100, empty=True, load_default="")


class MemberRole(Schema):
    role = fields.String(required=True, validate=validate.OneOf(MEMBER_ROLES))
    term_ends_at = Moment(load_default=None, allow_none=True)


class MemberShape(Schema):
    """A membership; `reasons` say why the member counts as backbone: named, leads, hours, points."""

    id = fields.String()
    person_id = fields.String()
    name = fields.String()
    unit_id = fields.String()
    state = fields.String()
    role = fields.String()
    group = fields.String()
    hours = fields.Float()
    points = fields.Float()
    graduates_at = fields.AwareDateTime(format="iso", allow_none=True)
    since = fields.AwareDateTime(format="iso")
    term_ends_at = fields.AwareDateTime(format="iso", allow_none=True)
    reasons = fields.List(fields.String())
    version = fields.Integer()


class MemberQuery(Schema):
    state = fields.String(validate=validate.OneOf(("applied", "active", "left", "alumni")))
    role = fields.String(validate=validate.OneOf(MEMBER_ROLES))
    unit_id = Text(36)
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))
    cursor = Text(200, empty=True, load_default="")


class NewFund(Schema):
    year = fields.Integer(required=True, strict=True, validate=validate.Range(2000, 2199))
    name = Text(200, required=True)
    total = Money(required=True)


class FundShape(Schema):
    id = fields.String()
    year = fields.Integer()
    name = fields.String()
    total = Money()
    allocated = Money()
    created_at = fields.AwareDateTime(format="iso")
    closed_at = fields.AwareDateTime(format="iso", allow_none=True)
    carried_in = Money()
    carried_out = Money()
    carried_to = fields.String(allow_none=True)


class FundClosing(Schema):
    """With `carry_over`, what was not spent goes to the next year's fund of the same name."""

    carry_over = fields.Boolean(load_default=False, truthy={True}, falsy={False})


class FundQuery(Schema):
    year = fields.Integer(validate=validate.Range(2000, 2199))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))
    cursor = Text(200, empty=True, load_default="")


class NewLine(Schema):
    title = Text(200, required=True)
    amount = Money(required=True)


class LineShape(Schema):
    """A line: `available` is `amount` less what is reserved and spent."""

    id = fields.String()
    fund_id = fields.String()
    title = fields.String()
    amount = Money()
    reserved = Money()
    spent = Money()
    available = Money()


class NewReservation(Schema):
    line_id = Text(36, required=True)
    amount = Money(required=True)
    purpose = Text(500, required=True)
    session_id = Text(36, load_default=None, allow_none=True)


class ReservationShape(Schema):
    id = fields.String()
    fund_id = fields.String()
    line_id = fields.String()
    session_id = fields.String(allow_none=True)
    purpose = fields.String()
    amount = Money()
    remaining = Money()
    made_at = fields.AwareDateTime(format="iso")
    made_by = fields.String()


class NewExpense(Schema):
    """From a reservation, or straight from a line."""

    line_id = Text(36, load_default=None, allow_none=True)
    reservation_id = Text(36, load_default=None, allow_none=True)
    amount = Money(required=True)
    purpose = Text(500, required=True)
    receipt = Text(500, empty=True, load_default="")


class ExpenseShape(Schema):
    id = fields.String()
    fund_id = fields.String()
    line_id = fields.String()
    reservation_id = fields.String(allow_none=True)
    purpose = fields.String()
    amount = Money()
    receipt = fields.String()
    receipt_files = fields.Integer()
    state = fields.String()
    filed_at = fields.AwareDateTime(format="iso")
    filed_by = fields.String()
    decided_at = fields.AwareDateTime(format="iso", allow_none=True)
    decided_by = fields.String(allow_none=True)
    comment = fields.String()
    version = fields.Integer()


class ExpenseQuery(Schema):
    state = fields.String(validate=validate.OneOf(("filed", "approved", "rejected")))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))
    cursor = Text(200, empty=True, load_default="")


class Rejection(Schema):
    comment = Text(500, required=True)


class Approval(Schema):
    comment = Text(500, empty=True, load_default="")


class MovementShape(Schema):
    """One row of the money's ledger."""

    id = fields.String()
    line_id = fields.String()
    kind = fields.String()
    amount = Money()
    at = fields.AwareDateTime(format="iso")
    by = fields.String()
    reservation_id = fields.String(allow_none=True)
    expense_id = fields.String(allow_none=True)
