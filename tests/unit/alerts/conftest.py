"""A desk for each test, over a SQLite file of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from services.kit.database import Database
from tests.unit.alerts.desk import Desk, open_desk
from tests.unit.alerts.vendors import Answer, FakeVendor

Vendors = Callable[..., FakeVendor]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    database = Database.in_folder(tmp_path, "alerts")
    yield open_desk(database)
    database.close()


@pytest.fixture
def vendor() -> Iterator[Vendors]:
    """Starts fake vendors, and closes them."""
    started: list[FakeVendor] = []

    def start(*answers: Answer) -> FakeVendor:
        started.append(FakeVendor(*answers))
        return started[-1]

    yield start
    for one in started:
        one.close()
