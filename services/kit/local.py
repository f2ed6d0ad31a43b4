"""The broker of the embedded profile: queues in this process, that wake their consumers at once.

Memory is not safe, so a message counts as safe only once every consumer acknowledged it: `publish` returns then and not
before, and the outbox keeps the row until then. That is how ``kill -9`` loses nothing without a broker on disk.
"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Sequence
from dataclasses import replace

from eventlet.event import Event as Signal
from eventlet.semaphore import Semaphore

from services.kit.broker import BrokerAway, Delivery, OnReply, Outgoing, matches


class _Receipt:
    """Counts down the queues that still have to handle a message."""

    def __init__(self, copies: int) -> None:
        self._left = copies
        self._done: Signal = Signal()
        if not copies:
            self._done.send(True)

    def count_down(self) -> None:
        self._left -= 1
        if self._left == 0 and not self._done.ready():
            self._done.send(True)

    def give_up(self) -> None:
        if not self._done.ready():
            self._done.send(False)

    def wait(self) -> bool:
        return bool(self._done.wait())


class _Queue:
    """Messages in order and the signal that there are some."""

    def __init__(self, bindings: Sequence[str] = ()) -> None:
        self.bindings = list(bindings)
        self.messages: deque[tuple[Delivery, _Receipt | None]] = deque()
        self.there = Semaphore(0)
        self.subscribers = 0

    def put(self, delivery: Delivery, receipt: _Receipt | None) -> None:
        self.messages.append((delivery, receipt))
        self.there.release()

    def put_back(self, taken: Sequence[tuple[Delivery, _Receipt | None]]) -> None:
        again = [(replace(delivery, deliveries=delivery.deliveries + 1), receipt) for delivery, receipt in taken]
        self.messages.extendleft(reversed(again))
        for _ in taken:
            self.there.release()


class LocalBroker:
    """All services of one process talk through this one object."""

    def __init__(self) -> None:
        self._queues: dict[str, _Queue] = {}
        self._listeners: list[_Queue] = []
        self._callers: dict[str, LocalCaller] = {}
        self._receipts: set[_Receipt] = set()
        self._tags = itertools.count(1)
        self._closed = False

    def declare(self, queue: str, bindings: Sequence[str]) -> None:
        self._queues.setdefault(queue, _Queue(bindings)).bindings = list(bindings)

    def depths(self, queues: Sequence[str]) -> dict[str, int]:
        return {name: len(self._queues[name].messages) for name in queues}

    def readers(self, queues: Sequence[str]) -> dict[str, int]:
        return {name: self._queues[name].subscribers for name in queues}

    def publish(self, messages: Sequence[Outgoing]) -> None:
        receipts = [self._put(message) for message in messages]
        self._receipts.update(receipts)
        try:
            handled = [receipt.wait() for receipt in receipts]
            if not all(handled):
                raise BrokerAway("closed before every message was handled")
        finally:
            self._receipts.difference_update(receipts)

    def _put(self, message: Outgoing) -> _Receipt:
        if self._closed:
            raise BrokerAway("closed")
        kept = [q for q in self._queues.values() if any(matches(b, message.key) for b in q.bindings)]
        receipt = _Receipt(len(kept))
        for queue in kept:
            queue.put(self._delivery(message), receipt)
        for listener in self._listeners:
            if any(matches(b, message.key) for b in listener.bindings):
                listener.put(self._delivery(message), None)
        return receipt

    def _delivery(self, message: Outgoing) -> Delivery:
        return Delivery(body=message.body, tag=next(self._tags), key=message.key, signature=message.signature)

    def subscribe(self, queue: str, prefetch: int) -> LocalSubscription:
        return LocalSubscription(self, self._queues[queue])

    def listen(self, bindings: Sequence[str]) -> LocalSubscription:
        queue = _Queue(bindings)
        self._listeners.append(queue)
        return LocalSubscription(self, queue, on_close=lambda: self._listeners.remove(queue))

    def serve(self, queue: str, prefetch: int) -> LocalSubscription:
        return LocalSubscription(self, self._queues.setdefault(queue, _Queue()))

    def caller(self, on_reply: OnReply) -> LocalCaller:
        return LocalCaller(self, f"caller.{next(self._tags)}", on_reply)

    def ping(self) -> None:
        if self._closed:
            raise BrokerAway("closed")

    def close(self) -> None:
        self._closed = True
        for receipt in list(self._receipts):
            receipt.give_up()


class LocalSubscription:
    """One consumer of a queue in this process."""

    def __init__(self, broker: LocalBroker, queue: _Queue, on_close: object = None) -> None:
        self._broker = broker
        self._queue = queue
        self._on_close = on_close
        self._taken: dict[object, tuple[Delivery, _Receipt | None]] = {}
        self._closed = False
        self._cancelled = False
        queue.subscribers += 1

    def take(self, most: int, timeout: float) -> list[Delivery]:
        if self._closed or not self._queue.there.acquire(timeout=max(timeout, 0.000_001)):
            return []
        taken: list[tuple[Delivery, _Receipt | None]] = []
        while self._queue.messages and len(taken) < most and (not taken or self._queue.there.acquire(blocking=False)):
            taken.append(self._queue.messages.popleft())
        self._taken.update((delivery.tag, (delivery, receipt)) for delivery, receipt in taken)
        return [delivery for delivery, _ in taken]

    def ack(self, deliveries: Sequence[Delivery]) -> None:
        last = deliveries[-1].tag
        done = list(itertools.takewhile(lambda tag: tag != last, self._taken))
        for tag in [*done, last]:
            self._settle(tag)

    def ack_one(self, delivery: Delivery) -> None:
        self._settle(delivery.tag)

    def _settle(self, tag: object) -> None:
        _, receipt = self._taken.pop(tag, (None, None))
        if receipt is not None:
            receipt.count_down()

    def reply(self, delivery: Delivery, body: bytes) -> None:
        caller = self._broker._callers.get(delivery.reply_to)
        if caller is not None:
            caller.hear(delivery.correlation_id, body)

    def finish(self, answered: Sequence[tuple[Delivery, bytes]]) -> None:
        for delivery, body in answered:
            self.reply(delivery, body)
            self.ack_one(delivery)

    def cancel(self) -> None:
        if not self._cancelled:
            self._cancelled = True
            self._queue.subscribers -= 1
            self._queue.there.release()  # wakes whoever waits in `take`: there may be nothing to take any more

    def waiting(self) -> int:
        return 0 if self._queue.subscribers else len(self._queue.messages)

    def close(self) -> None:
        if self._closed:
            return
        self.cancel()
        self._closed = True
        self._queue.put_back(list(self._taken.values()))
        self._taken.clear()
        if callable(self._on_close):
            self._on_close()


class LocalCaller:
    """Calls within the process. Answers are handed over in a green thread of the caller's choosing: at once, in the server's."""

    def __init__(self, broker: LocalBroker, name: str, on_reply: OnReply) -> None:
        self._broker = broker
        self._name = name
        self._on_reply = on_reply
        broker._callers[name] = self

    def send(self, queue: str, body: bytes, correlation_id: str, lasts: float) -> None:
        self._broker.ping()
        found = self._broker._queues.get(queue)
        if found is None or not found.subscribers:
            self._on_reply(correlation_id, None)
            return
        tag = next(self._broker._tags)
        found.put(Delivery(body=body, tag=tag, reply_to=self._name, correlation_id=correlation_id), None)

    def hear(self, correlation_id: str, body: bytes) -> None:
        self._on_reply(correlation_id, body)

    def close(self) -> None:
        self._broker._callers.pop(self._name, None)
