"""Shapes on the wire of webhooks: addresses of other systems that are told of events."""

from __future__ import annotations

from marshmallow import Schema, ValidationError, fields, validate

from services.contracts.alerts.fields import Listing, Text, choice

EVENT_TYPES = (
    "account.approved.v1",
    "account.changed.v1",
    "account.status_changed.v1",
    "annual_review.decided.v1",
    "annual_review.opened.v1",
    "application.moved.v1",
    "campaign.saved.v1",
    "change.decided.v1",
    "change.filed.v1",
    "directive.issued.v1",
    "directive.receipted.v1",
    "filing.overdue.v1",
    "freeze.declared.v1",
    "freeze.lifted.v1",
    "incident.moved.v1",
    "incident.opened.v1",
    "observed_post.judged.v1",
    "session.announced.v1",
    "session.cancelled.v1",
    "submission.decided.v1",
    "submission.sealed.v1",
    "submission.state_changed.v1",
)
"""What another system may be told of; each type is a promise and never changes."""
SHORTEST_SECRET = 16


def _none_or_long(secret: str) -> None:
    if secret and len(secret) < SHORTEST_SECRET:
        raise ValidationError(f"至少 {SHORTEST_SECRET} 个字符。 At least {SHORTEST_SECRET} characters.")


class HookOrder(Schema):
    """`secret` signs what is sent: HMAC-SHA256 over ``timestamp.body``, as ``X-Xinmei-Signature: sha256=…``; without one it is made here."""

    name = Text(100, required=True)
    url = Text(2000, required=True)
    secret = fields.String(load_default="", validate=validate.And(validate.Length(max=200), _none_or_long))
    events = fields.List(choice(EVENT_TYPES), required=True, validate=validate.Length(1, len(EVENT_TYPES)))


class Hook(Schema):
    id = fields.String()
    name = fields.String()
    address = fields.String(metadata={"description": "where it leads, shortened"})
    events = fields.List(fields.String())
    active = fields.Boolean()
    paused = fields.Boolean(
        metadata={"description": "what happens meanwhile is held, and sent in order once it is resumed"}
    )
    paused_at = fields.AwareDateTime(allow_none=True)
    paused_because = fields.String(
        metadata={"description": "`by_hand`, or `failures` where ten in a row were given up"}
    )
    catching_up = fields.Boolean(metadata={"description": "resumed, and still sent one by one what was held"})
    held = fields.Integer(
        metadata={"description": "events that wait to be sent late: of the last 30 days, the newest 10000"}
    )
    held_since = fields.AwareDateTime(allow_none=True, metadata={"description": "when the oldest of them happened"})
    dropped = fields.Integer(
        metadata={"description": "events that waited too long or were too many, and are never sent"}
    )
    dropped_from = fields.AwareDateTime(allow_none=True)
    dropped_until = fields.AwareDateTime(allow_none=True)
    failures = fields.Integer()
    last_sent_at = fields.AwareDateTime(allow_none=True)
    last_error = fields.String()
    version = fields.Integer()


class HookDeliveryQuery(Listing):
    """`state`: ``held`` waits for its webhook to be resumed or to catch up, ``dropped`` will never be sent."""

    state = choice(("queued", "sending", "sent", "failed", "held", "dropped"))


class NewHook(Hook):
    """`secret` is shown this once."""

    secret = fields.String()


class EventType(Schema):
    type = fields.String()
    about = fields.String()
    members = fields.List(fields.String(), metadata={"description": "what its `data` holds"})
