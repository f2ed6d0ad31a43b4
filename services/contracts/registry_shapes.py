"""Shapes on the wire of the registry: what a request may hold and what an answer holds.

Texts are stripped, have a longest length and hold no control characters; unknown fields are refused. Times are RFC 3339 in
UTC, dates ``YYYY-MM-DD``, ids texts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from services.contracts.vocabulary import ACCOUNT_STATES, CHANNELS, ROLES, TIERS, UNIT_KINDS

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

_MESSAGES = {
    "required": "不能为空。 Must not be empty.",
    "null": "不能为空。 Must not be empty.",
    "invalid": "类型不正确。 Not a value of the right type.",
}
_PHONE = re.compile(r"\+?[0-9][0-9 \-]{4,24}")
_NUMBER = re.compile(r"[A-Za-z0-9_\-]{1,32}")
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._@\-]{0,49}")


def one_of(words: Any) -> validate.OneOf:
    return validate.OneOf(tuple(words), error="必须是其中之一: {choices}。 Must be one of: {choices}.")


def up_to(longest: int, shortest: int = 0) -> validate.Length:
    return validate.Length(shortest, longest, error=f"长度须为 {shortest} 到 {longest}。 Must be {shortest} to {longest} long.")


class Text(fields.String):
    """A text: stripped, in NFC, at most `longest` characters; line breaks and tabs only where `lines` is set."""

    default_error_messages = _MESSAGES

    def __init__(self, longest: int, *, lines: bool = False, optional: bool = False, **kwargs: Any) -> None:
        self._longest, self._lines, self._may_be_empty = longest, lines, optional
        if optional:
            kwargs.setdefault("load_default", "")
        else:
            kwargs.setdefault("required", True)
        super().__init__(metadata={"maxLength": longest}, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        text = unicodedata.normalize("NFC", str(super()._deserialize(value, attr, data, **kwargs))).strip()
        if not text and not self._may_be_empty:
            raise self.make_error("required")
        if len(text) > self._longest:
            raise ValidationError(f"最多 {self._longest} 个字符。 At most {self._longest} characters.")
        kept = "\r\n\t" if self._lines else ""
        if any(unicodedata.category(c) in ("Cc", "Cs") and c not in kept for c in text):
            raise ValidationError("含有控制字符。 Holds control characters.")
        return text


class Matching(Text):
    """A text of one pattern."""

    def __init__(self, pattern: re.Pattern[str], longest: int, message: str, **kwargs: Any) -> None:
        self._pattern, self._message = pattern, message
        super().__init__(longest, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if text and not self._pattern.fullmatch(text):
            raise ValidationError(self._message)
        return text


def phone(**kwargs: Any) -> Matching:
    return Matching(_PHONE, 26, "不是有效的电话号码。 Not a telephone number.", **kwargs)


def number(**kwargs: Any) -> Matching:
    return Matching(_NUMBER, 32, "工号或学号只能由字母、数字组成。 A number holds letters and digits only.", **kwargs)


class Whole(fields.Integer):
    """A whole number, and no text or fraction that looks like one."""

    default_error_messages = _MESSAGES

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strict=True, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> int | None:
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.make_error("invalid")
        return super()._deserialize(value, attr, data, **kwargs)


class Truth(fields.Boolean):
    """true or false, and nothing that looks like one."""

    default_error_messages = _MESSAGES

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid")
        return value


class Day(fields.Date):
    """A day as YYYY-MM-DD."""

    default_error_messages = {**_MESSAGES, "invalid": "须为 YYYY-MM-DD 格式的日期。 Must be a day as YYYY-MM-DD."}


def is_true(value: bool) -> None:
    if not value:
        raise ValidationError("必须作出承诺。 The undertaking has to be given.")


class Nested(fields.Nested):
    default_error_messages = {**_MESSAGES, "type": "类型不正确。 Not a value of the right type."}


class Items(fields.List):
    default_error_messages = _MESSAGES


class AudienceBody(Schema):
    unit_id = Text(36, optional=True)
    roles = Items(Text(30, validate=one_of(ROLES)), validate=up_to(20))
    association = Truth()
    person_ids = Items(Text(36), validate=up_to(200))


class Audience(fields.Field[Any]):
    """Whom an account serves: in words, or as the contract's ``{unit_id?,roles?,association?,person_ids?}``."""

    default_error_messages = _MESSAGES

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

    default_error_messages = _MESSAGES

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if isinstance(value, str):
            value = {"name": value}
        if not isinstance(value, dict):
            raise self.make_error("invalid")
        return AdviserBody().load(value)


# ---- sign-in, units, people


class SignInBody(Schema):
    username = Text(50)
    password = fields.String(required=True, validate=up_to(200, 1), error_messages=_MESSAGES)


class UnitBody(Schema):
    name = Text(80)
    kind = Text(20, validate=one_of(UNIT_KINDS))
    parent_id = Text(36, optional=True, allow_none=True)


class Unit(UnitBody):
    id = fields.String()
    path = fields.List(fields.String())
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
    username = Matching(_USERNAME, 50, "用户名由小写字母、数字和 . _ - @ 组成。 Small letters, digits and . _ - @ only.")
    password = fields.String(load_default="", validate=up_to(200), error_messages=_MESSAGES)


class PersonChangeBody(PersonFields):
    active = Truth(load_default=True)
    password = fields.String(load_default="", validate=up_to(200), error_messages=_MESSAGES)


class PasswordBody(Schema):
    old_password = fields.String(required=True, validate=up_to(200, 1), error_messages=_MESSAGES)
    new_password = fields.String(required=True, validate=up_to(200, 1), error_messages=_MESSAGES)


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


# ---- applications (Form 1)


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


class Application(ApplicationBody):
    id = fields.String()
    state = fields.String(validate=validate.OneOf(APPLICATION_STATES))
    version = fields.Integer()
    unit_name = fields.String()
    faculty_id = fields.String()
    applicant_id = fields.String()
    endorsements = fields.List(fields.Nested(Endorsement))
    waits_for = fields.List(fields.String())
    waiting_since = fields.DateTime(allow_none=True)
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
    purpose = fields.String()
    audience = fields.Raw()
    update_frequency = fields.String()
    responsible_person = fields.Dict()
    operator_ids = fields.List(fields.String())
    application_id = fields.String()
    approved_at = fields.DateTime()
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


class UnitQuery(Schema):
    kind = Text(20, optional=True, validate=one_of(("", *UNIT_KINDS)))
    parent_id = Text(36, optional=True)


class PeopleQuery(Schema):
    unit_id = Text(36, optional=True)
    role = Text(30, optional=True, validate=one_of(("", *ROLES)))
    q = Text(60, optional=True)


class ApplicationQuery(Schema):
    state = Text(20, optional=True, validate=one_of(("", *APPLICATION_STATES)))
    unit_id = Text(36, optional=True)


class AccountQuery(Schema):
    tier = fields.Integer(load_default=None, validate=one_of(TIERS))
    channel = Text(30, optional=True, validate=one_of(("", *CHANNELS)))
    unit_id = Text(36, optional=True)
    status = Text(20, optional=True, validate=one_of(("", *ACCOUNT_STATES)))
    q = Text(100, optional=True)


class VerifyQuery(Schema):
    channel = Text(30, optional=True, validate=one_of(("", *CHANNELS)))
    handle = Text(200, optional=True)
    url = Text(1000, optional=True)


class BoardQuery(Schema):
    unit_id = Text(36, optional=True)
