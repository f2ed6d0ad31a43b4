"""A college for each test: migrated and settled once, then copied."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.kit import migrations
from services.kit.database import Database
from services.registry.storage import metadata
from tests.unit.registry.college import College


@pytest.fixture(scope="session")
def settled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, College]:
    folder = tmp_path_factory.mktemp("registry")
    database = Database.in_folder(folder, "registry")
    migrations.upgrade(database, metadata)
    college = College(database)
    college.settle()
    database.close()
    return folder / "registry.sqlite", college


@pytest.fixture
def college(settled: tuple[Path, College], tmp_path: Path) -> Iterator[College]:
    """Units and people, and nothing filed yet."""
    source, model = settled
    shutil.copy(source, tmp_path / "registry.sqlite")
    database = Database.in_folder(tmp_path, "registry")
    fresh = College(database)
    fresh.units, fresh.people = copy.copy(model.units), copy.copy(model.people)
    yield fresh
    database.close()
