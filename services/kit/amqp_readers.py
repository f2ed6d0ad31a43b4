"""Connections to RabbitMQ that are read all the time: subscriptions to a queue, and the caller that hears its answers.

A green thread reads the socket into a local buffer while the consumer works, so that the next batch waits when the last one
is done; writes go one at a time through a semaphore, for py-amqp must not be written to by two at once.
"""

from __future__ import annotations

import contextlib
import socket
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple

import eventlet
from amqp.exceptions import AMQPError
from eventlet.semaphore import Semaphore
from kombu import Connection, Queue
from kombu.exceptions import KombuError, OperationalError

from services.kit import amqp_frames, packs
from services.kit.broker import BrokerAway, Delivery, OnReply

BROKEN = (OSError, AMQPError, KombuError, OperationalError, ConnectionError, socket.timeout, AttributeError)
HEARTBEAT = 20


@contextlib.contextmanager
def broken_as_away() -> Iterator[None]:
    """Every way in which a connection can break becomes `BrokerAway`. AttributeError: py-amqp's closed transport is None."""
    try:
        yield
    except BROKEN as error:
        raise BrokerAway(f"{type(error).__name__}: {error}") from error


def close_line(connection: Connection) -> None:
    """Close without waiting for a broker that may be gone."""
    with contextlib.suppress(*BROKEN, eventlet.Timeout), eventlet.Timeout(1):
        connection.close()


class Reader:
    """A connection with a green thread that reads it, and writes that take turns."""

    def __init__(self, connection: Connection) -> None:
        self.closed = False
        self._connection = connection
        self._channel = connection.channel()
        # Asked now, for a closed channel forgets its number, and for its size kombu would open a new connection.
        self._number = int(self._channel.channel_id)
        self._frame_max = int(self._channel.connection.frame_max)
        self._writing = Semaphore()
        self._failure: BaseException | None = None

    def _start(self) -> None:
        self._reading = eventlet.spawn(self._read)

    def _read(self) -> None:
        try:
            while not self.closed:
                with contextlib.suppress(socket.timeout):
                    self._connection.drain_events(timeout=HEARTBEAT / 4)
                with self._writing:
                    self._connection.heartbeat_check(rate=2)
        except Exception as error:  # whatever it is, nobody reads any more, and whoever waits must hear of it
            self._failure = error
        finally:
            self._stopped()

    def _stopped(self) -> None:
        """The connection is no longer read: wake whoever waits."""

    def _write(self, write: Callable[[], Any]) -> None:
        with self._writing, broken_as_away():
            if self._failure is not None or self.closed:
                raise BrokerAway(str(self._failure or "closed"))
            try:
                write()
            except BaseException as error:
                self._failure = error  # half a frame may be out: nothing may follow it
                raise

    def _send(self, frames: bytes) -> None:
        """Write whole frames at once, on the connection of our channel and on no other."""
        self._write(lambda: self._channel.connection.transport.write(frames))

    def close(self) -> None:
        if not self.closed:
            self.closed = True
            self._reading.kill()
            close_line(self._connection)


class _Tag(NamedTuple):
    """Which message of the channel, and how many events of its pack come after this one."""

    message: int
    left: int


class AmqpSubscription(Reader):
    """Messages of one queue, read ahead by `prefetch`."""

    def __init__(self, connection: Connection, make_queue: Callable[[Any], str], prefetch: int) -> None:
        super().__init__(connection)
        self._buffer: deque[Delivery] = deque()
        self._acked = 0
        self._there = Semaphore(0)
        queue = make_queue(self._channel)
        self._channel.basic_qos(0, prefetch, False)
        self._tag = self._channel.basic_consume(queue, callback=self._received)
        self._start()

    def _received(self, message: Any) -> None:
        headers = message.headers or {}
        properties = message.properties
        told = message.delivery_info
        body = message.body if isinstance(message.body, bytes) else message.body.encode()
        is_pack = properties.get("content_type") == packs.CONTENT_TYPE
        events = packs.open_pack(body) if is_pack else [(str(headers.get("signature", "")), body)]
        for left, (signature, event) in zip(range(len(events) - 1, -1, -1), events, strict=True):
            self._buffer.append(
                Delivery(
                    body=event,
                    tag=_Tag(told["delivery_tag"], left),
                    key=told["routing_key"],
                    signature=signature,
                    reply_to=properties.get("reply_to", ""),
                    correlation_id=properties.get("correlation_id", ""),
                    deliveries=headers.get("x-delivery-count", int(told["redelivered"])),
                )
            )
        self._there.release()

    def _stopped(self) -> None:
        self._there.release()

    def take(self, most: int, timeout: float) -> list[Delivery]:
        if not self._buffer and self._failure is None:
            self._there.acquire(timeout=timeout)
        if not self._buffer and self._failure is not None:
            raise BrokerAway(str(self._failure)) from self._failure
        taken = [self._buffer.popleft() for _ in range(min(most, len(self._buffer)))]
        while self._there.acquire(blocking=False):
            pass
        return taken

    def ack(self, deliveries: Sequence[Delivery]) -> None:
        """A pack is done with its last event: until then the broker keeps all of it, and may give it again."""
        tag = deliveries[-1].tag
        done = tag.message if not tag.left else tag.message - 1
        if done > self._acked:
            self._write(lambda: self._channel.basic_ack(done, multiple=True))
            self._acked = done

    def ack_one(self, delivery: Delivery) -> None:
        self._write(lambda: self._channel.basic_ack(delivery.tag.message))

    def cancel(self) -> None:
        with contextlib.suppress(BrokerAway):
            self._write(lambda: self._channel.basic_cancel(self._tag, nowait=True))
        self._there.release()  # wakes whoever waits in `take`

    def waiting(self) -> int:
        return len(self._buffer)

    def reply(self, delivery: Delivery, body: bytes) -> None:
        self._send(self._answer(delivery, body))

    def finish(self, answered: Sequence[tuple[Delivery, bytes]]) -> None:
        frames = (
            (self._answer(each, body), amqp_frames.ack(self._number, each.tag.message)) for each, body in answered
        )
        self._send(b"".join(chain.from_iterable(frames)))

    def _answer(self, delivery: Delivery, body: bytes) -> bytes:
        return amqp_frames.answer(self._number, self._frame_max, delivery.reply_to, body, delivery.correlation_id)


class AmqpCaller(Reader):
    """Sends calls as transient messages and hears answers on an exclusive queue; an unroutable call comes back at once."""

    def __init__(self, connection: Connection, on_reply: OnReply) -> None:
        super().__init__(connection)
        self._on_reply = on_reply
        queue = Queue("", exclusive=True, auto_delete=True, durable=False)(self._channel)
        queue.declare()
        self._reply_to = queue.name
        self._channel.events["basic_return"].add(self._returned)
        self._channel.basic_consume(self._reply_to, no_ack=True, callback=self._received)
        self._start()

    def _received(self, message: Any) -> None:
        body = message.body
        self._on_reply(message.properties.get("correlation_id", ""), body if isinstance(body, bytes) else body.encode())

    def _returned(self, _reply: Any, _exchange: Any, _key: Any, message: Any) -> None:
        self._on_reply(message.properties.get("correlation_id", ""), None)

    def send(self, queue: str, body: bytes, correlation_id: str, lasts: float) -> None:
        self._send(amqp_frames.call(self._number, self._frame_max, queue, body, correlation_id, self._reply_to, lasts))
