"""A unit that was merged into another: in a service's own rows the other stands in its place from then on.

Rows name units in `unit_id`, `faculty_id` and `waits_unit`; whatever does so is found here, also in tables that are yet to come.
Where a unit is part of a row's key, the row is the unit's own and is left to its service.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

NAMES = ("unit_id", "faculty_id", "waits_unit")


def move_unit(
    session: Session, metadata: sa.MetaData, unit_id: str, into_id: str, papers: Collection[sa.Column[Any]] = ()
) -> None:
    """Write `into_id` wherever `unit_id` stands: in columns that name units, and in the JSON of `papers`."""
    session.flush()
    for column in unit_columns(metadata):
        named = sa.update(column.table).where(column == unit_id).values({column: into_id})
        session.execute(named.execution_options(synchronize_session=False))
    for column in papers:
        _move_in(session, column, unit_id, into_id)
    session.expire_all()


def unit_columns(metadata: sa.MetaData) -> Iterator[sa.Column[Any]]:
    """Every column that names a unit and is no part of its row's key."""
    for table in metadata.sorted_tables:
        yield from (table.c[name] for name in NAMES if name in table.c and not table.c[name].primary_key)


def _move_in(session: Session, column: sa.Column[Any], unit_id: str, into_id: str) -> None:
    keys = list(column.table.primary_key)
    told = sa.select(*keys, column).where(sa.cast(column, sa.Text).contains(unit_id, autoescape=True))
    for row in session.execute(told).all():
        same = sa.and_(*(key == value for key, value in zip(keys, row[:-1], strict=True)))
        moved = sa.update(column.table).where(same).values({column: with_unit(row[-1], unit_id, into_id)})
        session.execute(moved.execution_options(synchronize_session=False))


def with_unit(value: Any, unit_id: str, into_id: str) -> Any:
    """JSON in which `into_id` stands in place of `unit_id`, as a value."""
    if isinstance(value, list):
        return [with_unit(one, unit_id, into_id) for one in value]
    if isinstance(value, dict):
        return {key: with_unit(one, unit_id, into_id) for key, one in value.items()}
    return into_id if value == unit_id else value
