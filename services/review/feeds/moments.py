"""Times as feeds and pages tell them."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

FIRST_YEAR, LAST_YEAR = 2000, 2199


def moment_of(told: str) -> datetime | None:
    """A time as feeds tell it, RFC 822 or ISO 8601, in UTC; None where it is none that can be."""
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = read(told.strip())
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        found = found if found.tzinfo else found.replace(tzinfo=UTC)
        return found.astimezone(UTC) if FIRST_YEAR <= found.year <= LAST_YEAR else None
    return None
