"""Shapes on the wire of what proves who somebody is: sessions, access tokens, a second factor."""

from __future__ import annotations

from marshmallow import Schema, fields

from services.contracts.fields import Moment
from services.contracts.registry.fields import MESSAGES, Items, Nested, Text, one_of, up_to
from services.contracts.registry.people_shapes import ListQuery
from services.contracts.vocabulary import ROLES

SERVICES = ("registry", "review", "alerts", "training")
SCOPES = tuple(f"{service}:{kind}" for service in SERVICES for kind in ("read", "write"))
"""What an access token may be used for: reading, or changing, what one service keeps."""

AccessQuery = ListQuery


class CodeBody(Schema):
    """The second step of signing in: the challenge of the first, and the code of the moment or a recovery code."""

    challenge = Text(100)
    code = Text(20)


class Ended(Schema):
    ended = fields.Integer(metadata={"description": "how many sessions"})


class Session(Schema):
    id = fields.String()
    how = fields.String(validate=one_of(("password", "oidc", "cas")))
    address = fields.String()
    agent = fields.String()
    made_at = fields.DateTime()
    expires_at = fields.DateTime()
    current = fields.Boolean(metadata={"description": "the one that asks"})


class TokenBody(Schema):
    name = Text(100)
    scopes = Items(Text(30, validate=one_of(SCOPES)), required=True, validate=up_to(len(SCOPES), 1))
    expires_at = Moment(required=True)


class ServiceRoleBody(Schema):
    """A role of a token; without a unit it is held in the whole college."""

    role = Text(30, validate=one_of(ROLES))
    unit_id = Text(36, optional=True, allow_none=True)


class ServiceTokenBody(TokenBody):
    """`roles` are the token's own; it belongs to no person."""

    roles = Items(Nested(ServiceRoleBody), required=True, validate=up_to(20, 1))


class Token(Schema):
    """An access token as it is listed: without its secret, of which only the end is shown."""

    id = fields.String()
    name = fields.String()
    hint = fields.String(metadata={"description": "its last characters"})
    scopes = fields.List(fields.String())
    roles = fields.List(fields.List(fields.String()))
    made_at = fields.DateTime()
    expires_at = fields.DateTime()
    used_at = fields.DateTime(allow_none=True)
    ended_at = fields.DateTime(allow_none=True)


class NewToken(Token):
    token = fields.String(metadata={"description": "the secret; it is shown this once and kept nowhere"})


class FactorState(Schema):
    enabled = fields.Boolean()
    recovery_codes_left = fields.Integer()


class FactorBody(Schema):
    """The password, once more, before anything about the second factor changes."""

    password = fields.String(required=True, validate=up_to(200, 1), error_messages=MESSAGES)


class FactorBegun(Schema):
    secret = fields.String(metadata={"description": "for typing in by hand"})
    address = fields.String(metadata={"description": "otpauth://…, for a QR code"})


class FactorCode(Schema):
    code = Text(20)


class RecoveryCodes(Schema):
    recovery_codes = fields.List(fields.String(), metadata={"description": "shown this once; each works once"})


class SignOnBegin(Schema):
    """Off to a provider; `binding` is what the browser's cookie holds, `after` the path to go to afterwards."""

    provider = Text(20)
    after = Text(200, optional=True)
    binding = Text(100)


class SignOnFinish(Schema):
    """Back from a provider with its code or ticket."""

    provider = Text(20)
    state = Text(200)
    binding = Text(100)
    answer = Text(4000)
