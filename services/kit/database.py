"""A service's database: SQLite in WAL mode, one file a service, or one PostgreSQL schema a service.

Under green threads SQLite's own busy waiting would stop the whole process, so writers of one file take turns here, before
they begin; readers never wait. On PostgreSQL every connection keeps to the service's schema.
"""

from __future__ import annotations

import contextlib
import re
import sqlite3
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa
from eventlet.semaphore import Semaphore
from sqlalchemy import event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import URL, Connection, Engine, ExceptionContext, make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.types import TypeDecorator

CONNECT_TIMEOUT = 4
STATEMENT_TIMEOUT_MS = 15_000
LOCK_TIMEOUT_MS = 10_000
"""Shorter, so that one who waited for another's rows is told so: an outage, to be tried again, and no fault of the statement's."""
BUSY_TIMEOUT_MS = 5_000
QUERY_CANCELED = "57014"
DISK_FULL = "53100"
DATA_EXCEPTION = "22"
_QUOTED = re.compile(r'".*"')
TAKEN = "23505"
SQLITES_TAKEN = (sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_UNIQUE)
CONFLICTS = ("40001", "40P01")
"""Serialization failure, deadlock: of several transactions PostgreSQL has ended one, for the others' sake."""

# A network that swallows everything tells nobody: without these a connection through it waits for hours.
ALIVE = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 20_000}

Json = sa.JSON().with_variant(JSONB(), "postgresql")
"""A column of JSON values."""

_TURN = sa.bindparam("turn", type_=sa.BigInteger)
_TAKE_TURN = sa.select(sa.func.pg_try_advisory_xact_lock(_TURN))
_AWAIT_TURN = sa.select(sa.func.pg_advisory_xact_lock(_TURN))


class Instant(TypeDecorator[datetime]):
    """A point in time: aware in Python, UTC in the database, on both databases the same."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a point in time needs its zone")
        return value.astimezone(UTC) if dialect.name == "postgresql" else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def is_outage(error: BaseException) -> bool:
    """Whether the database itself is away (and not the statement wrong), so that the same work may succeed later."""
    if isinstance(error, sa.exc.TimeoutError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    if error.connection_invalidated or isinstance(error, InterfaceError):
        return True
    return isinstance(error, OperationalError) and not _is_statements_fault(error.orig)


def is_conflict(error: BaseException) -> bool:
    """Whether another transaction changed the same rows at the same time, so that the same work may succeed at once if begun anew."""
    if isinstance(error, StaleDataError):
        return True
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in CONFLICTS


def is_taken(error: BaseException) -> bool:
    """Whether a row of this key is there already: who looked before they wrote met somebody who did the same at the same time."""
    cause = getattr(error, "orig", None)
    return getattr(cause, "sqlstate", None) == TAKEN or getattr(cause, "sqlite_errorcode", None) in SQLITES_TAKEN


def is_full(error: BaseException) -> bool:
    """Whether the database has no room left on its disk: an outage that somebody has to mend."""
    cause = getattr(error, "orig", None)
    is_sqlites = getattr(cause, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL
    return is_sqlites or getattr(cause, "sqlstate", None) == DISK_FULL


def _is_statements_fault(cause: object) -> bool:
    """Whether the statement itself is to blame: for SQLite wrong SQL is "operational" too, as for PostgreSQL a statement
    that took too long; both would fail again, and must not hold up what waits behind them."""
    return (
        getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR
        or getattr(cause, "sqlstate", None) == QUERY_CANCELED
    )


def take_turn(session: Session, what: str) -> bool:
    """Whether this transaction has its turn at `what` until it ends. Only one has; SQLite lets only one write anyway."""
    if session.get_bind().dialect.name != "postgresql":
        return True
    return bool(session.scalar(_TAKE_TURN, {"turn": zlib.crc32(what.encode())}))


def await_turn(session: Session, what: str) -> None:
    """Return once this transaction has its turn at `what` (PostgreSQL)."""
    session.execute(_AWAIT_TURN, {"turn": zlib.crc32(what.encode())})


class Database:
    """The database of one service. `begin` opens a transaction; nothing else does."""

    def __init__(self, url: str | URL, schema: str, pool_size: int = 8) -> None:
        self.schema = schema
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite(self.url) if self.is_sqlite else _postgresql(self.url, schema, pool_size)
        self._turn = Semaphore()

    @classmethod
    def in_folder(cls, folder: Path, schema: str) -> Database:
        """The SQLite database of a service in the embedded profile's data folder."""
        return cls(URL.create("sqlite", database=str(folder / f"{schema}.sqlite")), schema)

    @contextlib.contextmanager
    def begin(self, *, writes: bool = True) -> Iterator[Session]:
        """A session in a transaction: committed at the end, rolled back on an error.

        A session that only reads (`writes=False`) never waits for a writer, and is rolled back at the end.
        """
        with (
            self._writing() if writes else contextlib.nullcontext(),
            Session(self.engine, expire_on_commit=False) as session,
        ):
            session.connection(execution_options={"xinmei_writes": writes})
            yield session
            if writes:
                session.commit()

    @contextlib.contextmanager
    def glance(self) -> Iterator[Session]:
        """A session for a look that is taken often and is mostly in vain: no transaction around its statements, so that
        PostgreSQL is asked once and not three times."""
        with Session(self.engine, autoflush=False) as session:
            options = {"xinmei_writes": False} if self.is_sqlite else {"isolation_level": "AUTOCOMMIT"}
            session.connection(execution_options=options)
            yield session

    def _writing(self) -> contextlib.AbstractContextManager[Any]:
        return self._turn if self.is_sqlite else contextlib.nullcontext()

    def ping(self) -> None:
        """Return where the database answers."""
        with self.begin(writes=False) as session:
            session.execute(sa.text("SELECT 1"))

    def close(self) -> None:
        self.engine.dispose()


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _sqlite(url: URL) -> Engine:
    engine = sa.create_engine(
        url,
        hide_parameters=True,  # people's names and numbers: an error's text goes into logs
        json_serializer=_json,
        json_deserializer=msgspec.json.decode,
        pool_size=16,
        max_overflow=16,
        connect_args={"check_same_thread": False, "isolation_level": None, "timeout": BUSY_TIMEOUT_MS / 1000},
    )

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_TIMEOUT_MS}"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("xinmei_writes", True)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _tell_without_values(context: ExceptionContext) -> None:
    """Take out of an error of PostgreSQL what it quotes of rows (DETAIL, CONTEXT, and a value that does not fit): whatever then shows
    the error - a log, a traceback, the row of a failed event - shows nobody's name or number."""
    cause = context.original_exception
    state = getattr(cause, "sqlstate", None)
    if state is None or not cause.args:
        return
    told = str(cause).partition("\n")[0]
    told = _QUOTED.sub('"•••"', told) if state.startswith(DATA_EXCEPTION) else told
    if context.sqlalchemy_exception is not None:
        first, *others = context.sqlalchemy_exception.args
        context.sqlalchemy_exception.args = (first.replace(str(cause), told), *others)
    cause.args = (told, *cause.args[1:])


def _postgresql(url: URL, schema: str, pool_size: int) -> Engine:
    engine = sa.create_engine(
        url.set(drivername="postgresql+psycopg"),
        hide_parameters=True,
        json_serializer=_json,
        json_deserializer=msgspec.json.decode,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=CONNECT_TIMEOUT,
        pool_use_lifo=True,
        connect_args={
            "connect_timeout": CONNECT_TIMEOUT,
            **ALIVE,
            "options": f"-csearch_path={schema} -cstatement_timeout={STATEMENT_TIMEOUT_MS} -clock_timeout={LOCK_TIMEOUT_MS}"
            f" -cidle_in_transaction_session_timeout=60000 -capplication_name=xinmei-{schema}",
        },
    )
    event.listen(engine, "handle_error", _tell_without_values)
    return engine
