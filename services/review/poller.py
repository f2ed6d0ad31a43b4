"""The poller: takes watched addresses that are due, looks at them outside of any transaction, and keeps what it found."""

from __future__ import annotations

import eventlet
import structlog

from services.kit.identity import service_identity
from services.kit.ids import new_trace, set_trace
from services.kit.work import Works
from services.review.domain.watches import Watch
from services.review.feeds import Reader
from services.review.handlers import watching
from services.review.storage import watches as stored

AT_ONCE = 8

log = structlog.get_logger(__name__)


class Poller:
    """Looks at watched addresses, at most `AT_ONCE` at a time; any number of processes share the work."""

    def __init__(self, works: Works, reader: Reader, pool: eventlet.GreenPool | None = None) -> None:
        self._works = works
        self._reader = reader
        self._pool = pool or eventlet.GreenPool(AT_ONCE)
        self._me = service_identity(works.service)

    def look_at_due(self) -> int:
        """Look at what is due; how many addresses were looked at."""
        leased: list[Watch] = []
        while len(leased) < AT_ONCE and self._some_due():
            with self._works.open(self._me, set_trace(new_trace())) as work:
                watch = watching.lease_due(work)
            if watch is None:
                break
            leased.append(watch)
        for watch in leased:
            self._pool.spawn(self._look, watch)
        self._pool.waitall()
        return len(leased)

    def _some_due(self) -> bool:
        with self._works.database.glance() as session:
            return stored.some_due(session, self._works.clock.now())

    def _look(self, watch: Watch) -> None:
        reading = self._reader.read(watch)
        log.info("watch_read", watch=watch.id, outcome=reading.outcome, posts=len(reading.posts))
        with self._works.open(self._me, set_trace(new_trace())) as work:
            watching.take_reading(work, watch.id, reading)
