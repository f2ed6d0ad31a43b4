"""Shapes on the wire of an account's life beside its forms: settings, handovers, sightings, personal accounts."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.contracts.registry.fields import Text, Whole, one_of
from services.contracts.registry.people_shapes import ListQuery
from services.contracts.vocabulary import CHANNELS

HANDOVER_KINDS = ("account", "application", "step")
HANDOVER_STATES = ("open", "overdue", "done")
SIGHTING_STATES = ("open", "handled")
SIGHTING_OUTCOMES = ("taken_down", "renamed", "registered", "authorised", "unfounded")
PERSONAL_STATES = ("listed", "removed")
FINDINGS = ("fine", "reminded", "reported")


class OptionsBody(Schema):
    """What can be set: days of silence that are dormancy, days of waiting before a reminder, article 6 as warning or bar."""

    dormant_days = Whole(required=True, validate=one_of((14, 30)))
    remind_after_days = Whole(required=True, validate=validate.Range(1, 60))
    responsible_rule = Text(10, validate=one_of(("warn", "block")))


class SideBody(Schema):
    """Which side confirms a hand-over."""

    side = Text(10, validate=one_of(("outgoing", "incoming")))


class Handover(Schema):
    """What has to pass into other hands since somebody's role ended."""

    id = fields.String()
    kind = fields.String(validate=validate.OneOf(HANDOVER_KINDS))
    subject_id = fields.String()
    title = fields.String()
    person_id = fields.String()
    person_name = fields.String()
    role = fields.String()
    unit_id = fields.String()
    unit_name = fields.String()
    tier = fields.Integer()
    noticed_on = fields.Date()
    due_on = fields.Date()
    state = fields.String(validate=validate.OneOf(HANDOVER_STATES))
    done_at = fields.DateTime(allow_none=True)


class HandoverQuery(ListQuery):
    state = Text(20, optional=True, validate=one_of(("", *HANDOVER_STATES)))
    kind = Text(20, optional=True, validate=one_of(("", *HANDOVER_KINDS)))
    person_id = Text(36, optional=True)


# ---- sightings (article 8)


class SightingBody(Schema):
    channel = Text(30, validate=one_of(CHANNELS))
    handle = Text(200)
    name = Text(80)
    url = Text(1000, optional=True)
    note = Text(1000, lines=True, optional=True)


class Sighting(SightingBody):
    id = fields.String()
    registered = fields.Boolean()
    account_id = fields.String()
    protected_names = fields.List(fields.String())
    state = fields.String(validate=validate.OneOf(SIGHTING_STATES))
    outcome = fields.String()
    comment = fields.String()
    by = fields.String()
    by_name = fields.String()
    at = fields.DateTime()
    handled_by_name = fields.String()
    handled_at = fields.DateTime(allow_none=True)
    version = fields.Integer()


class SightingQuery(ListQuery):
    state = Text(20, optional=True, validate=one_of(("", *SIGHTING_STATES)))


class OutcomeBody(Schema):
    outcome = Text(20, validate=one_of(SIGHTING_OUTCOMES))
    comment = Text(1000, lines=True)


# ---- personal accounts (article 9)


class PersonalAccountBody(Schema):
    """An account in a person's own name; without `owner_id` the signed-in person's, or that of somebody named who is not known."""

    channel = Text(30, validate=one_of(CHANNELS))
    handle = Text(200)
    name = Text(60)
    note = Text(500, lines=True, optional=True)
    owner_id = Text(36, optional=True)
    owner_name = Text(60, optional=True)
    unit_id = Text(36, optional=True)


class Check(Schema):
    at = fields.DateTime()
    by = fields.String()
    by_name = fields.String()
    finding = fields.String(validate=validate.OneOf(FINDINGS))
    note = fields.String()


class PersonalAccount(PersonalAccountBody):
    id = fields.String()
    unit_name = fields.String()
    state = fields.String(validate=validate.OneOf(PERSONAL_STATES))
    reason = fields.String()
    by = fields.String()
    by_name = fields.String()
    at = fields.DateTime()
    checked_at = fields.DateTime(allow_none=True)
    finding = fields.String()
    checks = fields.List(fields.Nested(Check))
    version = fields.Integer()


class PersonalAccountQuery(ListQuery):
    unit_id = Text(36, optional=True)
    state = Text(20, optional=True, validate=one_of(("", *PERSONAL_STATES)))
    channel = Text(30, optional=True, validate=one_of(("", *CHANNELS)))
    q = Text(60, optional=True)


class CheckBody(Schema):
    finding = Text(20, validate=one_of(FINDINGS))
    note = Text(1000, lines=True, optional=True)


class AccountContact(Schema):
    name = fields.String()
    title = fields.String()
    number = fields.String()
    phone = fields.String()


class AccountContacts(Schema):
    """Who answers for and runs an account, phones and numbers in full."""

    id = fields.String()
    responsible_person = fields.Nested(AccountContact)
    administrators = fields.List(fields.Nested(AccountContact))
