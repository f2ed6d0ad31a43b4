"""The shapes of training on the wire: sessions, enrolments, check-in, certificates, calendar, feedback, duties.

Times carry an offset, as RFC 3339. Those of the fund and the association stand in `training_fund_shapes`.
"""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from services.contracts.training.duty_shapes import ON_CLASH
from services.contracts.training.fields import Moment, Money, Text
from services.contracts.vocabulary import ROLES

SESSION_KINDS = ("training", "salon", "outbound", "inbound")
ENROLMENT_STATES = ("enrolled", "waiting", "offered", "requested", "entered", "withdrawn", "refused")
WAYS = ("first_come", "lottery")


class Audience(Schema):
    """Who is asked to come; ``{}`` means everybody. `unit_id` holds for the units below it too."""

    unit_id = Text(36)
    roles = fields.List(fields.String(validate=validate.OneOf(ROLES)), validate=validate.Length(0, 20))
    association = fields.Boolean(truthy={True}, falsy={False})
    person_ids = fields.List(Text(64), validate=validate.Length(0, 2000))


class Quotas(fields.Dict):
    """Seats at most by unit, those below it counted; ``*`` is everyone whose unit is not named."""

    def __init__(self, **kwargs: Any) -> None:
        seats = fields.Integer(strict=True, validate=validate.Range(0, 100_000))
        super().__init__(keys=Text(36), values=seats, validate=validate.Length(0, 200), **kwargs)


def _on_clash() -> fields.String:
    """What follows where the place or the speaker is claimed at that time: warn, refuse; not named: as the rules have it."""
    return fields.String(validate=validate.OneOf(ON_CLASH))


class NewSession(Schema):
    """What is announced. `required` names those who have to come; with `approval` each wish waits for the person's unit."""

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
    certificate_months = fields.Integer(load_default=0, strict=True, validate=validate.Range(0, 120))
    fund_line_id = Text(36, load_default=None, allow_none=True)
    budget = Money(least=0, load_default=0)
    way = fields.String(load_default="first_come", validate=validate.OneOf(WAYS))
    approval = fields.Boolean(load_default=False, truthy={True}, falsy={False})
    quotas = Quotas(load_default=dict)
    required = fields.Nested(Audience, load_default=None, allow_none=True)
    plan_id = Text(36, load_default=None, allow_none=True)
    on_clash = _on_clash()


class SessionChange(Schema):
    """What may be changed after the announcement; what is not named stays."""

    title = Text(200)
    theme = Text(200, empty=True)
    speaker = Text(200, empty=True)
    place = Text(200, empty=True)
    starts_at = Moment()
    ends_at = Moment()
    enrol_opens_at = Moment()
    enrol_closes_at = Moment()
    capacity = fields.Integer(strict=True, validate=validate.Range(1, 100_000))
    quotas = Quotas()
    on_clash = _on_clash()


class Reason(Schema):
    reason = Text(500, required=True)


class ClashShape(Schema):
    """Another session at the same time; `claims` names what both want: place, speaker."""

    session_id = fields.String()
    title = fields.String()
    claims = fields.List(fields.String())


class SessionShape(Schema):
    """A session with its seats as they are now. `clashes` is there when it was just announced or changed."""

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
    certificate_months = fields.Integer()
    fund_line_id = fields.String(allow_none=True)
    reservation_id = fields.String(allow_none=True)
    budget = Money()
    state = fields.String()
    cancel_reason = fields.String()
    way = fields.String()
    approval = fields.Boolean()
    quotas = fields.Dict(keys=fields.String(), values=fields.Integer())
    required = fields.Dict(allow_none=True)
    draw_promise = fields.String()
    drawn_at = fields.AwareDateTime(format="iso", allow_none=True)
    plan_id = fields.String(allow_none=True)
    series_id = fields.String(allow_none=True)
    announced_by = fields.String()
    announced_at = fields.AwareDateTime(format="iso")
    clashes = fields.List(fields.Nested(ClashShape))
    version = fields.Integer()


class SessionQuery(Schema):
    """Filters of the programme; `q` is sought in title, theme and speaker."""

    q = Text(100, empty=True, load_default="")
    kind = fields.String(validate=validate.OneOf(SESSION_KINDS))
    state = fields.String(validate=validate.OneOf(("announced", "cancelled")))
    theme = Text(200)
    series_id = Text(36)
    plan_id = Text(36)
    starts_from = Moment()
    starts_until = Moment()
    ends_from = Moment()
    ends_until = Moment()
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
    decision_note = fields.String()


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

    attendance = fields.String(
        required=True, validate=validate.OneOf(("", "present", "late", "left", "leave", "absent"))
    )
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


class FileShape(Schema):
    """A file on its way through the suite; the gateway makes a download of it."""

    name = fields.String()
    media_type = fields.String()
    base64 = fields.String()


class CalendarQuery(Schema):
    token = Text(100, required=True)


class CalendarToken(Schema):
    """The secret token of one's calendar feed; shown once, a new one ends the old."""

    token = fields.String()
    path = fields.String()


class NewFeedback(Schema):
    """What someone who attended says of a session."""

    score = fields.Integer(required=True, strict=True, validate=validate.Range(1, 5))
    comment = Text(1000, empty=True, lines=True, load_default="")


class FeedbackGiven(Schema):
    session_id = fields.String()
    score = fields.Integer()
    comment = fields.String()


class FeedbackResults(Schema):
    """All that was said of a session, without names: ``scores`` counts each score from 1 to 5."""

    session_id = fields.String()
    count = fields.Integer()
    average = fields.Float(allow_none=True)
    scores = fields.Dict(keys=fields.String(), values=fields.Integer())
    comments = fields.List(fields.String())
