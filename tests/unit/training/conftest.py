"""A campus with a SQLite database of its own for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.kit.database import Database
from tests.unit.training.campus import Campus


@pytest.fixture
def campus(tmp_path: Path) -> Iterator[Campus]:
    database = Database.in_folder(tmp_path, "training")
    yield Campus(database)
    database.close()
