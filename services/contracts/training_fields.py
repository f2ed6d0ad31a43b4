"""The fields of training's shapes: text, moments, money."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from decimal import ROUND_DOWN, Decimal
from typing import Any

from marshmallow import ValidationError, fields, validate

MOST_DIGITS = 10
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
MULTILINE = "\n\t"


class Text(fields.String):
    """Text without control characters, its ends stripped, of `longest` characters at most."""

    def __init__(self, longest: int, *, empty: bool = False, lines: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.longest, self.empty, self.lines = longest, empty, lines
        self.validators = [validate.Length(0 if empty else 1, longest)]

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs).replace("\r\n", "\n").strip()
        allowed = MULTILINE if self.lines else ""
        if any(unicodedata.category(character) in ("Cc", "Cs") and character not in allowed for character in text):
            raise ValidationError("不能含有控制字符。 Must not hold control characters.")
        if not text and not self.empty:
            raise ValidationError("不能为空。 Must not be empty.")
        if len(text) > self.longest:
            raise ValidationError(f"最多 {self.longest} 个字。 At most {self.longest} characters.")
        return text


class Moment(fields.AwareDateTime):
    """A time with its offset, between the years 2000 and 2200."""

    default_error_messages = {
        "invalid": "须为带时区的时间，如 2026-09-01T14:00:00+08:00。 Must be a time with an offset (RFC 3339).",
        "invalid_awareness": "时间须带时区。 The time needs an offset.",
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="iso", **kwargs)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> datetime:
        found: datetime = super()._deserialize(value, attr, data, **kwargs)
        if not EARLIEST <= found.replace(tzinfo=UTC) < LATEST:
            raise ValidationError("年份须在 2000 至 2199 之间。 The year must lie between 2000 and 2199.")
        return found.astimezone(UTC)


class Money(fields.Field[int]):
    """An amount in yuan with two decimals at most, as text or number; whole fen once loaded, text again when dumped."""

    def __init__(self, *, least: int = 1, **kwargs: Any) -> None:
        super().__init__(metadata={"type": "string", "example": "1200.50"}, **kwargs)
        self.least = least

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise ValidationError("须为金额(元),如 1200.50。 Must be an amount in yuan, such as 1200.50.")
        try:
            yuan = Decimal(str(value)[:40].strip())
        except ArithmeticError as error:
            raise ValidationError("须为金额(元),如 1200.50。 Must be an amount in yuan, such as 1200.50.") from error
        if not yuan.is_finite() or yuan.adjusted() > MOST_DIGITS:
            raise ValidationError("金额过大或无效。 The amount is too large, or no number.")
        fen = yuan * 100
        if fen != fen.to_integral_value(ROUND_DOWN):
            raise ValidationError("最多两位小数。 Two decimals at most.")
        if fen < self.least:
            raise ValidationError(
                "金额须大于零。 Must be more than zero." if self.least else "金额不能为负。 Not below zero."
            )
        return int(fen)

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else f"{value // 100}.{value % 100:02d}"
