"""Shapes on the wire of the registry: what a request may hold and what an answer holds.

Texts are stripped, have a longest length and hold no control characters; unknown fields are refused. Times are RFC 3339 in
UTC, dates ``YYYY-MM-DD``, ids texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import EXCLUDE, Schema, fields, validate

from services.contracts.registry.fields import (
    MESSAGES,
    Items,
    Nested,
    Text,
    Truth,
    Whole,
    is_true,
    number,
    one_of,
    phone,
    up_to,
)
from services.contracts.registry.people_shapes import ListQuery
from services.contracts.vocabulary import ACCOUNT_STATES, CHANNELS, ROLES, TIERS

REASON_CODES = {
    "incomplete": "材料不全 Something is missing",
    "name": "名称不规范或涉及受保护名称 The name does not fit, or is protected",
    "duplicate": "重复建设 It repeats an account that exists",
    "purpose": "定位或服务对象不明确 Purpose or audience is not clear",
    "people": "责任人或管理员不符合要求 The people do not fit",
    "rules": "审核制度不健全 The review rules do not suffice",
    "plan": "应急预案不健全 The emergency plan does not suffice",
    "other": "其他(见说明) Something else, see the comment",
}
"""Why an application is returned or rejected."""

APPLICATION_STATES = ("draft", "submitted", "endorsed", "approved", "returned", "rejected", "withdrawn")


class AudienceBody(Schema):
    unit_id = Text(36, optional=True)
    roles = Items(Text(30, validate=one_of(ROLES)), validate=up_to(20))
    association = Truth()
    person_ids = Items(Text(36), validate=up_to(200))


class Audience(fields.Field[Any]):
    """Whom an account serves: in words, or as the contract's ``{unit_id?,roles?,association?,person_ids?}``."""

    default_error_messages = MESSAGES

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if isinstance(value, dict):
            return AudienceBody().load(value)
        return Text(500, lines=True).deserialize(value)


class AdviserBody(Schema):
    name = Text(60)
    title = Text(60, optional=True)
    number = number(optional=True)
    phone = phone(optional=True)


class Adviser(fields.Field[Any]):
    """The teacher who advises a student body's account: a name, or ``{name,title?,number?,phone?}``."""

    default_error_messages = MESSAGES

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if isinstance(value, str):
            value = {"name": value}
        if not isinstance(value, dict):
            raise self.make_error("invalid")
        return AdviserBody().load(value)


class ResponsibleBody(Schema):
    name = Text(60)
    title = Text(60)
    phone = phone()


class AdministratorBody(Schema):
    name = Text(60)
    number = number()
    phone = phone()


class ApplicationBody(Schema):
    """The fields of Form 1 (附件1)."""

    channel = Text(30, validate=one_of(CHANNELS))
    name = Text(60)
    handle = Text(200)
    tier = Whole(required=True, validate=one_of(TIERS))
    unit_id = Text(36)
    purpose = Text(2000, lines=True)
    audience = Audience(required=True)
    update_frequency = Text(200)
    responsible_person = Nested(ResponsibleBody, required=True)
    administrators = Items(Nested(AdministratorBody), required=True, validate=up_to(20, 1))
    adviser = Adviser(load_default=None, allow_none=True)
    review_rules = Text(5000, lines=True)
    emergency_plan = Text(5000, lines=True)
    undertaking = Truth(required=True, validate=is_true)
    duplicate_reason = Text(1000, lines=True, optional=True, allow_none=True)


class _Unfinished(Schema):
    """A shape of which anything may still be missing, except what `KEPT` names. What is there is checked as strictly."""

    KEPT: tuple[str, ...] = ()

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:
        if field_name not in self.KEPT:
            field_obj.required = False


class UnfinishedResponsible(_Unfinished, ResponsibleBody):
    """A responsible person of whom not all is written yet."""


class UnfinishedAdministrator(_Unfinished, AdministratorBody):
    """An administrator of whom not all is written yet."""


class DraftBody(_Unfinished, ApplicationBody):
    """Form 1 as one types: where it is drafted has to be known, the rest only once it is submitted."""

    KEPT = ("channel", "tier", "unit_id")

    responsible_person = Nested(UnfinishedResponsible)
    administrators = Items(Nested(UnfinishedAdministrator), validate=up_to(20, 1))


class DecisionBody(Schema):
    """An optional word with an endorsement or approval."""

    comment = Text(2000, lines=True, optional=True)


class RefusalBody(Schema):
    reason_code = Text(20, validate=one_of(REASON_CODES))
    comment = Text(2000, lines=True)


class Endorsement(Schema):
    by = fields.String()
    name = fields.String()
    role = fields.String()
    at = fields.DateTime()


class FieldDifference(Schema):
    """A field that a resubmission wrote anew; phones and numbers masked, `hidden` where the masks are alike."""

    field = fields.String()
    before = fields.Raw()
    after = fields.Raw()
    hidden = fields.Boolean()


class Application(ApplicationBody):
    id = fields.String()
    state = fields.String(validate=validate.OneOf(APPLICATION_STATES))
    version = fields.Integer()
    unit_name = fields.String()
    faculty_id = fields.String()
    applicant_id = fields.String()
    applicant_name = fields.String()
    attachments = fields.List(fields.Dict())
    endorsements = fields.List(fields.Nested(Endorsement))
    waits_for = fields.List(fields.String())
    waiting_since = fields.DateTime(allow_none=True)
    waiting_days = fields.Integer(allow_none=True)
    reminders = fields.Integer()
    responsible_office = fields.String()
    responsible_fits = fields.Boolean()
    applicant_left = fields.Boolean()
    differences = fields.List(fields.Nested(FieldDifference))
    decided_by = fields.String()
    decided_at = fields.DateTime(allow_none=True)
    reason_code = fields.String()
    comment = fields.String()
    account_id = fields.String(allow_none=True)
    file_number = fields.String()
    created_at = fields.DateTime()
    submitted_at = fields.DateTime(allow_none=True)
    moves = fields.List(fields.Dict())


# ---- accounts


class ReasonBody(Schema):
    reason = Text(1000, lines=True)


class Account(Schema):
    id = fields.String()
    file_number = fields.String()
    name = fields.String()
    handle = fields.String()
    channel = fields.String()
    tier = fields.Integer()
    unit_id = fields.String()
    unit_name = fields.String()
    faculty_id = fields.String()
    status = fields.String(validate=validate.OneOf(ACCOUNT_STATES))
    status_reason = fields.String()
    status_since = fields.DateTime()
    administrators = fields.List(fields.Dict())
    purpose = fields.String()
    audience = fields.Raw()
    update_frequency = fields.String()
    responsible_person = fields.Dict()
    operator_ids = fields.List(fields.String())
    application_id = fields.String()
    approved_at = fields.DateTime()
    last_post_at = fields.DateTime(allow_none=True)
    dormant_since = fields.DateTime(allow_none=True)
    late_filings = fields.Integer()
    version = fields.Integer()


class HistoryEntry(Schema):
    at = fields.DateTime()
    by = fields.String()
    by_name = fields.String()
    field = fields.String()
    before = fields.Raw()
    after = fields.Raw()
    reason = fields.String()


class Verified(Schema):
    """What the public may know of an account, and nothing personal."""

    registered = fields.Boolean()
    name = fields.String()
    unit = fields.String()
    tier = fields.Integer()
    status = fields.String()


# ---- queries


class ApplicationQuery(ListQuery):
    state = Text(20, optional=True, validate=one_of(("", *APPLICATION_STATES)))
    unit_id = Text(36, optional=True)


class AccountQuery(ListQuery):
    tier = fields.Integer(load_default=None, validate=one_of(TIERS))
    channel = Text(30, optional=True, validate=one_of(("", *CHANNELS)))
    unit_id = Text(36, optional=True)
    status = Text(20, optional=True, validate=one_of(("", *ACCOUNT_STATES)))
    q = Text(100, optional=True)
    dormant_days = fields.Integer(load_default=None, validate=validate.Range(1, 3650))


class VerifyQuery(Schema):
    class Meta:
        unknown = EXCLUDE

    channel = Text(30, optional=True, validate=one_of(("", *CHANNELS)))
    handle = Text(200, optional=True)
    url = Text(1000, optional=True)


class BoardQuery(Schema):
    class Meta:
        unknown = EXCLUDE

    unit_id = Text(36, optional=True)
