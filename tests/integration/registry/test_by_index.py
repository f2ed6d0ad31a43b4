"""Every question that the register is asked is answered by an index, on PostgreSQL, as its own plan says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from services.kit import migrations
from services.kit.database import Database
from services.registry.storage import metadata
from tests.benchmarks.register import fill
from tests.unit.registry.college import College

QUESTIONS: dict[str, tuple[str, dict[str, str]]] = {
    "ix_accounts_tier": ("list_accounts", {"tier": "1"}),
    "ix_accounts_channel": ("list_accounts", {"channel": "weibo", "limit": "200"}),
    "ix_accounts_status": ("list_accounts", {"status": "suspended"}),
    "ix_accounts_place": ("list_accounts", {"unit_id": "u7"}),
    "ix_accounts_silence": ("list_accounts", {"dormant_days": "30"}),
    "account_grams_pkey": ("list_accounts", {"q": "招生1"}),
    "accounts_file_number_key": ("list_accounts", {"q": "新媒备〔2026〕2-77号"}),
    "ix_accounts_handle_key": ("verify", {"channel": "weibo", "handle": "h_77"}),
}


@pytest.fixture(scope="module")
def college(postgres: Any) -> Iterator[College]:
    url = postgres.create_database()
    database = Database(url, "registry")
    migrations.upgrade(database, metadata)
    college = College(database)
    college.settle()
    fill(college, 4000)
    yield college
    database.close()
    postgres.drop_database(url)


@pytest.fixture
def asked(college: College) -> Iterator[list[tuple[str, Any]]]:
    """The statements that are sent to the database, with their values."""
    seen: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        if statement.lstrip().startswith("SELECT"):
            seen.append((statement, values))

    sa.event.listen(college.database.engine, "before_cursor_execute", note)
    yield seen
    sa.event.remove(college.database.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("query", [{}, {"q": "招生"}, {"tier": "2", "status": "active"}])
def test_a_units_own_accounts_are_found_without_walking_the_register(
    college: College, asked: list[tuple[str, Any]], query: dict[str, str]
) -> None:
    college.call("cs.head", "list_accounts", query=query)
    plans = "\n".join(plan(college, statement, values) for statement, values in list(asked))
    assert "ix_accounts_faculty_id" in plans, plans
    assert "ix_accounts_place" in plans, plans
    assert "Merge Join" not in plans, plans
    assert "account_grams" not in plans, plans


@pytest.mark.parametrize("index", QUESTIONS)
def test_the_register_is_searched_and_filtered_by_index(
    college: College, asked: list[tuple[str, Any]], index: str
) -> None:
    operation, query = QUESTIONS[index]
    college.call("director" if operation == "list_accounts" else "", operation, query=query)
    plans = "\n".join(plan(college, statement, values) for statement, values in list(asked))
    assert f"using {index} " in plans or f"Scan on {index} " in plans, plans
    assert "Seq Scan on accounts" not in plans, plans


def plan(college: College, statement: str, values: Any) -> str:
    """How PostgreSQL goes about a statement where it has no reason to read a small table whole."""
    with college.database.engine.connect() as connection:
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        return "\n".join(row[0] for row in connection.exec_driver_sql("EXPLAIN " + statement, values))


def test_a_unit_finds_its_own_changes_and_filings_without_walking_those_of_all(
    college: College, asked: list[tuple[str, Any]]
) -> None:
    for operation, table in (("list_changes", "changes"), ("list_filings", "filings")):
        asked.clear()
        college.call("cs.head", operation)
        plans = "\n".join(plan(college, statement, values) for statement, values in list(asked))
        assert f"ix_{table}_unit_id" in plans, plans
        assert f"ix_{table}_faculty_id" in plans, plans
