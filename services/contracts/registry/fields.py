"""The fields that the registry's shapes are made of: texts, numbers and days that take nothing that only looks like one.

Their messages are in Chinese and English.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, validate

from services.contracts.fields import MESSAGES as MESSAGES
from services.contracts.fields import Text as AnyText

_PHONE = re.compile(r"\+?[0-9][0-9 \-]{4,24}")
_NUMBER = re.compile(r"[A-Za-z0-9_\-]{1,32}")
USERNAME = re.compile(r"[a-z0-9][a-z0-9._@\-]{0,49}")


def one_of(words: Any) -> validate.OneOf:
    return validate.OneOf(tuple(words), error="必须是其中之一: {choices}。 Must be one of: {choices}.")


def up_to(longest: int, shortest: int = 0) -> validate.Length:
    return validate.Length(
        shortest, longest, error=f"长度须为 {shortest} 到 {longest}。 Must be {shortest} to {longest} long."
    )


class Text(AnyText):
    """A text that has to be given, unless it is `optional`."""

    def __init__(self, longest: int, *, optional: bool = False, **kwargs: Any) -> None:
        if optional:
            kwargs.setdefault("load_default", "")
        else:
            kwargs.setdefault("required", True)
        super().__init__(longest, empty=optional, **kwargs)


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

    default_error_messages = MESSAGES

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strict=True, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.make_error("invalid")
        return super()._deserialize(value, attr, data, **kwargs)


class Truth(fields.Boolean):
    """true or false, and nothing that looks like one."""

    default_error_messages = MESSAGES

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid")
        return value


class Day(fields.Date):
    """A day as YYYY-MM-DD."""

    default_error_messages = {**MESSAGES, "invalid": "须为 YYYY-MM-DD 格式的日期。 Must be a day as YYYY-MM-DD."}


def is_true(value: bool) -> None:
    if not value:
        raise ValidationError("必须作出承诺。 The undertaking has to be given.")


class Nested(fields.Nested):
    default_error_messages = {**MESSAGES, "type": "类型不正确。 Not a value of the right type."}


class Items(fields.List[Any]):
    default_error_messages = MESSAGES
