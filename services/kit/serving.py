"""nameko's side of the kit: the extensions that run a service's relay, take its events, and keep its time.

They only move: what is done with an event stands in `inbox`, with a deadline in `deadlines`; calls are taken in `answering`. Every
loop outlives an outage of the broker or the database: it waits a little and begins anew.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import eventlet
import structlog
from eventlet.event import Event as Signal
from nameko.extensions import DependencyProvider, Entrypoint, SharedExtension
from sqlalchemy.exc import SQLAlchemyError

from services.kit import housekeeping
from services.kit.anchors import Anchors
from services.kit.broker import BrokerAway, Delivery, Subscription
from services.kit.clock import Clock
from services.kit.housekeeping import Walk
from services.kit.identity import Keys
from services.kit.measuring import measure
from services.kit.metrics import metrics
from services.kit.outbox import Relay
from services.kit.platform import CONFIG_KEY, Platform
from services.kit.remote import Remote
from services.kit.settings import Settings
from services.kit.work import Works

BACK_OFF = 0.5
TICK = 0.5
IDLE = 1.0
START_TIMEOUT = 20.0
TIDY_EVERY = 6 * 3600.0
FIRST_TIDY = 300.0
"""Seconds after the start: processes that live for less than a few hours tidy too."""
MEASURE_EVERY = 5.0
ANCHOR_EVERY = 600.0

log = structlog.get_logger(__name__)


class Engine(SharedExtension):
    """What all workers of one service share: its database, relay, keys, clock, and the way to the other services."""

    platform: Platform
    works: Works
    relay: Relay
    remote: Remote

    def setup(self) -> None:
        self.platform = self.container.config[CONFIG_KEY]
        name, database = self.container.service_name, self.platform.database(self.container.service_name)
        self.relay = Relay(name, database, self.platform.broker, self.platform.keys)
        self.works = Works(name, database, self.platform.clock, self.relay.wake)
        self.remote = Remote(self.platform.broker, self.platform.settings.rpc_timeout)

    def start(self) -> None:
        self.container.spawn_managed_thread(self.relay.run, identifier="relay")

    def stop(self) -> None:
        self.relay.stop()
        self.remote.close()

    kill = stop

    @property
    def keys(self) -> Keys:
        return self.platform.keys

    @property
    def clock(self) -> Clock:
        return self.platform.clock

    @property
    def settings(self) -> Settings:
        return self.platform.settings


class Runtime(DependencyProvider):
    """Gives a service its `Engine`."""

    engine = Engine()

    def get_dependency(self, worker_ctx: Any) -> Engine:
        return self.engine


class Loop(Entrypoint):
    """An entrypoint with a loop of its own that begins anew after an outage."""

    engine = Engine()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._stopping = False
        self._begun: Signal = Signal()
        self._asked_to_stop: Signal = Signal()
        self._ended: Signal = Signal()

    def start(self) -> None:
        """Return once the first round has begun, so that `ready` is true when it is said."""
        self.container.spawn_managed_thread(self._run, identifier=type(self).__name__)
        with eventlet.Timeout(START_TIMEOUT):
            self._begun.wait()

    def _run(self) -> None:
        try:
            self._outlive(self._round)
        finally:
            self._say_begun()
            self._ended.send(None)

    def _outlive(self, one_round: Callable[[], None]) -> None:
        """Run rounds until it is time to stop, however often one breaks off."""
        while not self._stopping:
            try:
                one_round()
            except BrokerAway as error:
                log.warning("broker_away", loop=type(self).__name__, error=str(error))
                self._pause(BACK_OFF)
            except Exception:
                log.exception("loop_failed", loop=type(self).__name__)
                self._pause(BACK_OFF)

    def _round(self) -> None:
        raise NotImplementedError

    def _say_begun(self) -> None:
        if not self._begun.ready():
            self._begun.send(None)

    def _pause(self, seconds: float) -> None:
        """Sleep, but no longer than until it is time to stop."""
        self._asked_to_stop.wait(timeout=seconds)

    def stop(self) -> None:
        self._stopping = True
        if not self._asked_to_stop.ready():
            self._asked_to_stop.send(None)
        self._interrupt()
        with eventlet.Timeout(3, False):
            self._ended.wait()

    def _interrupt(self) -> None:
        """Make the loop notice soon that it is to stop."""

    def kill(self) -> None:
        self._stopping = True

    def work(self, *args: Any) -> Any:
        """Run the service's method in a nameko worker and wait for what it returns."""
        done: Signal = Signal()

        def handle(_context: Any, result: Any, exc_info: Any) -> tuple[Any, Any]:
            done.send((result, exc_info))
            return result, exc_info

        self.container.spawn_worker(self, args, {}, handle_result=handle)
        result, exc_info = done.wait()
        if exc_info is not None:
            raise exc_info[1]
        return result


class EventConsumer(Loop):
    """Takes events from the service's queues in batches. One loop a queue; a batch is one worker and one transaction."""

    def start(self) -> None:
        self._subscriptions: dict[str, Subscription] = {}
        self._queues = self.container.service_cls.queues()
        if self._queues:
            super().start()

    def stop(self) -> None:
        if self._queues:
            super().stop()

    def _interrupt(self) -> None:
        for subscription in list(self._subscriptions.values()):
            subscription.cancel()

    def _round(self) -> None:
        broker = self.engine.platform.broker
        for queue, bindings in self._queues.items():
            broker.declare(queue, bindings)
        loops = [eventlet.spawn(self._consume_always, queue) for queue in self._queues]
        try:
            for loop in loops:
                loop.wait()
        finally:
            for loop in loops:
                loop.kill()

    def _consume_always(self, queue: str) -> None:
        """Each queue begins anew by itself: what befalls one never stops the others."""
        self._outlive(lambda: self._consume(queue))

    def _consume(self, queue: str) -> None:
        batch, broker = self.engine.settings.batch_size, self.engine.platform.broker
        broker.declare(queue, self._queues[queue])
        subscription = self._subscriptions[queue] = broker.subscribe(queue, 2 * batch)
        self._say_begun()
        name = self.container.service_name
        age, batch_seconds = metrics.queue_age.labels(name, queue), metrics.batch.labels(name, queue)
        try:
            while not self._stopping:
                deliveries = subscription.take(batch, IDLE / 4)
                if deliveries:
                    with batch_seconds.time():
                        self._handle(queue, deliveries)
                    subscription.ack(deliveries)
                else:
                    age.set(0)
        finally:
            subscription.close()

    def _handle(self, queue: str, deliveries: Sequence[Delivery]) -> None:
        """Handle a batch however often the database goes away meanwhile."""
        while (outage := self.work(queue, deliveries)) is not None:
            log.warning("database_away", queue=queue, error=str(outage).splitlines()[0])
            if self._stopping:
                raise BrokerAway("stopping before the batch was handled")
            self._pause(BACK_OFF)


class DeadlineEngine(Loop):
    """Fires due deadlines and retries failed events, again and again; measures, drops anchors and tidies now and then."""

    _measured = 0.0
    _anchored = -ANCHOR_EVERY

    def setup(self) -> None:
        self._tidied = time.monotonic() + FIRST_TIDY - TIDY_EVERY
        self._walks: list[Walk] = []
        platform, name = self.container.config[CONFIG_KEY], self.container.service_name
        self._anchors = Anchors(platform.settings.data, name, platform.database(name))

    def _round(self) -> None:
        self._say_begun()
        while not self._stopping:
            busy = self.work()
            if time.monotonic() - self._measured > MEASURE_EVERY:
                self._measure()
            if time.monotonic() - self._anchored > ANCHOR_EVERY:
                self._anchor()
            if time.monotonic() - self._tidied > TIDY_EVERY:
                self._tidy()
            if busy:
                eventlet.sleep(0)
            else:
                self._pause(TICK)
        with eventlet.Timeout(1, False):
            self._anchor()

    def _anchor(self) -> None:
        self._anchored = time.monotonic()
        works = self.engine.works
        with contextlib.suppress(SQLAlchemyError), works.database.begin(writes=False) as session:
            self._anchors.drop(session, works.clock.now())

    def _tidy(self) -> None:
        """Take one step on the way through the tables; where that fails, begin anew another time."""
        works = self.engine.works
        walks = self._walks = self._walks or self._begin_walks(works.clock.now())
        try:
            with works.database.begin() as session:
                walks[0].tidy(session)
        except SQLAlchemyError as error:
            log.warning("not_tidied", service=works.service, error=str(error).partition("\n")[0])
            walks.clear()
        self._walks = [walk for walk in walks if not walk.is_over]
        if not self._walks:
            self._tidied = time.monotonic()

    def _begin_walks(self, now: datetime) -> list[housekeeping.Walk]:
        return [*housekeeping.walks(now), *self.container.service_cls.walks(self.engine.settings, now)]

    def _measure(self) -> None:
        self._measured = time.monotonic()
        engine = self.engine
        measure(engine.works, engine.platform.broker, list(self.container.service_cls.queues()))
