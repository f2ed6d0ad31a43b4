"""Forgetting somebody's name in a service's own rows, once the registry says that they are erased; what they did stays under their id.

A row says who by two columns side by side: `decided_by` and `decided_by_name`, `owner_id` and `owner_name`, `person_id` and `name`.
Whatever is named so is found here, also in tables that are yet to come.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

NO_PEOPLE = ("unit", "account", "faculty")
NAMED_BY = {"person_id": "name", "after": "owner_name"}
"""What stands side by side in JSON under other names: an approval's person, and to whom something was assigned."""


def forget_name(
    session: Session, metadata: sa.MetaData, person_id: str, instead: str, papers: Collection[sa.Column[Any]] = ()
) -> None:
    """Write `instead` wherever this person's name stands beside their id: in columns, and in the JSON of `papers`."""
    session.flush()
    for who, name in named_columns(metadata):
        named = sa.and_(who == person_id, name != instead)
        session.execute(
            sa.update(who.table).where(named).values({name: instead}).execution_options(synchronize_session=False)
        )
    for column in papers:
        _forget_in(session, column, person_id, instead)
    session.expire_all()


def named_columns(metadata: sa.MetaData) -> Iterator[tuple[sa.Column[Any], sa.Column[Any]]]:
    """Every pair of columns of which the one holds a person's id and the other their name."""
    for table in metadata.sorted_tables:
        for name in table.columns:
            stem = name.name.removesuffix("_name") if name.name.endswith("_name") else ""
            wanted = ("person_id",) if name.name == "name" else (f"{stem}_id", stem) if stem else ()
            who = next((table.c[one] for one in wanted if one in table.c), None)
            if who is not None and stem not in NO_PEOPLE:
                yield who, name


def _forget_in(session: Session, column: sa.Column[Any], person_id: str, instead: str) -> None:
    keys = list(column.table.primary_key)
    told = sa.select(*keys, column).where(sa.cast(column, sa.Text).contains(person_id, autoescape=True))
    for row in session.execute(told).all():
        same = sa.and_(*(key == value for key, value in zip(keys, row[:-1], strict=True)))
        session.execute(
            sa.update(column.table)
            .where(same)
            .values({column: without_name(row[-1], person_id, instead)})
            .execution_options(synchronize_session=False)
        )


def without_name(value: Any, person_id: str, instead: str) -> Any:
    """JSON without the name of whoever has this id: ``x_id`` or ``x`` with ``x_name``, and those of `NAMED_BY`."""
    if isinstance(value, list):
        return [without_name(one, person_id, instead) for one in value]
    if not isinstance(value, dict):
        return value
    theirs = {f"{key.removesuffix('_id')}_name" for key, one in value.items() if one == person_id}
    theirs |= {name for who, name in NAMED_BY.items() if value.get(who) == person_id}
    return {key: instead if key in theirs else without_name(one, person_id, instead) for key, one in value.items()}
