"""A small world for tests of the kit: one table of notes, real events of the contracts as mail, and a broker that is a fake."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.contracts.alerts.events import FreezeLifted
from services.contracts.events import Actor, Envelope, Event
from services.contracts.registry.events import AccountStatusChanged
from services.kit import dead_letters, housekeeping, ledger, tables, wire
from services.kit.broker import BrokerAway, Delivery, Outgoing
from services.kit.clock import FixedClock
from services.kit.database import Database
from services.kit.identity import Identity, Keys
from services.kit.ids import new_id
from services.kit.inbox import Handler, Inbox
from services.kit.work import Work, Works

SECRET = "a signing secret of the tests, long enough"
OTHER_SECRET = "another signing secret, just as long as it"
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
DELAYS = (1.0, 10.0, 100.0)
QUEUE = "lamps.events"

metadata = sa.MetaData()
tables.attach(metadata)
notes = sa.Table(
    "notes",
    metadata,
    sa.Column("id", tables.BigId, primary_key=True, autoincrement=True),
    sa.Column("subject", sa.String(120), nullable=False),
    sa.Column("text", sa.String(200), nullable=False),
)


def make_tables(database: Database) -> None:
    """The kit's tables and the notes, in an empty database."""
    with database.engine.begin() as connection:
        if not database.is_sqlite:
            connection.execute(sa.text(f'CREATE SCHEMA "{database.schema}"'))
        tables.create_v1(connection)
        notes.create(connection)


def tidy(session: Session, now: datetime) -> int:
    """Walk through all that is tidied; how many rows went."""
    return sum(_to_its_end(walk, session) for walk in housekeeping.walks(now))


def _to_its_end(walk: housekeeping.Walk, session: Session) -> int:
    gone = 0
    while not walk.is_over:
        gone += walk.tidy(session)
    return gone


def person(id_: str = "p-1", *grants: tuple[str, str]) -> Identity:
    return Identity(id=id_, username=id_, name=f"name of {id_}", unit_id="u-1", grants=grants or (("operator", "u-1"),))


class Mail:
    """Makes events as they come out of a queue: each call of `event` is the next one of its account."""

    def __init__(self, secret: str = SECRET) -> None:
        self.keys = Keys([secret])

    def event(self, account: str, sequence: int, text: str = "", **changed: Any) -> Delivery:
        """Account `account`'s event number `sequence`, whose reason is `text`; `changed` replaces parts of the envelope."""
        fact = AccountStatusChanged(account_id=account, status="active", reason=text or f"{account}#{sequence}")
        return self.letter(self.envelope(fact, sequence, **changed))

    def envelope(self, fact: Event, sequence: int, **changed: Any) -> Envelope:
        parts: dict[str, Any] = {
            "id": new_id(),
            "type": fact.type,
            "time": NOON.isoformat(),
            "source": "registry",
            "aggregate": fact.aggregate,
            "sequence": sequence,
            "actor": Actor(id="p-9", name="钱九", roles=("officer",)),
            "trace": "a" * 32,
            "cause": "",
            "data": wire.event_data(fact),
        }
        return Envelope(**{**parts, **changed})

    def letter(self, envelope: Envelope) -> Delivery:
        body = wire.encode(envelope)
        return Delivery(body=body, tag=object(), key=envelope.type, signature=self.keys.sign_event(body))

    def freeze_lifted(self, freeze: str, sequence: int) -> Delivery:
        """An event of another kind of aggregate, which no handler here takes."""
        return self.letter(self.envelope(FreezeLifted(freeze_id=freeze, reason=""), sequence))


class Notebook:
    """A consumer: writes the reason of each event into the notes, and refuses those named in `bad`."""

    def __init__(self, works: Works, *, batch: bool = False, queue: str = QUEUE) -> None:
        self.works = works
        self.bad: set[str] = set()
        self.fault: Callable[[Work], None] | None = None
        self.runs: list[int] = []
        handler = Handler(AccountStatusChanged, self._write, batch)
        self.inbox = Inbox(queue, works, Keys([SECRET]), [handler], DELAYS)

    def _write(self, work: Work, received: list[wire.Received]) -> None:
        self.runs.append(len(received))
        for each in received:
            event = each.event
            assert isinstance(event, AccountStatusChanged)
            work.session.execute(sa.insert(notes).values(subject=event.account_id, text=event.reason))
            work.record("noted", event.account_id)
            if event.reason in self.bad:
                (self.fault or _refuse)(work)

    def texts(self, subject: str | None = None) -> list[str]:
        """What was written, in the order of writing."""
        query = sa.select(notes.c.text).order_by(notes.c.id)
        with self.works.database.begin(writes=False) as session:
            return list(session.scalars(query.where(notes.c.subject == subject) if subject else query))

    def retry_until_quiet(self, clock: FixedClock) -> None:
        """Let time pass, all retries with it."""
        for _ in range(2 * len(DELAYS)):
            clock.move(by=timedelta(minutes=5))
            while self.inbox.retry_due():
                pass


def _refuse(_work: Work) -> None:
    raise ValueError("this one is bad")


class FakeBroker:
    """Keeps what is published, in order; `away` makes it unreachable, `failure` raise something unheard of."""

    def __init__(self) -> None:
        self.published: list[Outgoing] = []
        self.away = False
        self.failure: Exception | None = None
        self.on_publish: Callable[[], None] = lambda: None

    def publish(self, messages: Sequence[Outgoing]) -> None:
        self.on_publish()
        if self.failure is not None:
            raise self.failure
        if self.away:
            raise BrokerAway("")
        self.published.extend(messages)

    def envelopes(self) -> list[Envelope]:
        return [wire.open_envelope(message.body) for message in self.published]


def count(database: Database, table: sa.Table) -> int:
    """Rows in a table."""
    with database.begin(writes=False) as session:
        return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def chain_holds(database: Database) -> bool:
    with database.begin(writes=False) as session:
        return ledger.verify(session) is None


def failed(database: Database) -> list[sa.Row[Any]]:
    """What waits for a retry or a person, in the order of its numbers."""
    with database.begin(writes=False) as session:
        return list(session.execute(sa.select(tables.failed_events).order_by(tables.failed_events.c.sequence)))


def parked(database: Database) -> list[sa.Row[Any]]:
    with database.begin(writes=False) as session:
        return dead_letters.parked(session)


def replay(database: Database, clock: FixedClock, *event_ids: str) -> int:
    with database.begin() as session:
        return dead_letters.replay(session, event_ids or None, clock.now())


def drop(database: Database, clock: FixedClock, *event_ids: str) -> int:
    with database.begin() as session:
        return dead_letters.drop(session, event_ids, clock.now())
