"""Shapes on the wire about people: signing in, units, people and the roles they hold."""

from __future__ import annotations

from marshmallow import EXCLUDE, Schema, fields, validate

from services.contracts.registry.fields import (
    MESSAGES,
    USERNAME,
    Day,
    Items,
    Matching,
    Nested,
    Text,
    Truth,
    number,
    one_of,
    phone,
    up_to,
)
from services.contracts.vocabulary import ROLES, UNIT_KINDS


class SignInBody(Schema):
    username = Text(50)
    password = fields.String(required=True, validate=up_to(200, 1), error_messages=MESSAGES)


class UnitBody(Schema):
    name = Text(80)
    kind = Text(20, validate=one_of(UNIT_KINDS))
    parent_id = Text(36, optional=True, allow_none=True)


class UnitMergeBody(Schema):
    """Into which unit another one is merged."""

    into_id = Text(36)


class Unit(UnitBody):
    id = fields.String()
    path = fields.List(fields.String())
    responsible_office = fields.String()
    version = fields.Integer()


class GrantBody(Schema):
    role = Text(30, validate=one_of(ROLES))
    unit_id = Text(36, optional=True, allow_none=True)
    from_on = Day(load_default=None, allow_none=True)
    until_on = Day(load_default=None, allow_none=True)


class PersonFields(Schema):
    name = Text(60)
    unit_id = Text(36, optional=True, allow_none=True)
    number = number(optional=True)
    phone = phone(optional=True)
    roles = Items(Nested(GrantBody), load_default=list, validate=up_to(50))


class PersonBody(PersonFields):
    username = Matching(USERNAME, 50, "用户名由小写字母、数字和 . _ - @ 组成。 Small letters, digits and . _ - @ only.")
    password = fields.String(load_default="", validate=up_to(200), error_messages=MESSAGES)


class PersonChangeBody(PersonFields):
    active = Truth(load_default=True)
    password = fields.String(load_default="", validate=up_to(200), error_messages=MESSAGES)


class PasswordBody(Schema):
    old_password = fields.String(required=True, validate=up_to(200, 1), error_messages=MESSAGES)
    new_password = fields.String(required=True, validate=up_to(200, 1), error_messages=MESSAGES)


class Person(Schema):
    """A person; number and phone are masked."""

    id = fields.String()
    username = fields.String()
    name = fields.String()
    unit_id = fields.String()
    number = fields.String()
    phone = fields.String()
    roles = fields.List(fields.Nested(GrantBody))
    active = fields.Boolean()
    version = fields.Integer()


class Contact(Schema):
    """Phone and number in full."""

    id = fields.String()
    name = fields.String()
    number = fields.String()
    phone = fields.String()


class PersonExport(Contact):
    """All that is kept of one person."""

    username = fields.String()
    unit_id = fields.String()
    active = fields.Boolean()
    created_at = fields.DateTime()
    roles = fields.List(fields.List(fields.String()))
    sessions = fields.List(fields.Dict())
    accounts = fields.List(fields.String())
    applications = fields.List(fields.String())
    changes = fields.List(fields.String())
    sightings = fields.List(fields.String())
    personal_accounts = fields.List(fields.Dict())


class Me(Schema):
    id = fields.String()
    username = fields.String()
    name = fields.String()
    roles = fields.List(fields.String())
    grants = fields.List(fields.List(fields.String()))
    unit_id = fields.String()
    accounts = fields.List(fields.String())


class SignedIn(Schema):
    token = fields.String()
    person = fields.Nested(Me)


class ListQuery(Schema):
    """``?limit=&cursor=``, as every list takes them."""

    class Meta:
        unknown = EXCLUDE

    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))
    cursor = fields.String(load_default="", validate=up_to(200))


class UnitQuery(ListQuery):
    kind = Text(20, optional=True, validate=one_of(("", *UNIT_KINDS)))
    parent_id = Text(36, optional=True)


class PeopleQuery(ListQuery):
    unit_id = Text(36, optional=True)
    role = Text(30, optional=True, validate=one_of(("", *ROLES)))
    q = Text(60, optional=True)
