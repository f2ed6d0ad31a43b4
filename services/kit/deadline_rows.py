"""The deadlines' rows: set, moved and forgotten, many at a time, in one order for all."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from services.kit.bulk import as_json, recordset
from services.kit.tables import deadlines

_NAMES = tuple(column.name for column in deadlines.columns)
_KEY = ("kind", "subject")


def _or_move(insert: Any) -> Any:
    """Whoever sets the same deadline at the same moment: the later one holds."""
    given = {name: insert.excluded[name] for name in _NAMES if name not in _KEY}
    return insert.on_conflict_do_update(index_elements=list(_KEY), set_=given)


# Statements are built once: building one costs more than running it.
_SET = _or_move(sqlite.insert(deadlines))
_SET_POSTGRESQL = _or_move(postgresql.insert(deadlines).from_select(list(_NAMES), recordset(deadlines, _NAMES)))
_FORGET = sa.delete(deadlines).where(
    deadlines.c.kind == sa.bindparam("of_kind"), deadlines.c.subject == sa.bindparam("of_subject")
)
_GIVEN = recordset(deadlines, _KEY).subquery("these")
_FORGET_POSTGRESQL = sa.delete(deadlines).where(
    deadlines.c.kind == _GIVEN.c.kind, deadlines.c.subject == _GIVEN.c.subject
)


def keep(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Set these deadlines; those that are there are moved."""
    in_order = sorted(rows, key=lambda row: (row["kind"], row["subject"]))
    if not in_order:
        return
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_SET_POSTGRESQL, {"rows": as_json(in_order)})
    else:
        session.execute(_SET, in_order)


def forget(session: Session, keys: Collection[tuple[str, str]]) -> None:
    """Forget the deadlines of these kinds and subjects, where there are any."""
    in_order = sorted(keys)
    if not in_order:
        return
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_FORGET_POSTGRESQL, {"rows": as_json([dict(zip(_KEY, key, strict=True)) for key in in_order])})
    else:
        session.execute(_FORGET, [{"of_kind": kind, "of_subject": subject} for kind, subject in in_order])
