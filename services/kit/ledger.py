"""The append-only ledger: every state change, each entry carrying the hash of the one before it (article 15).

An entry's hash covers all its fields and its predecessor's hash, so that no entry can be changed, removed or put in between
without breaking the chain from there on. `verify` recomputes it.

Nothing here can ever be taken out, so nothing here names a person: who acted stands as an id, and the words typed for it stand in
the service's own rows, where they can be forgotten (decision 18). Entries of versions before kept both; their hashes hold.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.contracts.events import Actor
from services.kit.bulk import as_json, insert_rows, recordset
from services.kit.tables import CHAIN, ledger, ledger_head

_PAGE = 2000
_canonical = msgspec.json.Encoder(order="sorted")

# Statements are built once: building one costs more than running it.
_LOCK_HEAD = sa.select(ledger_head).with_for_update()
_MOVE_HEAD = (
    sa.update(ledger_head)
    .where(ledger_head.c.chain == CHAIN)
    .values(number=sa.bindparam("new_number"), hash=sa.bindparam("new_hash"))
)

_COLUMNS = tuple(column.name for column in ledger.columns)
_INSERTED = sa.insert(ledger).from_select(list(_COLUMNS), recordset(ledger, _COLUMNS)).cte("inserted")
_CHAIN = _MOVE_HEAD.add_cte(_INSERTED)
"""On PostgreSQL both in one statement: others wait for the head meanwhile."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What happened: `actor` did `action` to `subject`. `details` are plain JSON values without personal data; of the actor the id and
    the roles are kept."""

    at: datetime
    actor: Actor
    action: str
    subject: str
    details: dict[str, Any]
    trace: str


@dataclass(frozen=True)
class Break:
    """The first entry at which a chain does not hold, and why."""

    number: int
    reason: str


@dataclass(frozen=True)
class Head:
    """The newest entry of a chain: its number and its hash; 0 and an empty hash where there is none yet."""

    number: int
    hash: str


def read_head(session: Session) -> Head:
    """The head of the chain, as of now."""
    row = session.execute(sa.select(ledger_head)).one()
    return Head(row.number, row.hash)


def append(session: Session, entries: Sequence[Entry]) -> None:
    """Chain `entries` to the ledger. Locks the head of the chain until the transaction ends."""
    head = session.execute(_LOCK_HEAD).one()
    number, previous = head.number, head.hash
    rows = []
    for entry in entries:
        number += 1
        row = _row(number, previous, entry)
        previous = row["hash"]
        rows.append(row)
    head_moved = {"new_number": number, "new_hash": previous}
    if rows and session.get_bind().dialect.name == "postgresql":
        session.execute(_CHAIN, {"rows": as_json(rows), **head_moved})
    else:
        insert_rows(session, ledger, rows)
        session.execute(_MOVE_HEAD, head_moved)


def verify(session: Session) -> Break | None:
    """Recompute the chain; the first entry that breaks it, or None where all of it holds. Others may append meanwhile."""
    previous, number = "", 0
    while True:
        begun = number
        for row in _entries(session, number):
            number += 1
            reason = _flaw(row, number, previous)
            if reason:
                return Break(number, reason)
            previous = row.hash
        head = read_head(session)
        if head == Head(number, previous):
            return None
        if head.number <= number or number == begun:
            return Break(number + 1, "entries are missing at the end")


def _flaw(row: sa.Row[Any], number: int, previous: str) -> str:
    """Why the row cannot be entry `number` after the one with the hash `previous`; empty where it can."""
    if row.number != number:
        return "entry missing"
    if row.previous != previous:
        return "does not follow the entry before it"
    return "" if row.hash == _hash(dict(row._mapping)) else "content was changed"


def _entries(session: Session, last: int = 0) -> Iterator[sa.Row[Any]]:
    while page := session.execute(
        sa.select(ledger).where(ledger.c.number > last).order_by(ledger.c.number).limit(_PAGE)
    ).all():
        yield from page
        last = page[-1].number


def _row(number: int, previous: str, entry: Entry) -> dict[str, Any]:
    row: dict[str, Any] = {
        "number": number,
        "at": entry.at,
        "actor": {"id": entry.actor.id, "roles": list(entry.actor.roles)},
        "action": entry.action,
        "subject": entry.subject,
        "details": _plain(msgspec.to_builtins(entry.details)),
        "trace": entry.trace,
        "previous": previous,
    }
    row["hash"] = _hash(row)
    return row


def _plain(value: Any) -> Any:
    """JSON values that every database gives back as they were: PostgreSQL writes whole numbers without a point or exponent."""
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    return value


def _hash(row: dict[str, Any]) -> str:
    covered = {name: value for name, value in row.items() if name not in ("hash", "at")}
    covered["at"] = row["at"].astimezone(UTC).isoformat(timespec="microseconds")
    return hashlib.sha256(_canonical.encode(covered)).hexdigest()


def length(session: Session) -> int:
    """How many entries the ledger has."""
    return int(session.scalar(sa.select(sa.func.count()).select_from(ledger)) or 0)
