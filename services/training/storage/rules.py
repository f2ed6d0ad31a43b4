"""The rules in force, and how people stand by them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.dialects import postgresql, sqlite

from services.training.domain.duties import CLEAR, Standing
from services.training.domain.rules import Rules
from services.training.storage.tables import rules, standings

_NAMES = {field.name for field in fields(Rules)}
_ROW = 1


def rules_in_force(db: orm.Session) -> Rules:
    """What was set last; the defaults where nothing was."""
    body = db.scalar(sa.select(rules.c.body).where(rules.c.id == _ROW))
    return Rules(**{name: value for name, value in (body or {}).items() if name in _NAMES})


def set_rules(db: orm.Session, wanted: Rules, person_id: str, now: datetime) -> None:
    _upsert(
        db,
        rules,
        {"id": _ROW, "body": {**asdict(wanted), "points": dict(wanted.points)}, "set_at": now, "set_by": person_id},
    )


def standings_of(db: orm.Session, person_ids: Collection[str]) -> dict[str, Standing]:
    """How these people stood when that was last told; clear where it never was."""
    rows = db.execute(sa.select(standings).where(standings.c.person_id.in_(person_ids)))
    known = {row.person_id: Standing(row.mode, row.due_at) for row in rows}
    return {person_id: known.get(person_id, CLEAR) for person_id in person_ids}


def keep_standings(db: orm.Session, changed: Mapping[str, Standing]) -> None:
    for person_id, standing in sorted(changed.items()):
        _upsert(db, standings, {"person_id": person_id, "mode": standing.mode, "due_at": standing.due_at})


def _upsert(db: orm.Session, table: sa.Table, row: dict[str, Any]) -> None:
    dialect: Any = sqlite if db.get_bind().dialect.name == "sqlite" else postgresql
    insert = dialect.insert(table).values(row)
    keys = [column.name for column in table.primary_key]
    changed = {name: insert.excluded[name] for name in row if name not in keys}
    db.execute(insert.on_conflict_do_update(index_elements=keys, set_=changed))
