"""Many rows or many values in one statement, without a placeholder for each: arrays on PostgreSQL, as usual on SQLite.

psycopg sends a message a row for an `executemany`, and parses every placeholder of a long list of values; with one array a
column a batch of 250 rows costs a quarter of that.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

Row = Mapping[str, Any]

_inserts: dict[tuple[str, tuple[str, ...]], Any] = {}


def insert_rows(session: Session, table: sa.Table, rows: Sequence[Row]) -> None:
    """Insert `rows`, which all have the same keys."""
    if not rows:
        return
    if _on_postgresql(session):
        names = tuple(rows[0])
        key = (table.name, names)
        if key not in _inserts:
            _inserts[key] = sa.insert(table).from_select(list(names), unnested(table, names))
        session.execute(_inserts[key], columns(rows))
    else:
        session.execute(sa.insert(table), rows)


def unnested(table: sa.Table, names: Sequence[str]) -> sa.Select[Any]:
    """A query whose rows are the arrays bound under `names`, one a column of `table`."""
    return sa.select(*(sa.func.unnest(sa.bindparam(name, type_=ARRAY(table.c[name].type))) for name in names))


def columns(rows: Sequence[Row]) -> dict[str, list[Any]]:
    """Rows as one list a column."""
    return {name: [row[name] for row in rows] for name in rows[0]}


def among(session: Session, column: sa.Column[Any], values: Collection[Any]) -> sa.ColumnElement[bool]:
    """Whether `column` is one of `values`."""
    if _on_postgresql(session):
        return column == sa.any_(sa.literal(list(values), ARRAY(column.type)))
    return column.in_(values)


def _on_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"
