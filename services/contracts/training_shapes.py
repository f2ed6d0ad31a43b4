"""The shapes of training on the wire: sessions, enrolments, check-in, certificates, the fund, the association.

Amounts of money are decimal texts in yuan (``"1200.50"``) and whole fen once loaded. Times carry an offset, as RFC 3339.
"""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from decimal import ROUND_DOWN, Decimal
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from services.contracts.vocabulary import ROLES

SESSION_KINDS = ("training", "salon", "outbound", "inbound")
ENROLMENT_STATES = ("enrolled", "waiting", "offered", "withdrawn")
MEMBER_ROLES = ("member", "backbone", "group_leader", "vice_president", "president")
MOST_DIGITS = 10
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
MULTILINE = "\n\t"


class Text(fields.String):
    """Text without control characters, its ends stripped, of `longest` characters at most."""

    def __init__(self, longest: int, *, empty: bool = False, lines: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.longest, self.empty, self.lines = longest, empty, lines
        self.validators = [validate.Length(0 if empty else 1, longest)]

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs).replace("\r\n", "\n").strip()
        allowed = MULTILINE if self.lines else ""
        if any(unicodedata.category(character) in ("Cc", "Cs") and character not in allowed for character in text):
            raise ValidationError("不能含有控制字符。 Must not hold control characters.")
        if not text and not self.empty:
            raise ValidationError("不能为空。 Must not be empty.")
        if len(text) > self.longest:
            raise ValidationError(f"最多 {self.longest} 个字。 At most {self.longest} characters.")
        return text


class Moment(fields.AwareDateTime):
    """A time with its offset, between the years 2000 and 2200."""

    default_error_messages = {
        "invalid": "须为带时区的时间,如 2026-09-01T14:00:00+08:00。 Must be a time with an offset (RFC 3339).",
        "invalid_awareness": "时间须带时区。 The time needs an offset.",
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="iso", **kwargs)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> datetime:
        found: datetime = super()._deserialize(value, attr, data, **kwargs)
        if not EARLIEST <= found.replace(tzinfo=UTC) < LATEST:
            raise ValidationError("年份须在 2000 至 2199 之间。 The year must lie between 2000 and 2199.")
        return found.astimezone(UTC)


class Money(fields.Field[int]):
    """An amount in yuan with two decimals at most, as text or number; whole fen once loaded, text again when dumped."""

    def __init__(self, *, least: int = 1, **kwargs: Any) -> None:
        super().__init__(metadata={"type": "string", "example": "1200.50"}, **kwargs)
        self.least = least

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise ValidationError("须为金额(元),如 1200.50。 Must be an amount in yuan, such as 1200.50.")
        try:
            yuan = Decimal(str(value)[:40].strip())
        except ArithmeticError as error:
            raise ValidationError("须为金额(元),如 1200.50。 Must be an amount in yuan, such as 1200.50.") from error
        if not yuan.is_finite() or yuan.adjusted() > MOST_DIGITS:
            raise ValidationError("金额过大或无效。 The amount is too large, or no number.")
        fen = yuan * 100
        if fen != fen.to_integral_value(ROUND_DOWN):
            raise ValidationError("最多两位小数。 Two decimals at most.")
        if fen < self.least:
            raise ValidationError(
                "金额须大于零。 Must be more than zero." if self.least else "金额不能为负。 Not below zero."
            )
        return int(fen)

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else f"{value // 100}.{value % 100:02d}"


class Audience(Schema):
    """Who is asked to come; ``{}`` means everybody. `unit_id` holds for the units below it too."""

    unit_id = Text(36)
    roles = fields.List(fields.String(validate=validate.OneOf(ROLES)), validate=validate.Length(0, 20))
    association = fields.Boolean(truthy={True}, falsy={False})
    person_ids = fields.List(Text(64), validate=validate.Length(0, 2000))


class NewSession(Schema):
    """What is announced."""

    kind = fields.String(required=True, validate=validate.OneOf(SESSION_KINDS))
    title = Text(200, required=True)
    theme = Text(200, empty=True, load_default="")
    speaker = Text(200, empty=True, load_default="")
    place = Text(200, empty=True, load_default="")
    starts_at = Moment(required=True)
    ends_at = Moment(required=True)
    capacity = fields.Integer(required=True, strict=True, validate=validate.Range(1, 100_000))
    enrol_opens_at = Moment(required=True)
    enrol_closes_at = Moment(required=True)
    audience = fields.Nested(Audience, load_default=dict)
    hours = fields.Float(load_default=0.0, allow_nan=False, validate=validate.Range(0, 200))
    confirm_hours = fields.Integer(load_default=0, strict=True, validate=validate.Range(0, 168))
    fund_line_id = Text(36, load_default=None, allow_none=True)
    budget = Money(least=0, load_default=0)


class Reason(Schema):
    reason = Text(500, required=True)


class SessionShape(Schema):
    """A session with its seats as they are now."""

    id = fields.String()
    kind = fields.String()
    title = fields.String()
    theme = fields.String()
    speaker = fields.String()
    place = fields.String()
    starts_at = fields.AwareDateTime(format="iso")
    ends_at = fields.AwareDateTime(format="iso")
    enrol_opens_at = fields.AwareDateTime(format="iso")
    enrol_closes_at = fields.AwareDateTime(format="iso")
    capacity = fields.Integer(attribute="seats.capacity")
    seats_taken = fields.Integer(attribute="seats.taken")
    waiting = fields.Integer(attribute="seats.waiting")
    audience = fields.Dict()
    hours = fields.Float()
    confirm_hours = fields.Integer()
    fund_line_id = fields.String(allow_none=True)
    reservation_id = fields.String(allow_none=True)
    budget = Money()
    state = fields.String()
    cancel_reason = fields.String()
    announced_by = fields.String()
    announced_at = fields.AwareDateTime(format="iso")
    version = fields.Integer()


class SessionQuery(Schema):
    """Filters of the programme."""

    kind = fields.String(validate=validate.OneOf(SESSION_KINDS))
    state = fields.String(validate=validate.OneOf(("announced", "cancelled")))
    starts_from = Moment()
    starts_until = Moment()
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))
    cursor = Text(200, empty=True, load_default="")


class EnrolmentShape(Schema):
    """An enrolment; `position` only while it waits, `confirm_by` only while a seat is offered."""

    id = fields.String()
    session_id = fields.String()
    person_id = fields.String()
    person_name = fields.String()
    unit_id = fields.String()
    state = fields.String()
    position = fields.Integer()
    made_at = fields.AwareDateTime(format="iso")
    confirm_by = fields.AwareDateTime(format="iso", allow_none=True)
    attendance = fields.String()
    checked_in_at = fields.AwareDateTime(format="iso", allow_none=True)
    attendance_note = fields.String()


class EnrolmentQuery(Schema):
    state = fields.String(validate=validate.OneOf(ENROLMENT_STATES))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))
    cursor = Text(200, empty=True, load_default="")


class PassShape(Schema):
    """The check-in token to show as a QR code, and the Unix time at which the next one takes its place."""

    token = fields.String()
    changes_at = fields.Float()


class CheckIn(Schema):
    token = Text(200, required=True)


class Attendance(Schema):
    """How someone attended; empty: not known after all."""

    attendance = fields.String(required=True, validate=validate.OneOf(("", "present", "late", "left", "absent")))
    reason = Text(500, required=True)


class CertificateShape(Schema):
    """A certificate, as its holder and those who run the session see it."""

    number = fields.String()
    session_id = fields.String()
    enrolment_id = fields.String()
    person_id = fields.String()
    person_name = fields.String()
    title = fields.String()
    kind = fields.String()
    hours = fields.Float()
    held_on = fields.AwareDateTime(format="iso")
    issued_at = fields.AwareDateTime(format="iso")
    expires_at = fields.AwareDateTime(format="iso", allow_none=True)
    status = fields.String()


class CertificateCheck(Schema):
    """What the public check says: no more than confirms the paper in one's hand. The name is masked."""

    number = fields.String()
    status = fields.String()
    holder = fields.String()
    title = fields.String()
    hours = fields.Float()
    held_on = fields.Date()
    issued_on = fields.Date()


class Issued(Schema):
    items = fields.List(fields.Nested(CertificateShape))


class NewMember(Schema):
    """Without `person_id` one applies for oneself."""

    person_id = Text(64, empty=True, load_default="")
    group = Text(100, empty=True, load_default="")


class MemberRole(Schema):
    role = fields.String(required=True, validate=validate.OneOf(MEMBER_ROLES))
    term_ends_at = Moment(load_default=None, allow_none=True)


class MemberShape(Schema):
    """A membership; `reasons` say why the member counts as backbone: named, leads, hours."""

    id = fields.String()
    person_id = fields.String()
    name = fields.String()
    unit_id = fields.String()
    state = fields.String()
    role = fields.String()
    group = fields.String()
    hours = fields.Float()
    since = fields.AwareDateTime(format="iso")
    term_ends_at = fields.AwareDateTime(format="iso", allow_none=True)
    reasons = fields.List(fields.String())
    version = fields.Integer()


class MemberQuery(Schema):
    state = fields.String(validate=validate.OneOf(("applied", "active", "left")))
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
