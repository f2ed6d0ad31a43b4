"""Schemas up to date: one Alembic history a service, the same on SQLite and PostgreSQL."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import IntegrityError

from services.kit.database import Database

SERVICES = Path(__file__).resolve().parent.parent


class SchemaNewer(Exception):
    """The database was written by a newer version of this software."""


class SchemaOlder(Exception):
    """The database has not been brought up to date."""


def upgrade(database: Database, metadata: sa.MetaData | None = None) -> bool:
    """Bring the schema up to date; whether there was anything to do. Raises `SchemaNewer` and touches nothing then."""
    with _connected(database) as connection:
        if not database.is_sqlite:
            connection.execute(sa.text(f'CREATE SCHEMA IF NOT EXISTS "{database.schema}"'))
        config = _config(database.schema)
        found, newest = _revision(connection), ScriptDirectory.from_config(config).get_current_head()
        if found == newest:
            return False
        _refuse_newer(database.schema, config, found)
        config.attributes["connection"], config.attributes["metadata"] = connection, metadata
        command.upgrade(config, "head")
        return True


@contextlib.contextmanager
def _connected(database: Database) -> Iterator[sa.Connection]:
    """A transaction to change the schema in.

    SQLite changes a table by making it anew, and would refuse to drop the old one while rows of others point to it: so foreign
    keys are looked at afterwards, all of them, and what would break one is undone.
    """
    with database.engine.connect() as connection:
        line: Any = connection.connection.driver_connection
        if database.is_sqlite:
            line.execute("PRAGMA foreign_keys=OFF")  # without effect once the transaction has begun
        try:
            with connection.begin():
                yield connection
                if database.is_sqlite and (broken := line.execute("PRAGMA foreign_key_check").fetchall()):
                    raise IntegrityError("foreign_key_check", None, ValueError(f"rows point nowhere: {broken[:5]}"))
        finally:
            if database.is_sqlite:
                line.execute("PRAGMA foreign_keys=ON")


def check(database: Database) -> None:
    """Raise `SchemaOlder` or `SchemaNewer` where the schema is not this version's."""
    config = _config(database.schema)
    with database.engine.connect() as connection:
        found = _revision(connection)
    _refuse_newer(database.schema, config, found)
    if found != ScriptDirectory.from_config(config).get_current_head():
        raise SchemaOlder(f"the database of {database.schema} is not up to date: run `xinmei migrate`")


def differences(database: Database, metadata: sa.MetaData) -> list[object]:
    """What the migrated schema lacks or has besides `metadata`; empty where they agree."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        return list(compare_metadata(context, metadata))


def _revision(connection: sa.Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _refuse_newer(service: str, config: Config, found: str | None) -> None:
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise SchemaNewer(
            f"the database of {service} is of a newer version ({found}): install that version, or restore a backup of this one"
        )


def _config(service: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SERVICES / "kit" / "alembic"))
    config.set_main_option("version_locations", str(SERVICES / service / "migrations"))
    config.set_main_option("path_separator", "os")
    return config
