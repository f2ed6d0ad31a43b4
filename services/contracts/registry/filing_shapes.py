"""Shapes on the wire of what is filed about accounts: names, changes (Form 2), attachments."""

from __future__ import annotations

from typing import Any

from marshmallow import EXCLUDE, Schema, fields, pre_load, validate

from services.contracts.registry.fields import MESSAGES, Day, Items, Nested, Text, Truth, one_of, up_to
from services.contracts.registry.people_shapes import ListQuery
from services.contracts.registry.shapes import AdministratorBody, ResponsibleBody
from services.contracts.vocabulary import CHANNELS

CHANGE_KINDS = ("rename", "handle", "administrator", "responsible_person", "maintenance", "migrate", "close")
CHANGE_STATES = ("filed", "accepted", "returned")
FILING_STATES = ("open", "overdue", "filed", "dropped")


# ---- names


class NameQuery(Schema):
    class Meta:
        unknown = EXCLUDE

    name = Text(80)
    unit_id = Text(36, optional=True)


class NameFinding(Schema):
    protected_name = fields.String()
    kind = fields.String()
    similarity = fields.Float()
    blocks = fields.Boolean()


class NameCheck(Schema):
    allowed = fields.Boolean()
    findings = fields.List(fields.Nested(NameFinding))


class SimilarQuery(Schema):
    class Meta:
        unknown = EXCLUDE

    purpose = Text(2000, lines=True, optional=True)
    name = Text(60, optional=True)
    audience = Text(500, lines=True, optional=True)
    channel = Text(30, optional=True, validate=one_of(("", *CHANNELS)))
    unit_id = Text(36, optional=True)


class SimilarAccount(Schema):
    account_id = fields.String()
    name = fields.String()
    channel = fields.String()
    unit_id = fields.String()
    unit_name = fields.String()
    tier = fields.Integer()
    status = fields.String()
    score = fields.Float()
    why = fields.List(fields.String())


class ProtectedNameBody(Schema):
    name = Text(80)
    note = Text(500, optional=True)


class ProtectedName(ProtectedNameBody):
    id = fields.String()
    kind = fields.String()


# ---- changes (Form 2)


class RenameAfter(Schema):
    name = Text(60)


class HandleAfter(Schema):
    handle = Text(200)


class MigrateAfter(Schema):
    channel = Text(30, optional=True, validate=one_of(("", *CHANNELS)))
    handle = Text(200)


class AdministratorAfter(Schema):
    """The administrators from now on: ``{"administrators": […]}``, or one alone as ``{name,number,phone}``."""

    administrators = Items(Nested(AdministratorBody), required=True, validate=up_to(20, 1))

    @pre_load
    def wrap(self, data: Any, **kwargs: Any) -> Any:
        if isinstance(data, dict) and "number" in data:
            return {"administrators": [data]}
        return data


class ResponsibleAfter(Schema):
    """``{"responsible_person": {name,title,phone}}``, or the person alone."""

    responsible_person = Nested(ResponsibleBody, required=True)

    @pre_load
    def wrap(self, data: Any, **kwargs: Any) -> Any:
        if isinstance(data, dict) and "name" in data:
            return {"responsible_person": data}
        return data


class MaintenanceAfter(Schema):
    update_frequency = Text(200, optional=True)
    description = Text(1000, lines=True, optional=True)


class CloseAfter(Schema):
    description = Text(1000, lines=True, optional=True)


AFTER: dict[str, type[Schema]] = {
    "rename": RenameAfter,
    "handle": HandleAfter,
    "migrate": MigrateAfter,
    "administrator": AdministratorAfter,
    "responsible_person": ResponsibleAfter,
    "maintenance": MaintenanceAfter,
    "close": CloseAfter,
}
"""What `after` holds for each kind of change; a rename or another handle may be a plain text."""


class ChangeBody(Schema):
    kind = Text(30, validate=one_of(CHANGE_KINDS))
    after = fields.Raw(load_default=dict, error_messages=MESSAGES)
    changed_on = Day(required=True)
    handover_confirmed = Truth(load_default=False)
    reason = Text(1000, lines=True)


class Change(Schema):
    id = fields.String()
    account_id = fields.String()
    account_name = fields.String()
    unit_id = fields.String()
    kind = fields.String()
    before = fields.Dict()
    after = fields.Dict()
    changed_on = fields.Date()
    due_on = fields.Date()
    filed_at = fields.DateTime()
    filed_by = fields.String()
    filed_by_name = fields.String()
    late = fields.Boolean()
    handover_confirmed = fields.Boolean()
    handover = fields.Dict()
    awaits_you = fields.List(fields.String())
    reason = fields.String()
    state = fields.String(validate=validate.OneOf(CHANGE_STATES))
    decided_by = fields.String()
    decided_at = fields.DateTime(allow_none=True)
    comment = fields.String()
    version = fields.Integer()


class ReturnBody(Schema):
    comment = Text(2000, lines=True)
    reason_code = Text(20, optional=True)


class ChangeQuery(ListQuery):
    state = Text(20, optional=True, validate=one_of(("", *CHANGE_STATES)))
    account_id = Text(36, optional=True)


class NoticeBody(Schema):
    kind = Text(30, validate=one_of(CHANGE_KINDS))
    changed_on = Day(required=True)
    note = Text(1000, lines=True, optional=True)


class Filing(Schema):
    """A change that still has to be filed, or was."""

    id = fields.String()
    account_id = fields.String()
    account_name = fields.String()
    unit_id = fields.String()
    kind = fields.String()
    changed_on = fields.Date()
    due_on = fields.Date()
    cause = fields.String()
    note = fields.String()
    state = fields.String(validate=validate.OneOf(FILING_STATES))
    change_id = fields.String()


class FilingQuery(ListQuery):
    state = Text(20, optional=True, validate=one_of(("", *FILING_STATES)))
    account_id = Text(36, optional=True)


# ---- attachments


class Attachment(Schema):
    id = fields.String()
    name = fields.String()
    media_type = fields.String()
    size = fields.Integer()
    sha256 = fields.String()
    by = fields.String()
    at = fields.DateTime()


class UploadBody(Schema):
    """What the gateway makes of a multipart field ``file``."""

    name = Text(255)
    media_type = Text(120, optional=True)
    base64 = fields.String(required=True, error_messages=MESSAGES)
