"""Many rows or many values in one statement, without a placeholder for each: one JSON text on PostgreSQL, as usual on SQLite.

psycopg sends a message a row for an `executemany`, and turns every placeholder of a long list of values by itself; a batch of
250 rows written as one JSON text, which the database takes apart, costs a sixth of that.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

Row = Mapping[str, Any]

_inserts: dict[tuple[str, tuple[str, ...], bool], Any] = {}
_dialect = postgresql.dialect()  # type: ignore[no-untyped-call]


def insert_rows(session: Session, table: sa.Table, rows: Sequence[Row], *, where_new: bool = False) -> None:
    """Insert `rows`, which all have the same keys, in their order; with `where_new` those whose key is there already are left out."""
    if not rows:
        return
    if session.get_bind().dialect.name != "postgresql":
        session.execute(sqlite.insert(table).on_conflict_do_nothing() if where_new else sa.insert(table), rows)
        return
    names = tuple(rows[0])
    key = (table.name, names, where_new)
    if key not in _inserts:
        insert = postgresql.insert(table).from_select(list(names), recordset(table, names))
        _inserts[key] = insert.on_conflict_do_nothing() if where_new else insert
    session.execute(_inserts[key], {"rows": as_json(rows)})


def as_json(rows: Sequence[Any]) -> str:
    """Rows as `recordset` reads them, or values: times as RFC 3339, bytes as base64."""
    return msgspec.json.encode(rows).decode()


def recordset(table: sa.Table, names: Sequence[str]) -> Any:
    """A query whose rows are those of the JSON text bound as `rows`, with the types that `table` has."""
    kinds = {name: table.c[name].type.dialect_impl(_dialect) for name in names}
    defined = ", ".join(f'"{name}" {_json_type(kind)}' for name, kind in kinds.items())
    taken = ", ".join(
        f"decode(\"{name}\", 'base64')" if _is_bytes(kind) else f'"{name}"' for name, kind in kinds.items()
    )
    query = sa.text(f"SELECT {taken} FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS given({defined})")  # noqa: S608
    return query.columns(*(sa.column(name) for name in names))


def _json_type(kind: sa.types.TypeEngine[Any]) -> str:
    return "text" if _is_bytes(kind) else kind.compile(_dialect)


def _is_bytes(kind: sa.types.TypeEngine[Any]) -> bool:
    return isinstance(kind, sa.LargeBinary | postgresql.BYTEA)


def among(session: Session, column: sa.Column[Any], values: Collection[Any]) -> sa.ColumnElement[bool]:
    """Whether `column` is one of `values`."""
    if session.get_bind().dialect.name != "postgresql":
        return column.in_(values)
    return column == sa.any_(sa.literal(list(values), postgresql.ARRAY(column.type)))
