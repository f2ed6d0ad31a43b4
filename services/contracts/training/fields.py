"""Money, as training's shapes tell it."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal
from typing import Any

from marshmallow import ValidationError, fields

from services.contracts.fields import Moment, Text

__all__ = ["Moment", "Money", "Text"]

MOST_DIGITS = 10


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
