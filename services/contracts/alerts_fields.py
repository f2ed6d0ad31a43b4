"""The kinds of fields in the alerts service's shapes: texts, times, choices, URLs, and the query of a list.

Texts are stripped, have a longest length and no control characters; times are RFC 3339 with an offset.
"""

from __future__ import annotations

import unicodedata
from datetime import datetime
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

FIRST_YEAR, LAST_YEAR = 2000, 2199

REQUIRED = "此项必填。 Missing data for required field."
NULL = "不能为空值。 Field may not be null."


class Text(fields.String):
    """A text of at most `longest` code points, stripped; `lines` allows line breaks."""

    def __init__(self, longest: int, *, least: int = 1, lines: bool = False, **kwargs: Any) -> None:
        told = {"minLength": least, "maxLength": longest}
        super().__init__(error_messages={"required": REQUIRED, "null": NULL}, metadata=told, **kwargs)
        self.longest, self.least, self.lines = longest, least, lines

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = str(super()._deserialize(value, attr, data, **kwargs)).strip()
        allowed = "\n\r\t" if self.lines else ""
        if any(unicodedata.category(char) in ("Cc", "Cs") and char not in allowed for char in text):
            raise ValidationError("含有控制字符。 Control characters are not allowed.")
        if len(text) < self.least:
            raise ValidationError("不能为空。 Must not be empty.")
        if len(text) > self.longest:
            raise ValidationError(f"最多 {self.longest} 个字符。 At most {self.longest} characters.")
        return text


class Moment(fields.AwareDateTime):
    """A point in time with an offset."""

    def __init__(self, **kwargs: Any) -> None:
        messages: dict[str, Any] = {
            "required": REQUIRED,
            "null": NULL,
            "invalid_awareness": "须带时区。 An offset is needed, as in +08:00.",
        }
        super().__init__(format="iso", error_messages=messages, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        moment: datetime = super()._deserialize(value, attr, data, **kwargs)
        if not FIRST_YEAR <= moment.year <= LAST_YEAR:
            raise ValidationError(f"年份须在 {FIRST_YEAR} 与 {LAST_YEAR} 之间。 The year is out of range.")
        return moment


def url_field(**kwargs: Any) -> fields.Field[Any]:
    return Text(2000, validate=validate.URL(schemes={"http", "https"}, error="不是网址。 Not a URL."), **kwargs)


def choice(values: tuple[Any, ...], **kwargs: Any) -> fields.String:
    told = ", ".join(values)
    return fields.String(validate=validate.OneOf(values, error=f"须为其中之一。 One of: {told}."), **kwargs)


def id_field(**kwargs: Any) -> Text:
    return Text(64, **kwargs)


class Listing(Schema):
    """``?limit=&cursor=``."""

    class Meta:
        unknown = EXCLUDE

    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))
    cursor = fields.String(load_default="", validate=validate.Length(max=200))
