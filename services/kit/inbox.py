"""The inbox: every event has its effect once, in the order of its aggregate, and a bad one never blocks its neighbours.

A batch is one transaction. The row (queue, aggregate, sequence) is written with the effect, so that a second delivery does
nothing, and an event that comes before its predecessor is refused and retried. When a batch fails it falls back to one by
one; what fails alone is kept as a row with its error, retried with growing delay, and parked after the last try. What is due
for a retry is a batch like any other, and one process at a time takes it: so a whole chain that waited for one event follows it
in one transaction. An outage of the database is nobody's fault: it is raised, and the batch stays unacknowledged.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from services.contracts.events import Envelope, Event
from services.kit import inbox_rows, traces
from services.kit.broker import Delivery
from services.kit.database import is_outage
from services.kit.failures import Failed, Failures, OutOfOrder
from services.kit.identity import Identity, Keys, service_identity
from services.kit.ids import set_trace
from services.kit.listening import began_before, listening_since
from services.kit.metrics import metrics
from services.kit.wire import NotAnEvent, Received, open_envelope, open_event
from services.kit.work import Work, Works

RETRIES_AT_ONCE = 250
RETRIES_ALONE = 50
POISON_DELIVERIES = 20
NOWHERE = "-"

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Handler:
    """What a service does with one type of event. `handle` gets an open work and the events: one, or a run of them."""

    event: type[Event]
    handle: Callable[[Work, list[Received]], None]
    batch: bool


@dataclass(frozen=True)
class _Arrival:
    """A message with its envelope, before its data is looked at."""

    body: bytes
    signature: str
    envelope: Envelope
    received: Received | None

    @property
    def failed(self) -> Failed:
        return Failed(body=self.body, signature=self.signature, envelope=self.envelope)


class Inbox:
    """Handles the events of one queue of one service."""

    def __init__(
        self, queue: str, works: Works, keys: Keys, handlers: Sequence[Handler], retry_delays: Sequence[float]
    ) -> None:
        self.queue = queue
        self._works = works
        self._keys = keys
        self._handlers = {handler.event.type: handler for handler in handlers}
        self._failures = Failures(works.service, queue, retry_delays)
        self._me = service_identity(works.service)

    def process(self, deliveries: Sequence[Delivery]) -> None:
        """Handle a batch; afterwards each is handled, a duplicate, or kept as failed, and all may be acknowledged."""
        arrivals = [arrival for delivery in deliveries if (arrival := self._arrive(delivery))]
        self._tell_age(arrivals)
        if any(delivery.deliveries > POISON_DELIVERIES for delivery in deliveries):
            self._one_by_one(arrivals)
            return
        try:
            self._handle(arrivals)
        except Exception as error:
            if is_outage(error):
                raise
            self._one_by_one(arrivals)

    def _tell_age(self, arrivals: Sequence[_Arrival]) -> None:
        """How long the oldest of a batch has been on its way: what a person waits who waits for its effect."""
        begun = [datetime.fromisoformat(arrival.envelope.time) for arrival in arrivals]
        age = (self._works.clock.now() - min(begun)).total_seconds() if begun else 0.0
        metrics.queue_age.labels(self._works.service, self.queue).set(max(age, 0.0))

    def _one_by_one(self, arrivals: Sequence[_Arrival]) -> None:
        for arrival in arrivals:
            try:
                self._handle([arrival])
            except Exception as error:
                if is_outage(error):
                    raise
                self._keep_failed(arrival, error)

    def _arrive(self, delivery: Delivery) -> _Arrival | None:
        """The message opened; what is no event of ours is parked at once, for no retry can mend it."""
        envelope = None
        try:
            if not self._keys.event_is_ours(delivery.body, delivery.signature):
                raise NotAnEvent("the signature does not verify")
            envelope = open_envelope(delivery.body)
            return _Arrival(delivery.body, delivery.signature, envelope, self._open(envelope))
        except NotAnEvent as error:
            # With an envelope it is ours and only its data does not fit: then it keeps its place in the order.
            self._park(
                Failed(body=delivery.body, signature=delivery.signature, envelope=envelope, key=delivery.key), error
            )
            return None

    def _open(self, envelope: Envelope) -> Received | None:
        return open_event(envelope) if envelope.type in self._handlers else None

    def _handle(self, arrivals: Sequence[_Arrival]) -> None:
        if not arrivals:
            return
        set_trace(arrivals[0].envelope.trace)
        with self._works.open(self._me, arrivals[0].envelope.trace) as work:
            accepted, early = self._in_order(work.session, arrivals)
            self._take(work, accepted)
            self._keep_early(work, early)
        metrics.handled.labels(self._works.service, self.queue).inc(len(accepted))

    def _take(self, work: Work, accepted: Sequence[_Arrival]) -> None:
        self._run(work, [arrival.received for arrival in accepted if arrival.received])
        self._mark(work, accepted)

    def _keep_early(self, work: Work, early: Sequence[_Arrival]) -> None:
        if early:
            since = listening_since(work.session, self.queue)
            settling = {arrival.envelope.id for arrival in early if began_before(arrival.envelope, since)}
            self._failures.keep_early(work.session, [arrival.failed for arrival in early], settling, work.now)

    def _in_order(
        self, session: Session, arrivals: Sequence[_Arrival], *, settled: bool = False
    ) -> tuple[list[_Arrival], list[_Arrival]]:
        """Those to handle now, and those that came too early. Duplicates are in neither.

        Where an aggregate is older than our interest in it, its first event here is the lowest that waits once it has `settled`:
        at first sight another process may hold an earlier one.
        """
        heads = inbox_rows.heads(session, self.queue, {arrival.envelope.aggregate for arrival in arrivals})
        since = listening_since(session, self.queue) if settled else {}
        accepted, early = [], []
        for arrival in sorted(arrivals, key=lambda a: a.envelope.sequence):
            aggregate, sequence = arrival.envelope.aggregate, arrival.envelope.sequence
            head = heads.get(aggregate, 0)
            if sequence == head + 1 or (not head and self._is_first_of_old(session, arrival.envelope, since)):
                heads[aggregate] = sequence
                accepted.append(arrival)
            elif sequence > head:
                early.append(arrival)
        return accepted, early

    def _is_first_of_old(self, session: Session, envelope: Envelope, since: dict[str, datetime]) -> bool:
        """Whether its aggregate began before we listened (`since`), and nothing is kept that comes before this event."""
        earlier = self._failures.earlier
        return began_before(envelope, since) and not earlier(session, envelope.aggregate, envelope.sequence)

    def _run(self, work: Work, events: Sequence[Received]) -> None:
        """Call the handlers: a batch handler with a run of its events, any other with one after the other."""
        for type_, group in itertools.groupby(_by_type_where_safe(events), key=lambda received: received.event.type):
            handler, run = self._handlers[type_], list(group)
            for part in [run] if handler.batch else [[received] for received in run]:
                first = part[0].envelope
                with work.acting_for(_actor(first), first.id, first.trace), self._traced(part):
                    handler.handle(work, part)

    @contextlib.contextmanager
    def _traced(self, part: Sequence[Received]) -> Iterator[None]:
        """A span for the one event that is handled; a mark for each of several that are handled together."""
        name = f"{self.queue} handle {part[0].event.type}"
        if len(part) == 1:
            envelope = part[0].envelope
            with traces.span(name, traces.CONSUMER, parent=traces.event_span(envelope.id), trace=envelope.trace):
                yield
            return
        yield
        for received in part if traces.is_on() else ():
            parent, trace = traces.event_span(received.envelope.id), received.envelope.trace
            traces.mark(name, traces.CONSUMER, parent=parent, trace=trace, together=len(part))

    def _mark(self, work: Work, arrivals: Sequence[_Arrival]) -> None:
        # In one order everywhere: two processes that were given the same events then wait for each other, and not crosswise.
        in_order = sorted(arrivals, key=lambda arrival: (arrival.envelope.aggregate, arrival.envelope.sequence))
        inbox_rows.mark(
            work.session, self.queue, [self._inbox_row(arrival, work.now) for arrival in in_order], work.now
        )

    def _inbox_row(self, arrival: _Arrival, now: datetime) -> dict[str, Any]:
        envelope = arrival.envelope
        return {
            "queue": self.queue,
            "aggregate": envelope.aggregate,
            "sequence": envelope.sequence,
            "event_id": envelope.id,
            "handled_at": now,
        }

    # ---- failures

    def _keep_failed(self, arrival: _Arrival, error: Exception) -> None:
        log.warning(
            "event_failed", queue=self.queue, type=arrival.envelope.type, event_id=arrival.envelope.id, error=str(error)
        )
        with self._works.database.begin() as session:
            self._failures.keep(session, arrival.failed, error, self._works.clock.now())

    def _park(self, failed: Failed, error: Exception) -> None:
        with self._works.database.begin() as session:
            self._failures.park(session, failed, error, self._works.clock.now())

    def retry_due(self) -> int:
        """Try the failed events whose time has come, together; where that fails, some of them one by one. The number tried."""
        if not self._some_due():
            return 0
        try:
            return self._retry(RETRIES_AT_ONCE)
        except Exception as error:
            if is_outage(error):
                raise
        tried = 0
        while tried < RETRIES_ALONE and self._retry(1):
            tried += 1
        return tried

    def _some_due(self) -> bool:
        with self._works.database.begin(writes=False) as session:
            return self._failures.some_due(session, self._works.clock.now())

    def _retry(self, most: int) -> int:
        """Try the most urgent failed events in one transaction; the number of them, 0 where another process is at it.

        What fails alone is put off; where several fail together the error is raised, and nothing has happened.
        """
        with self._works.open(self._me, "") as work:
            rows = self._failures.take_due(work.session, work.now, most)
            if not rows:
                return 0
            set_trace(rows[0].trace)
            if len(rows) > 1:
                self._redo(work, rows)
                return len(rows)
            try:
                with work.savepoint():
                    self._redo(work, rows)
                    work.flush()
            except Exception as error:
                if is_outage(error):
                    raise
                self._failures.put_off(work.session, rows, error, work.now)
        return len(rows)

    def _redo(self, work: Work, rows: Sequence[sa.Row[Any]]) -> None:
        accepted, early = self._in_order(work.session, [self._reopen(row) for row in rows], settled=True)
        self._take(work, accepted)
        too_early = {arrival.envelope.id for arrival in early}
        self._failures.forget(work.session, [row for row in rows if row.event_id not in too_early])
        self._failures.put_off(work.session, [row for row in rows if row.event_id in too_early], OutOfOrder(), work.now)

    def _reopen(self, row: sa.Row[Any]) -> _Arrival:
        if not self._keys.event_is_ours(row.body, row.signature):
            raise NotAnEvent("the signature does not verify")
        envelope = open_envelope(row.body)
        return _Arrival(row.body, row.signature, envelope, self._open(envelope))


def _by_type_where_safe(events: Sequence[Received]) -> list[Received]:
    """Put events of one type together, as long as no aggregate's own order changes."""
    if len({received.envelope.aggregate for received in events}) == len(events):
        return sorted(events, key=lambda received: received.event.type)
    return list(events)


def _actor(envelope: Envelope) -> Identity:
    """The person that an event names, as an identity whose roles hold in no unit: enough for ledgers, not for rights."""
    actor = envelope.actor
    return Identity(id=actor.id, username="", name=actor.name, grants=tuple((role, NOWHERE) for role in actor.roles))
