"""From the previous release to this one, with its data: on SQLite by restoring a backup, on PostgreSQL beside the old version."""

from __future__ import annotations

import json
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command

from services.kit import migrations
from services.kit.database import Database
from tests.e2e.running import Person, embedded, eventually, run_command
from tests.integration.deploy.conftest import SECRET, postgres_tool

PREVIOUS = Path(__file__).parents[2] / "data/releases/0.1.0.tar.gz"
HEADS = {"registry": "registry_0002", "review": "0003", "alerts": "alerts_0001", "training": "0002"}
COUNTED = {"registry": "accounts", "review": "submissions", "alerts": "incidents", "training": "enrolments"}


@pytest.fixture(scope="module")
def previous(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The previous release's databases, as its backup holds them."""
    folder = tmp_path_factory.mktemp("previous")
    with tarfile.open(PREVIOUS) as archive:
        for name in (*(f"{service}.sqlite" for service in HEADS), "secret"):
            found = archive.extractfile(name)
            assert found is not None
            (folder / name).write_bytes(found.read())
    return folder


def rows_of(folder: Path, service: str, table: str) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(folder / f"{service}.sqlite")) as database:
        database.row_factory = sqlite3.Row
        return [dict(row) for row in database.execute(f"SELECT * FROM {table}")]


# ---- the embedded profile


@pytest.mark.timeout(200)
def test_a_backup_of_the_previous_release_is_restored_brought_up_to_date_and_worked_with(
    previous: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    restored = run_command(["restore", str(PREVIOUS)], {}, data)
    assert restored.returncode == 0, restored.stderr
    with embedded(data, XINMEI_LOG_LEVEL="ERROR") as suite:
        assert "databases prepared" in suite.programs["up"].output()
        operator, officer = (Person(suite.base_url, name, "demo") for name in ("cs.operator", "officer"))
        listed = officer.get("/accounts?limit=100")["items"]
        assert {"active"} <= {account["status"] for account in listed}
        (account_id, *_) = operator.get("/me")["accounts"]
        wanted = {"account_id": account_id, "title": "升级之后", "body": "一切照旧。", "source": "original"}
        made = operator.post("/submissions", wanted, 201)["id"]
        eventually(lambda: operator.get(f"/submissions/{made}")["state"] == "in_review", "a text is screened")
        verified = suite.command("ledger", "verify")
        assert verified.returncode == 0, verified.stdout
        operator.close()
        officer.close()
    for service, table in COUNTED.items():
        before = {row["id"] for row in rows_of(previous, service, table)}
        assert before
        assert before <= {row["id"] for row in rows_of(data, service, table)}


# ---- PostgreSQL


@pytest.fixture(scope="module")
def old_database(previous: Path, postgres: Any) -> Iterator[str]:
    """A PostgreSQL as the previous release left it: its schemas, and its data in them."""
    url: str = postgres.create_database()
    for service, revision in HEADS.items():
        database = Database(url, service, pool_size=1)
        _build(database, revision)
        _fill(database, previous, service)
        database.close()
    yield url
    postgres.drop_database(url)


def _build(database: Database, revision: str) -> None:
    with database.engine.begin() as connection:
        connection.execute(sa.text(f'CREATE SCHEMA "{database.schema}"'))
        config = migrations._config(database.schema)
        config.attributes["connection"], config.attributes["metadata"] = connection, None
        command.upgrade(config, revision)


def _fill(database: Database, previous: Path, service: str) -> None:
    metadata = sa.MetaData()
    with database.engine.begin() as connection:
        metadata.reflect(connection)
        for table in reversed(metadata.sorted_tables):
            connection.execute(sa.delete(table))
        for table in metadata.sorted_tables:
            rows = [
                {name: _as(table.c[name].type, value) for name, value in row.items()}
                for row in rows_of(previous, service, table.name)
            ]
            if rows:
                connection.execute(sa.insert(table), rows)


def _as(kind: Any, value: Any) -> Any:
    """A value as SQLite keeps it, for a column of PostgreSQL."""
    if value is None:
        return None
    if isinstance(kind, sa.JSON):
        return json.loads(value)
    if isinstance(kind, sa.Boolean):
        return bool(value)
    if isinstance(kind, sa.DateTime):
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    return date.fromisoformat(value) if isinstance(kind, sa.Date) else value


def columns_of(url: str) -> dict[tuple[str, str, str], dict[str, Any]]:
    """Every column of the suite's tables by schema, table and name."""
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        look = sa.inspect(connection)
        found = {
            (schema, table, column["name"]): dict(column)
            for schema in HEADS
            for table in look.get_table_names(schema)
            for column in look.get_columns(table, schema)
        }
    engine.dispose()
    return found


@pytest.fixture(scope="module")
def upgraded(old_database: str, rabbitmq: Any) -> Iterator[tuple[dict[Any, Any], str, dict[str, str]]]:
    """The columns before, the database after `xinmei migrate`, and the settings it ran with."""
    before, vhost = columns_of(old_database), rabbitmq.new_vhost()
    settings = {"XINMEI_AMQP_URI": vhost, "XINMEI_DATABASE_URL": old_database, "XINMEI_SECRET": SECRET}
    done = run_command(["migrate"], settings, None)
    assert done.returncode == 0, done.stderr
    yield before, old_database, settings
    rabbitmq.drop_vhost(vhost)


@pytest.mark.timeout(200)
def test_the_previous_version_can_run_beside_the_new_schema(upgraded: tuple[dict[Any, Any], str, Any]) -> None:
    """Expand, then contract: nothing that the old version reads is gone, and nothing new must be written by it."""
    before, url, _ = upgraded
    after, tables = columns_of(url), {name[:2] for name in before}
    gone = [".".join(name) for name in before if name not in after]
    assert gone == []
    narrowed = [
        ".".join(name)
        for name, column in before.items()
        if (getattr(after[name]["type"], "length", None) or 10**9) < (getattr(column["type"], "length", None) or 0)
    ]
    assert narrowed == []
    demanded = [
        ".".join(name)
        for name, column in after.items()
        if name not in before and name[:2] in tables and not column["nullable"] and column["default"] is None
    ]
    assert demanded == []


@pytest.mark.timeout(200)
def test_every_row_and_every_link_of_the_ledgers_is_still_there(
    upgraded: tuple[dict[Any, Any], str, dict[str, str]], previous: Path
) -> None:
    _, url, settings = upgraded
    verified = run_command(["ledger", "verify"], settings, None)
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert run_command(["migrate"], settings, None).stdout.count("up to date") == len(HEADS)
    assert _counts(url) == {
        (service, table): len(rows_of(previous, service, table))
        for service, counted in COUNTED.items()
        for table in (counted, "ledger")
    }


@pytest.mark.timeout(200)
def test_a_dump_of_a_running_database_restores_into_an_empty_one(
    upgraded: tuple[dict[Any, Any], str, dict[str, str]], postgres: Any, tmp_path: Path
) -> None:
    """One moment, of all schemas. With roles and rights: `test_least_rights`."""
    _, url, settings = upgraded
    dump, fresh = tmp_path / "xinmei.dump", postgres.create_database()
    postgres_tool("pg_dump", "--format=custom", f"--file={dump}", _libpq(url))
    postgres_tool("pg_restore", "--no-owner", "--exit-on-error", f"--dbname={_libpq(fresh)}", str(dump))
    assert _counts(fresh) == _counts(url)
    verified = run_command(["ledger", "verify"], {**settings, "XINMEI_DATABASE_URL": fresh}, None)
    assert verified.returncode == 0, verified.stdout
    postgres.drop_database(fresh)


def _counts(url: str) -> dict[tuple[str, str], int]:
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        found = {
            (service, table): int(connection.scalar(sa.text(f"SELECT count(*) FROM {service}.{table}")) or 0)
            for service, counted in COUNTED.items()
            for table in (counted, "ledger")
        }
    engine.dispose()
    return found


def _libpq(url: str) -> str:
    return "postgresql://" + url.partition("://")[2]
