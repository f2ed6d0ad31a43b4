"""A SQLite file, a clock that stands still, and keys: all that the kit needs without a server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.kit.clock import FixedClock
from services.kit.database import Database
from services.kit.identity import Keys
from services.kit.work import Works
from tests.unit.kit.world import NOON, SECRET, make_tables


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def keys() -> Keys:
    return Keys([SECRET])


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database.in_folder(tmp_path, "lamps")
    make_tables(database)
    yield database
    database.close()


@pytest.fixture
def works(database: Database, clock: FixedClock) -> Works:
    return Works("lamps", database, clock)
