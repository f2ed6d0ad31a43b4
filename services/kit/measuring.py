"""How well the promises are kept: what a service says of its own outbox, deadlines, parked events and queues every few seconds."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

from sqlalchemy.exc import SQLAlchemyError

from services.kit import dead_letters, deadlines, outbox
from services.kit.broker import Broker, BrokerAway
from services.kit.metrics import metrics
from services.kit.work import Works


def measure(works: Works, broker: Broker, queues: Sequence[str]) -> None:
    """Set the gauges of this service; where its database or the broker is away, nothing is said of it."""
    name, now = works.service, works.clock.now()
    with contextlib.suppress(SQLAlchemyError), works.database.begin(writes=False) as session:
        metrics.outbox_lag.labels(name).set(outbox.lag(session, now))
        metrics.missed.labels(name).set(deadlines.missed(session, now))
        metrics.parked.labels(name).set(dead_letters.count(session))
    with contextlib.suppress(BrokerAway):
        for queue, number in broker.depths(queues).items():
            metrics.waiting.labels(name, queue).set(number)
