"""The migrated schema is the one that the mapping expects."""

from __future__ import annotations

from services.kit.migrations import differences
from services.registry.storage import metadata
from tests.unit.registry.college import College


def test_the_migrations_make_exactly_the_mapped_schema(college: College) -> None:
    assert differences(college.database, metadata) == []
