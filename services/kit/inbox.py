"""The inbox: every event has its effect once, in the order of its aggregate, and a bad one never blocks its neighbours.

A batch is one transaction. The row (queue, aggregate, sequence) is written with the effect, so that a second delivery does
nothing, and an event that comes before its predecessor is refused and retried. When a batch fails it falls back to one by
one; what fails alone is kept as a row with its error, retried with growing delay, and parked after the last try. An
outage of the database is nobody's fault: it is raised, and the batch stays unacknowledged.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
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
from services.kit.metrics import metrics
from services.kit.tables import listening
from services.kit.wire import NotAnEvent, Received, open_envelope, open_event
from services.kit.work import Work, Works

RETRIES_AT_ONCE = 50
POISON_DELIVERIES = 20
NOWHERE = "-"
SETTLING = timedelta(seconds=2)
"""How long the first events of an old aggregate wait: longer than another process takes for a batch that holds an earlier one."""

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
            self._run(work, [arrival.received for arrival in accepted if arrival.received])
            self._mark(work, accepted)
            for arrival in early:
                settling = SETTLING if self._began_before_us(work.session, arrival.envelope) else None
                self._failures.keep(work.session, arrival.failed, OutOfOrder(), work.now, settling)
        metrics.handled.labels(self._works.service, self.queue).inc(len(accepted))

    def _in_order(
        self, session: Session, arrivals: Sequence[_Arrival], *, settled: bool = False
    ) -> tuple[list[_Arrival], list[_Arrival]]:
        """Those to handle now, and those that came too early. Duplicates are in neither.

        Where an aggregate is older than our interest in it, its first event here is the lowest that waits once it has `settled`:
        at first sight another process may hold an earlier one.
        """
        heads = inbox_rows.heads(session, self.queue, {arrival.envelope.aggregate for arrival in arrivals})
        accepted, early = [], []
        for arrival in sorted(arrivals, key=lambda a: a.envelope.sequence):
            aggregate, sequence = arrival.envelope.aggregate, arrival.envelope.sequence
            head = heads.get(aggregate, 0)
            if sequence == head + 1 or (settled and not head and self._is_first_of_old(session, arrival.envelope)):
                heads[aggregate] = sequence
                accepted.append(arrival)
            elif sequence > head:
                early.append(arrival)
        return accepted, early

    def _is_first_of_old(self, session: Session, envelope: Envelope) -> bool:
        return self._began_before_us(session, envelope) and not self._failures.earlier(
            session, envelope.aggregate, envelope.sequence
        )

    def _began_before_us(self, session: Session, envelope: Envelope) -> bool:
        """Whether this aggregate is older than the queue's interest in its kind: then its first event here is not its first."""
        topic = envelope.aggregate.partition(":")[0]
        mine = listening.c.queue == self.queue, listening.c.topic == topic
        since = session.scalar(sa.select(listening.c.since).where(*mine))
        return bool(since and envelope.begun and datetime.fromisoformat(envelope.begun) < since)

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
        rows = [self._inbox_row(arrival, work.now) for arrival in arrivals]
        inbox_rows.mark(work.session, self.queue, rows, work.now)

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
        """Try the failed events whose time has come, each in its own transaction; the number tried."""
        if not self._some_due():
            return 0
        tried = 0
        while tried < RETRIES_AT_ONCE and self._retry_one():
            tried += 1
        return tried

    def _some_due(self) -> bool:
        with self._works.database.begin(writes=False) as session:
            return session.execute(self._failures.due(self._works.clock.now())).first() is not None

    def _retry_one(self) -> bool:
        """Try the most urgent failed event under its row's lock. False where none is due."""
        with self._works.open(self._me, "") as work:
            row = work.session.execute(self._failures.due(work.now).with_for_update(skip_locked=True)).first()
            if row is None:
                return False
            set_trace(row.trace)
            try:
                with work.savepoint():
                    self._redo(work, row)
                    self._failures.forget(work.session, row)
                    work.flush()
            except Exception as error:
                if is_outage(error):
                    raise
                self._failures.put_off(work.session, row, error, work.now)
        return True

    def _redo(self, work: Work, row: sa.Row[Any]) -> None:
        if not self._keys.event_is_ours(row.body, row.signature):
            raise NotAnEvent("the signature does not verify")
        envelope = open_envelope(row.body)
        arrival = _Arrival(row.body, row.signature, envelope, self._open(envelope))
        accepted, early = self._in_order(work.session, [arrival], settled=True)
        if early:
            raise OutOfOrder()
        self._run(work, [a.received for a in accepted if a.received])
        work.session.flush()
        self._mark(work, accepted)


def _by_type_where_safe(events: Sequence[Received]) -> list[Received]:
    """Put events of one type together, as long as no aggregate's own order changes."""
    if len({received.envelope.aggregate for received in events}) == len(events):
        return sorted(events, key=lambda received: received.event.type)
    return list(events)


def _actor(envelope: Envelope) -> Identity:
    """The person that an event names, as an identity whose roles hold in no unit: enough for ledgers, not for rights."""
    actor = envelope.actor
    return Identity(id=actor.id, username="", name=actor.name, grants=tuple((role, NOWHERE) for role in actor.roles))


def begin_listening(session: Session, queue: str, topics: Sequence[str], now: datetime) -> None:
    """Remember since when a queue hears of these kinds of aggregates; older ones may begin with any number.

    To be called once the queue is bound, before events are handled: for a topic bound later to a suite that already runs.
    """
    known = set(session.scalars(sa.select(listening.c.topic).where(listening.c.queue == queue)))
    rows = [{"queue": queue, "topic": topic, "since": now} for topic in topics if topic not in known]
    if rows:
        session.execute(sa.insert(listening), rows)
