"""nameko's side of calls: takes them from the service's queue, has each answered in a worker, and replies.

Calls of a batched operation take a lane: while one batch is carried out the next one gathers, so that a call never waits for
company, and the more wait the more share a transaction. What is done with a call stands in `calls` and `call_batches`.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

import structlog
from eventlet.event import Event as Signal

from services.contracts.errors import Unavailable, XinmeiError
from services.kit.broker import BrokerAway, Delivery, Subscription
from services.kit.calls import Operation
from services.kit.remote import queue_of
from services.kit.serving import IDLE, Loop
from services.kit.wire import Call, open_call, refusal

log = structlog.get_logger(__name__)

Taken = Sequence[tuple[Call, Delivery]]


class CallServer(Loop):
    """Takes calls from the service's queue and answers each in a worker, those of a batched operation together."""

    _subscription: Subscription | None = None

    def _round(self) -> None:
        ahead = self.engine.settings.workers + (self.engine.settings.batch_size if self._has_batches() else 0)
        self._subscription = self.engine.platform.broker.serve(queue_of(self.container.service_name), ahead)
        self._lanes: dict[str, _Lane] = {}
        self._say_begun()
        try:
            while not (self._stopping and not self._some_waiting()):
                for delivery in self._subscription.take(ahead, 0 if self._stopping else IDLE):
                    self._take(self._subscription, delivery)
        finally:
            for lane in self._lanes.values():
                lane.finish() if self._stopping else lane.give_up()
            if self._stopping:
                self.container._worker_pool.waitall()
            self._subscription.close()

    def _operation(self, call: Call) -> Operation | None:
        found: Operation | None = self.container.service_cls.operations().get(call.operation)
        return found

    def _has_batches(self) -> bool:
        return any(operation.batch for operation in self.container.service_cls.operations().values())

    def _some_waiting(self) -> bool:
        return self._subscription is not None and self._subscription.waiting() > 0

    def _interrupt(self) -> None:
        if self._subscription is not None:
            self._subscription.cancel()

    def _take(self, subscription: Subscription, delivery: Delivery) -> None:
        try:
            call = open_call(delivery.body)
        except XinmeiError as error:
            self._finish(subscription, [(delivery, refusal(error))])
            return
        operation = self._operation(call)
        if self._was_begun(call, operation, delivery):
            self._finish(subscription, [(delivery, self._void())])
        elif operation is not None and operation.batch:
            self._lane(subscription, operation).add(call, delivery)
        else:
            self._answer(subscription, [(call, delivery)])

    def _was_begun(self, call: Call, operation: Operation | None, delivery: Delivery) -> bool:
        """Whether it may have been carried out before, and must not be twice."""
        return bool(delivery.deliveries and operation and operation.writes and not call.idempotency_key)

    def _void(self) -> bytes:
        return refusal(Unavailable(service=self.container.service_name))

    def _lane(self, subscription: Subscription, operation: Operation) -> _Lane:
        def answer(taken: Taken) -> None:
            self._answer(subscription, taken).wait()

        if operation.name not in self._lanes:
            spawn, most = self.container.spawn_managed_thread, self.engine.settings.batch_size
            self._lanes[operation.name] = _Lane(answer, most, lambda run: spawn(run, identifier="lane"))
        return self._lanes[operation.name]

    def _answer(self, subscription: Subscription, taken: Taken) -> Signal:
        """Answer in one worker what somebody still waits for; the signal that it is done."""
        done: Signal = Signal()
        now = time.time()
        late = [delivery for call, delivery in taken if call.has_expired(now)]
        self._finish(subscription, [(delivery, self._void()) for delivery in late])
        wanted = [(call, delivery) for call, delivery in taken if delivery not in late]
        if not wanted:
            done.send(None)
            return done

        def reply(_context: Any, answers: Any, exc_info: Any) -> tuple[Any, Any]:
            bodies = answers if exc_info is None else [refusal(XinmeiError())] * len(wanted)
            self._finish(subscription, [(each, body) for (_, each), body in zip(wanted, bodies, strict=True)])
            done.send(None)
            return answers, exc_info

        self.container.spawn_worker(self, ([call for call, _ in wanted],), {}, handle_result=reply)
        return done

    def _finish(self, subscription: Subscription, answered: Sequence[tuple[Delivery, bytes]]) -> None:
        if not answered:
            return
        try:
            subscription.finish(answered)
        except BrokerAway as error:
            log.warning("answer_lost", calls=len(answered), error=str(error))


class _Lane:
    """The waiting calls of one batched operation, carried out by one green thread that lives while there are some."""

    def __init__(self, answer: Callable[[Taken], None], most: int, spawn: Callable[[Callable[[], None]], Any]) -> None:
        self._answer = answer
        self._most = most
        self._spawn = spawn
        self._waiting: deque[tuple[Call, Delivery]] = deque()
        self._running: Any = None

    def add(self, call: Call, delivery: Delivery) -> None:
        self._waiting.append((call, delivery))
        if self._running is None:
            self._running = self._spawn(self._run)

    def _run(self) -> None:
        try:
            while self._waiting:
                self._answer([self._waiting.popleft() for _ in range(min(self._most, len(self._waiting)))])
        finally:
            self._running = None

    def finish(self) -> None:
        """Return once every waiting call is answered."""
        if self._running is not None:
            self._running.wait()

    def give_up(self) -> None:
        """Carry out no more: the broker will give what waits to somebody again."""
        self._waiting.clear()
