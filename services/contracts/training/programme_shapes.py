"""The shapes of the programme's other parts: the yearly plan, places, series, approval, the draw, swaps, materials, the required."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.contracts.training.fields import Moment, Money, Text
from services.contracts.training.shapes import SESSION_KINDS, ClashShape, NewSession, SessionShape

PLAN_STATES = ("draft", "approved", "dropped")


class PageOf(Schema):
    """What every list takes."""

    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))
    cursor = Text(200, empty=True, load_default="")


class NewPlanItem(Schema):
    """An item of the year's plan: `times` sessions on a theme, from a month on."""

    year = fields.Integer(required=True, strict=True, validate=validate.Range(2000, 2199))
    month = fields.Integer(required=True, strict=True, validate=validate.Range(1, 12))
    kind = fields.String(required=True, validate=validate.OneOf(SESSION_KINDS))
    theme = Text(200, required=True)
    title = Text(200, required=True)
    times = fields.Integer(load_default=1, strict=True, validate=validate.Range(1, 100))
    budget = Money(least=0, load_default=0)
    fund_line_id = Text(36, load_default=None, allow_none=True)
    note = Text(500, empty=True, lines=True, load_default="")


class PlanItemShape(Schema):
    """An item of the plan; `announced` counts the sessions announced under it."""

    id = fields.String()
    year = fields.Integer()
    month = fields.Integer()
    kind = fields.String()
    theme = fields.String()
    title = fields.String()
    times = fields.Integer()
    announced = fields.Integer()
    budget = Money()
    fund_line_id = fields.String(allow_none=True)
    reservation_id = fields.String(allow_none=True)
    note = fields.String()
    state = fields.String()
    made_by = fields.String()
    made_at = fields.AwareDateTime(format="iso")
    decided_by = fields.String(allow_none=True)
    decided_at = fields.AwareDateTime(format="iso", allow_none=True)
    version = fields.Integer()


class PlanQuery(PageOf):
    year = fields.Integer(validate=validate.Range(2000, 2199))
    state = fields.String(validate=validate.OneOf(PLAN_STATES))


class YearQuery(Schema):
    year = fields.Integer(required=True, validate=validate.Range(2000, 2199))


class ThemeShape(Schema):
    theme = fields.String()
    sessions = fields.Integer()
    attended = fields.Integer()
    hours = fields.Float()


class Themes(Schema):
    items = fields.List(fields.Nested(ThemeShape))


class NewPlace(Schema):
    name = Text(200, required=True)
    capacity = fields.Integer(required=True, strict=True, validate=validate.Range(1, 100_000))
    note = Text(500, empty=True, lines=True, load_default="")


class PlaceShape(Schema):
    id = fields.String()
    name = fields.String()
    capacity = fields.Integer()
    note = fields.String()


class ClashQuery(Schema):
    """What is wanted when: a place, a speaker, or both."""

    place = Text(200, empty=True, load_default="")
    speaker = Text(200, empty=True, load_default="")
    starts_at = Moment(required=True)
    ends_at = Moment(required=True)


class Clashes(Schema):
    items = fields.List(fields.Nested(ClashShape))


class NewSeries(Schema):
    """The same session several times, some days apart; enrolment opens for all of them at the same second."""

    session = fields.Nested(NewSession, required=True)
    every_days = fields.Integer(required=True, strict=True, validate=validate.Range(1, 180))
    times = fields.Integer(required=True, strict=True, validate=validate.Range(2, 30))


class Series(Schema):
    series_id = fields.String()
    items = fields.List(fields.Nested(SessionShape))


class UnitDecision(Schema):
    """The unit's word on a wish; with a no the person is told the note."""

    decision = fields.String(required=True, validate=validate.OneOf(("approve", "refuse")))
    note = Text(500, empty=True, load_default="")


class DrawEntry(Schema):
    """An entry of a lottery: its enrolment's id, its ticket and what it drew; no name."""

    enrolment_id = fields.String()
    ticket = fields.String()
    state = fields.String()


class DrawShape(Schema):
    """A draw that anyone can verify: `promise` is SHA-256 of `seed`, which is published once it is drawn; `formula` says how
    a ticket is made of it; `pot` is the digest of all entries."""

    session_id = fields.String()
    promise = fields.String()
    seed = fields.String(allow_none=True)
    drawn_at = fields.AwareDateTime(format="iso", allow_none=True)
    formula = fields.String()
    pot = fields.String()
    entries = fields.List(fields.Nested(DrawEntry))


class NewSwap(Schema):
    to_session_id = Text(36, required=True)


class SwapShape(Schema):
    """An offer to swap seats: open, done or withdrawn."""

    id = fields.String()
    enrolment_id = fields.String()
    from_session_id = fields.String()
    to_session_id = fields.String()
    state = fields.String()
    made_at = fields.AwareDateTime(format="iso")
    ended_at = fields.AwareDateTime(format="iso", allow_none=True)


class RequiredPerson(Schema):
    """Someone who has to come: `state` is that of their enrolment, or missing; `attendance` as at the desk."""

    person_id = fields.String()
    name = fields.String()
    unit_id = fields.String()
    unit = fields.String()
    state = fields.String()
    attendance = fields.String()


class RequiredPeople(Schema):
    items = fields.List(fields.Nested(RequiredPerson))


class KeptFile(Schema):
    id = fields.String()
    name = fields.String()
    media_type = fields.String()
    size = fields.Integer()
    sha256 = fields.String()
    by = fields.String()
    at = fields.AwareDateTime(format="iso")


class KeptFiles(Schema):
    items = fields.List(fields.Nested(KeptFile))
