"""RabbitMQ through kombu: pipelined confirms, quorum queues, prefetch, `ack multiple`, transient calls.

Each subscription, each caller and the publisher hold a connection of their own. A green thread of the subscription reads the
socket into a local buffer while the consumer works, so that the next batch waits when the last one is done; writes go one at
a time through a semaphore, for py-amqp must not be written to by two at once. Every broken connection shows as `BrokerAway`:
who asked waits a little and asks anew.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import eventlet
from amqp.exceptions import AMQPError
from eventlet.semaphore import Semaphore
from kombu import Connection, Exchange, Queue
from kombu.exceptions import KombuError, OperationalError

from services.kit.broker import EVENTS_EXCHANGE, BrokerAway, Delivery, OnReply, Outgoing

BROKEN = (OSError, AMQPError, KombuError, OperationalError, ConnectionError, socket.timeout, AttributeError)
HEARTBEAT = 20
CONNECT_TIMEOUT = 4.0
CONFIRM_TIMEOUT = 30.0

T = TypeVar("T", bound="_Reader")

# With `connection.blocked` py-amqp reads the socket before each publish, which is slow and collides with our reader.
CAPABILITIES = {"consumer_cancel_notify": True, "connection.blocked": False, "authentication_failure_close": True}

events_exchange = Exchange(EVENTS_EXCHANGE, type="topic", durable=True)


@contextlib.contextmanager
def _broken_as_away() -> Iterator[None]:
    """Every way in which a connection can break becomes `BrokerAway`. AttributeError: py-amqp's closed transport is None."""
    try:
        yield
    except BROKEN as error:
        raise BrokerAway(f"{type(error).__name__}: {error}") from error


class AmqpBroker:
    """A RabbitMQ, named by its URI."""

    def __init__(self, uri: str) -> None:
        self._uri = uri
        self._publisher: _Publisher | None = None
        self._publishing = Semaphore()
        self._open: list[_Reader] = []

    def _connect(self) -> Connection:
        tls = {"cert_reqs": ssl.CERT_REQUIRED} if self._uri.startswith("amqps") else None
        connection = Connection(
            self._uri,
            heartbeat=HEARTBEAT,
            connect_timeout=CONNECT_TIMEOUT,
            ssl=tls,
            transport_options={"client_properties": {"capabilities": CAPABILITIES}},
        )
        connection._ensure_connection(max_retries=1, interval_start=0, timeout=CONNECT_TIMEOUT)
        return connection

    def declare(self, queue: str, bindings: Sequence[str]) -> None:
        with _broken_as_away(), self._connect() as connection:
            channel = connection.channel()
            events_exchange(channel).declare()
            quorum = Queue(queue, durable=True, queue_arguments={"x-queue-type": "quorum"})(channel)
            quorum.declare()
            for binding in bindings:
                quorum.bind_to(events_exchange, routing_key=binding)

    def publish(self, messages: Sequence[Outgoing]) -> None:
        with self._publishing, _broken_as_away():
            if self._publisher is None:
                self._publisher = _Publisher(self._connect())
            try:
                self._publisher.publish(messages)
            except BaseException:
                self._publisher.close()
                self._publisher = None
                raise

    def subscribe(self, queue: str, prefetch: int) -> AmqpSubscription:
        with _broken_as_away():
            return self._keep(AmqpSubscription(self._connect(), lambda channel: queue, prefetch))

    def listen(self, bindings: Sequence[str]) -> AmqpSubscription:
        def make(channel: Any) -> str:
            events_exchange(channel).declare()
            queue = Queue("", exclusive=True, auto_delete=True, durable=False)(channel)
            queue.declare()
            for binding in bindings:
                queue.bind_to(events_exchange, routing_key=binding)
            return str(queue.name)

        with _broken_as_away():
            return self._keep(AmqpSubscription(self._connect(), make, prefetch=1000))

    def serve(self, queue: str, prefetch: int) -> AmqpSubscription:
        def make(channel: Any) -> str:
            Queue(queue, durable=True, auto_delete=True)(channel).declare()
            return queue

        with _broken_as_away():
            return self._keep(AmqpSubscription(self._connect(), make, prefetch))

    def caller(self, on_reply: OnReply) -> AmqpCaller:
        with _broken_as_away():
            return self._keep(AmqpCaller(self._connect(), on_reply))

    def _keep(self, opened: T) -> T:
        self._open = [held for held in self._open if not held.closed]
        self._open.append(opened)
        return opened

    def ping(self) -> None:
        with _broken_as_away(), self._connect():
            pass

    def close(self) -> None:
        for opened in self._open:
            opened.close()
        if self._publisher is not None:
            self._publisher.close()
            self._publisher = None


class _Publisher:
    """A channel in confirm mode: sends a batch, then waits once until the broker confirmed all of it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._channel = connection.channel()
        self._channel.confirm_select()
        self._channel.events["basic_ack"].add(self._confirmed)
        self._channel.events["basic_nack"].add(self._refused)
        self._sent = 0
        self._pending: set[int] = set()
        self._nacked = False
        events_exchange(self._channel).declare()

    def publish(self, messages: Sequence[Outgoing]) -> None:
        self._nacked = False
        send = self._channel._basic_publish
        for message in messages:
            self._sent += 1
            self._pending.add(self._sent)
            send(
                self._channel.prepare_message(
                    message.body,
                    content_type="application/json",
                    content_encoding="utf-8",
                    headers={"signature": message.signature},
                    properties={"delivery_mode": 2},
                ),
                exchange=EVENTS_EXCHANGE,
                routing_key=message.key,
            )
        while self._pending:
            self._connection.drain_events(timeout=CONFIRM_TIMEOUT)
        if self._nacked:
            raise BrokerAway("the broker refused a message")

    def _confirmed(self, tag: int, multiple: bool) -> None:
        if multiple:
            self._pending = {pending for pending in self._pending if pending > tag}
        else:
            self._pending.discard(tag)

    def _refused(self, tag: int, multiple: bool) -> None:
        self._nacked = True
        self._confirmed(tag, multiple)

    def close(self) -> None:
        _close(self._connection)


class _Reader:
    """A connection with a green thread that reads it, and writes that take turns."""

    def __init__(self, connection: Connection) -> None:
        self.closed = False
        self._connection = connection
        self._channel = connection.channel()
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
        except BROKEN as error:
            self._failure = error
        finally:
            self._stopped()

    def _stopped(self) -> None:
        """The connection is no longer read: wake whoever waits."""

    def _write(self, write: Callable[[], Any]) -> None:
        if self._failure is not None or self.closed:
            raise BrokerAway(str(self._failure or "closed"))
        with self._writing, _broken_as_away():
            write()

    def close(self) -> None:
        if not self.closed:
            self.closed = True
            self._reading.kill()
            _close(self._connection)


class AmqpSubscription(_Reader):
    """Messages of one queue, read ahead by `prefetch`."""

    def __init__(self, connection: Connection, make_queue: Callable[[Any], str], prefetch: int) -> None:
        super().__init__(connection)
        self._buffer: deque[Delivery] = deque()
        self._there = Semaphore(0)
        queue = make_queue(self._channel)
        self._channel.basic_qos(0, prefetch, False)
        self._tag = self._channel.basic_consume(queue, callback=self._received)
        self._start()

    def _received(self, message: Any) -> None:
        headers = message.headers or {}
        properties = message.properties
        body = message.body
        self._buffer.append(
            Delivery(
                body=body if isinstance(body, bytes) else body.encode(),
                tag=message.delivery_info["delivery_tag"],
                key=message.delivery_info["routing_key"],
                signature=str(headers.get("signature", "")),
                reply_to=properties.get("reply_to", ""),
                correlation_id=properties.get("correlation_id", ""),
                deliveries=headers.get("x-delivery-count", int(message.delivery_info["redelivered"])),
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
        self._write(lambda: self._channel.basic_ack(deliveries[-1].tag, multiple=True))

    def ack_one(self, delivery: Delivery) -> None:
        self._write(lambda: self._channel.basic_ack(delivery.tag))

    def cancel(self) -> None:
        with contextlib.suppress(BrokerAway):
            self._write(lambda: self._channel.basic_cancel(self._tag, nowait=True))

    def waiting(self) -> int:
        return len(self._buffer)

    def reply(self, delivery: Delivery, body: bytes) -> None:
        message = self._channel.prepare_message(
            body, content_type="application/json", content_encoding="utf-8", properties={"correlation_id": delivery.correlation_id}
        )
        self._write(lambda: self._channel._basic_publish(message, exchange="", routing_key=delivery.reply_to))


class AmqpCaller(_Reader):
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
        message = self._channel.prepare_message(
            body,
            content_type="application/json",
            content_encoding="utf-8",
            properties={
                "correlation_id": correlation_id,
                "reply_to": self._reply_to,
                "expiration": str(int(lasts * 1000)),
                "delivery_mode": 1,
            },
        )
        self._write(
            lambda: self._channel._basic_publish(message, exchange="", routing_key=queue, mandatory=True)
        )


def _close(connection: Connection) -> None:
    """Close without waiting for a broker that may be gone."""
    with contextlib.suppress(*BROKEN, eventlet.Timeout), eventlet.Timeout(1):
        connection.close()
