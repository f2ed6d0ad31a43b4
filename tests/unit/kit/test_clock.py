"""The injected clock: shifted by a file for drills, still for tests, always aware."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services.kit.clock import Clock, FixedClock
from tests.unit.kit.world import NOON


def difference(clock: Clock) -> float:
    return (clock.now() - datetime.now(UTC)).total_seconds()


def test_the_clock_tells_utc_and_the_time_that_it_is() -> None:
    assert Clock().now().tzinfo is UTC
    assert abs(difference(Clock())) < 1


def test_the_clock_follows_its_file_while_it_runs(tmp_path: Path) -> None:
    clock = Clock(tmp_path / "offset")
    assert abs(difference(clock)) < 1
    (tmp_path / "offset").write_text("864000\n")
    assert abs(difference(clock) - 864_000) < 1
    (tmp_path / "offset").write_text("-3600.5")
    assert abs(difference(clock) + 3600.5) < 1
    (tmp_path / "offset").unlink()
    assert abs(difference(clock)) < 1


@pytest.mark.parametrize("text", ["", "soon", "nan", "inf", "-inf", "1e400", "\0"])
def test_a_file_without_a_number_shifts_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "offset").write_text(text)
    assert abs(difference(Clock(tmp_path / "offset"))) < 1


def test_a_fixed_clock_stands_until_it_is_moved() -> None:
    clock = FixedClock(NOON)
    assert clock.now() == clock.now() == NOON
    clock.move(by=timedelta(days=1))
    assert clock.now() == NOON + timedelta(days=1)
    clock.move(to=NOON)
    assert clock.now() == NOON
