"""The registry on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.kit import migrations
from services.kit.database import Database
from services.registry.storage import metadata
from tests.unit.registry.college import College


@pytest.fixture(params=["sqlite", "postgresql"])
def college(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[College]:
    """Units and people on one of the two databases."""
    if request.param == "sqlite":
        database = Database.in_folder(tmp_path, "registry")
    else:
        database = Database(request.getfixturevalue("fresh_database"), "registry")
    migrations.upgrade(database, metadata)
    college = College(database)
    college.settle()
    yield college
    database.close()
