"""The injected clock. Nothing in the suite asks the operating system for the time by itself.

`Clock` is the real one, shifted by a number of seconds that a file may hold (``XINMEI_CLOCK_OFFSET_FILE``), so that drills
and end-to-end tests travel in time across processes. `FixedClock` stands still until it is moved.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

CAMPUS_ZONE = ZoneInfo("Asia/Shanghai")


class Clock:
    """The time now, in UTC, aware."""

    def __init__(self, offset_file: Path | None = None) -> None:
        self._offset_file = offset_file
        self._travelled = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._travelled + self._offset()

    def travel(self, to: datetime | None) -> None:
        """Let the time be `to` from now on, and go on from there; None comes back to the real time."""
        self._travelled = to - datetime.now(UTC) if to else timedelta()

    def _offset(self) -> timedelta:
        if self._offset_file is None:
            return timedelta()
        try:
            return timedelta(seconds=float(self._offset_file.read_text() or 0))
        except (OSError, ValueError, OverflowError):
            return timedelta()


class FixedClock(Clock):
    """A clock for tests and generators: stands at `at` until `move` is called."""

    def __init__(self, at: datetime) -> None:
        super().__init__()
        self._at = at

    def now(self) -> datetime:
        return self._at

    def move(self, *, to: datetime | None = None, by: timedelta = timedelta()) -> None:
        self._at = (to or self._at) + by
