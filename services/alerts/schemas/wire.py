"""What all shapes on the wire share: times in UTC with their offset, dumps by shape."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

Plain = dict[str, Any]


def said(at: datetime | None) -> str | None:
    """A time on the wire."""
    return at.astimezone(UTC).isoformat() if at else None


def dump(shape: Any, found: Any) -> Plain:
    plain: Plain = shape.dump(found)
    return plain
