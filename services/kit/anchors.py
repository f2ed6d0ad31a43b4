"""Anchors: the head of a service's ledger, noted every few minutes outside its database, so that a rewritten chain is found.

Whoever can write to the database can put a whole new chain there that holds in itself; `ledger.verify` alone cannot tell. An
anchor is a line in ``<data>/<service>.anchors`` and one in the log, from where it goes wherever logs are kept.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec
import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from services.kit.database import Database
from services.kit.ledger import Break, Head, read_head
from services.kit.tables import ledger

SUFFIX = ".anchors"
_AT_ONCE = 1000

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Anchor:
    """At `at` the newest entry of the chain in the database `place` was number `number`, with this hash."""

    at: datetime
    number: int
    hash: str
    place: str


_lines = msgspec.json.Decoder(Anchor)


class Anchors:
    """The anchors of one service in this folder, for one database. Several processes may write them."""

    def __init__(self, folder: Path, service: str, database: Database) -> None:
        self.path = folder / f"{service}{SUFFIX}"
        self._service = service
        self._place = _place_of(database)
        self._last: Head | None = None

    def drop(self, session: Session, now: datetime) -> None:
        """Note the head of the chain, where it has moved since the last time. A folder that cannot be written is told."""
        head = read_head(session)
        if head == self._last or not head.number:
            return
        log.info("ledger_anchor", service=self._service, number=head.number, hash=head.hash)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("ab") as file:  # one write a line: lines of several processes do not mix
                file.write(msgspec.json.encode(Anchor(now, head.number, head.hash, self._place)) + b"\n")
        except OSError as error:
            log.warning("ledger_anchor_not_kept", service=self._service, path=str(self.path), error=str(error))
        self._last = head

    def read(self) -> Iterator[Anchor]:
        """Every anchor of this database, in the order of writing. A line that a crash cut short is passed over."""
        if self.path.exists():
            for line in self.path.read_bytes().splitlines():
                with contextlib.suppress(msgspec.MsgspecError, UnicodeDecodeError):
                    anchor = _lines.decode(line)
                    if anchor.place == self._place:
                        yield anchor

    def verify(self, session: Session) -> Break | None:
        """The first entry that an anchor knows otherwise than the chain has it, or None where all agree."""
        anchors = sorted(self.read(), key=lambda anchor: anchor.number)
        for begin in range(0, len(anchors), _AT_ONCE):
            some = anchors[begin : begin + _AT_ONCE]
            wanted = {anchor.number for anchor in some}
            query = sa.select(ledger.c.number, ledger.c.hash).where(ledger.c.number.in_(wanted))
            there = {row.number: row.hash for row in session.execute(query)}
            for anchor in some:
                if anchor.number not in there:
                    return Break(anchor.number, f"is missing, but was there at {anchor.at.isoformat()} (anchor)")
                if there[anchor.number] != anchor.hash:
                    return Break(anchor.number, f"is not what it was at {anchor.at.isoformat()} (anchor)")
        return None


def _place_of(database: Database) -> str:
    """Which database it is. The embedded profile's lies beside its anchors and moves with them."""
    url = database.url
    where = "sqlite" if database.is_sqlite else f"{url.host}:{url.port}/{url.database}/{database.schema}"
    return hashlib.sha256(where.encode()).hexdigest()[:16]
