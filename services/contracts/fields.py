"""The fields that all services' shapes share: texts and moments that take nothing that only looks like one.

Their messages are in Chinese and English.
"""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from typing import Any

from marshmallow import ValidationError, fields

FIRST_YEAR, LAST_YEAR = 2000, 2199
LAYOUT = "\n\r\t"
MESSAGES: dict[str, str | list[Any] | dict[Any, Any]] = {
    "required": "此项必填。 Missing data for required field.",
    "null": "不能为空。 Must not be empty.",
    "invalid": "类型不正确。 Not a value of the right type.",
}


class Text(fields.String):
    """A text of `longest` code points at most, in NFC, its ends stripped, without control characters.

    It may be empty only where `empty` is set, and hold line breaks only with `lines`; with `written` it is kept to the
    letter, lines and all, for a fingerprint may be bound to it.
    """

    default_error_messages = MESSAGES

    def __init__(
        self, longest: int, *, empty: bool = False, lines: bool = False, written: bool = False, **kwargs: Any
    ) -> None:
        told = {"maxLength": longest, **({} if empty else {"minLength": 1})}
        super().__init__(metadata={**told, **kwargs.pop("metadata", {})}, **kwargs)
        self.longest, self.empty, self.written = longest, empty, written
        self._layout = LAYOUT if lines or written else ""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = str(super()._deserialize(value, attr, data, **kwargs))
        if any(unicodedata.category(char) in ("Cc", "Cs") and char not in self._layout for char in text):
            raise ValidationError("含有控制字符。 Holds control characters.")
        if not self.written:
            text = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()
        if not self.empty and not text.strip():
            raise ValidationError("不能为空。 Must not be empty.")
        if len(text) > self.longest:
            raise ValidationError(f"最多 {self.longest} 个字符。 At most {self.longest} characters.")
        return text


class Moment(fields.AwareDateTime):
    """A point in time with its offset, between the years 2000 and 2199; in UTC once loaded."""

    default_error_messages = {
        **MESSAGES,
        "invalid": "须为带时区的时间,如 2026-09-01T14:00:00+08:00。 Must be a time with an offset (RFC 3339).",
        "invalid_awareness": "时间须带时区。 The time needs an offset, as in +08:00.",
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="iso", **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        moment: datetime = super()._deserialize(value, attr, data, **kwargs)
        if not FIRST_YEAR <= moment.year <= LAST_YEAR:
            raise ValidationError(
                f"年份须在 {FIRST_YEAR} 至 {LAST_YEAR} 之间。 The year must lie between {FIRST_YEAR} and {LAST_YEAR}."
            )
        return moment.astimezone(UTC)
