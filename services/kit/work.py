"""The unit of work: one transaction with everything that must be true together.

Handlers get one open `Work`. What they change through its session, the events they `emit`, the ledger entries they `record`
and the deadlines they `schedule` are kept together or not at all. The entrypoint that opened it commits it.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from services.contracts.errors import Stale
from services.contracts.events import Actor, Envelope, Event
from services.kit import deadline_rows, ledger, traces, wire
from services.kit.bulk import as_json, insert_rows, recordset
from services.kit.clock import Clock
from services.kit.database import Database
from services.kit.identity import Identity
from services.kit.ids import new_id
from services.kit.metrics import metrics
from services.kit.tables import outbox, outbox_heads
from services.kit.wire import Asked


def _take_sequences(insert: Any) -> Any:
    upsert = insert.on_conflict_do_update(
        index_elements=[outbox_heads.c.aggregate], set_={"sequence": outbox_heads.c.sequence + insert.excluded.sequence}
    )
    return upsert.returning(outbox_heads.c.aggregate, outbox_heads.c.sequence, outbox_heads.c.begun_at)


ORIGIN = "_origin"
"""Where a deadline's payload keeps the trace that set it; a process of the version before passes it by."""
# Statements are built once: building one costs more than running it.
_HEAD = ("aggregate", "sequence", "begun_at")
_TAKE_SEQUENCES = {
    "sqlite": _take_sequences(sqlite.insert(outbox_heads)),
    "postgresql": _take_sequences(
        postgresql.insert(outbox_heads).from_select(list(_HEAD), recordset(outbox_heads, _HEAD))
    ),
}


@dataclass(frozen=True)
class _Told:
    """An event on its way into the outbox, with what was so when it was emitted."""

    event: Event
    actor: Actor
    trace: str
    cause: str
    span: str


class Work:
    """One open transaction of one service, on behalf of one identity.

    `session` is SQLAlchemy's; `now` the time at which the work began; `new_id()` a fresh id. `identity` is who acts,
    already verified; a handler asks it for rights.
    """

    def __init__(
        self,
        session: Session,
        *,
        service: str,
        clock: Clock,
        identity: Identity,
        trace: str,
        cause: str = "",
        if_match: str = "",
        writes: bool = True,
    ) -> None:
        self.session = session
        self.service = service
        self.clock = clock
        self.now: datetime = clock.now()
        self.identity = identity
        self.trace = trace
        self.cause = cause
        self.has_events = False
        self.recorded: Counter[tuple[str, str]] = Counter()
        self._if_match = if_match
        self._writes = writes
        self._events: list[_Told] = []
        self._entries: list[ledger.Entry] = []
        self._deadlines: dict[tuple[str, str], dict[str, Any] | None] = {}

    new_id = staticmethod(new_id)

    def emit(self, event: Event) -> None:
        """Tell the other services, once this work is committed."""
        self._require_writing()
        self._events.append(_Told(event, self.identity.actor, self.trace, self.cause, self._span()))

    def _span(self) -> str:
        return traces.current_span() or (traces.event_span(self.cause) if self.cause else "")

    @property
    def origin(self) -> str:
        """Where what is put off goes on: the trace and the span of now, to be kept in its row."""
        return traces.origin(self.trace, self._span())

    def record(self, action: str, subject: str, **details: Any) -> None:
        """Write to the ledger: `identity` did `action` to `subject`. No personal data in `details`: ids, codes, numbers, digests,
        never words that somebody typed, for an entry is there for ever."""
        self._require_writing()
        self._entries.append(
            ledger.Entry(
                at=self.now,
                actor=self.identity.actor,
                action=action,
                subject=subject,
                details=details,
                trace=self.trace,
            )
        )

    def schedule(self, kind: str, subject: str, due_at: datetime, **payload: Any) -> None:
        """Have the service's `@due(kind)` method called at `due_at`; a second call for the same subject moves it."""
        self._require_writing()
        self._deadlines[kind, subject] = {
            "kind": kind,
            "subject": subject,
            "due_at": due_at,
            "next_try_at": due_at,
            "payload": {**payload, ORIGIN: self.origin},
            "attempts": 0,
            "error": "",
        }

    def unschedule(self, kind: str, subject: str) -> None:
        """Forget a deadline; it is no error where there is none."""
        self._require_writing()
        self._deadlines[kind, subject] = None

    def _require_writing(self) -> None:
        if not self._writes:
            raise RuntimeError("a @query keeps nothing: what emits, records or schedules is a @command")

    def has_rescheduled(self, kind: str, subject: str) -> bool:
        """Whether this work has set this deadline anew or forgotten it, which is written down only at its end."""
        return (kind, subject) in self._deadlines

    def check_version(self, version: object) -> None:
        """Raise `Stale` where the caller named (`If-Match`) another version than this newest one."""
        if self._if_match and self._if_match.strip('W/"') not in ("*", str(version)):
            raise Stale(newest=str(version))

    @contextlib.contextmanager
    def acting_for(self, identity: Identity, cause: str, trace: str = "") -> Iterator[None]:
        """Act on behalf of another identity for a while: the one whose event is being handled."""
        mine = self.identity, self.cause, self.trace
        self.identity, self.cause, self.trace = identity, cause, trace or self.trace
        try:
            yield
        finally:
            self.identity, self.cause, self.trace = mine

    @contextlib.contextmanager
    def answering(self, asked: Asked) -> Iterator[None]:
        """Act for one of the requests of a batched operation: events, entries and `check_version` are in its name."""
        mine, self._if_match = self._if_match, asked.if_match
        try:
            with self.acting_for(asked.identity, "", asked.trace):
                yield
        finally:
            self._if_match = mine

    @contextlib.contextmanager
    def savepoint(self) -> Iterator[None]:
        """What fails inside is undone alone, also what it emitted, recorded and scheduled."""
        events, entries, deadlines_ = len(self._events), len(self._entries), dict(self._deadlines)
        try:
            with self.session.begin_nested():
                yield
        except BaseException:
            del self._events[events:], self._entries[entries:]
            self._deadlines = deadlines_
            raise

    def flush(self) -> None:
        """Write everything into the transaction; the entrypoint calls it before the commit.

        Inside a savepoint only where nothing was pending before it: a failure undoes all that was written there.
        """
        self.session.flush()
        self._flush_deadlines()
        events, self._events = self._events, []
        if events:
            self._flush_events(events)
            self.has_events = True
        entries, self._entries = self._entries, []
        if entries:
            self.recorded.update((entry.action, str(entry.details.get("verdict", ""))) for entry in entries)
            ledger.append(self.session, entries)  # last, for it locks the chain's head until the commit

    def _flush_events(self, events: list[_Told]) -> None:
        sequences, begun = self._take_sequences(Counter(told.event.aggregate for told in events))
        rows = []
        for told in events:
            event = told.event
            sequences[event.aggregate] += 1
            envelope = Envelope(
                id=new_id(),
                type=event.type,
                time=self.now.isoformat(),
                source=self.service,
                aggregate=event.aggregate,
                sequence=sequences[event.aggregate],
                actor=told.actor,
                trace=told.trace,
                cause=told.cause,
                data=wire.event_data(event),
                begun=begun[event.aggregate],
            )
            own = traces.event_span(envelope.id) if traces.is_on() else ""
            traces.mark(f"tell {event.type}", traces.PRODUCER, parent=told.span, own=own, trace=told.trace)
            rows.append({"type": event.type, "body": wire.encode(envelope), "created_at": self.now})
        insert_rows(self.session, outbox, rows)

    def _take_sequences(self, wanted: Counter[str]) -> tuple[Counter[str], dict[str, str]]:
        """Reserve the next numbers of each aggregate, in one order for all: the last ones used before, and when each began."""
        rows = [{"aggregate": name, "sequence": wanted[name], "begun_at": self.now} for name in sorted(wanted)]
        dialect = self.session.get_bind().dialect.name
        given: Any = {"rows": as_json(rows)} if dialect == "postgresql" else rows
        taken = self.session.execute(_TAKE_SEQUENCES[dialect], given).all()
        last = Counter({row.aggregate: row.sequence - wanted[row.aggregate] for row in taken})
        return last, {row.aggregate: row.begun_at.isoformat() for row in taken}

    def _flush_deadlines(self) -> None:
        pending, self._deadlines = self._deadlines, {}
        deadline_rows.forget(self.session, [key for key, row in pending.items() if row is None])
        deadline_rows.keep(self.session, [row for row in pending.values() if row is not None])


class Works:
    """Opens units of work for one service, and tells the relay when a commit left events to publish."""

    def __init__(
        self, service: str, database: Database, clock: Clock, on_events: Callable[[], None] = lambda: None
    ) -> None:
        self.service = service
        self.database = database
        self.clock = clock
        self._on_events = on_events

    @contextlib.contextmanager
    def open(
        self, identity: Identity, trace: str, *, cause: str = "", if_match: str = "", writes: bool = True
    ) -> Iterator[Work]:
        """A `Work`, committed at the end (where it `writes`), undone on an error."""
        with self.database.begin(writes=writes) as session:
            work = Work(
                session,
                service=self.service,
                clock=self.clock,
                identity=identity,
                trace=trace,
                cause=cause,
                if_match=if_match,
                writes=writes,
            )
            yield work
            if writes:
                work.flush()
        for (action, verdict), number in work.recorded.items():
            metrics.recorded.labels(self.service, action, verdict).inc(number)
        if work.has_events:
            self._on_events()
