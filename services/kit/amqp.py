"""RabbitMQ through kombu: quorum queues, pipelined confirms, transient calls.

Each subscription, each caller and the publisher hold a connection of their own. Every broken connection shows as
`BrokerAway`: who asked waits a little and asks anew.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from urllib.parse import urlsplit

import eventlet
from amqp.exceptions import AccessRefused
from amqp.exceptions import NotFound as AmqpNotFound
from eventlet.semaphore import Semaphore
from kombu import Connection, Exchange, Queue

from services.kit import packs
from services.kit.amqp_readers import HEARTBEAT, AmqpCaller, AmqpSubscription, Reader, broken_as_away, close_line
from services.kit.broker import EVENTS_EXCHANGE, BrokerAway, OnReply, Outgoing

CONNECT_TIMEOUT = 4.0
CONFIRM_TIMEOUT = 30.0
AHEAD = 50
"""Messages read ahead of a queue at least; each is an event, or a pack of them."""

T = TypeVar("T", bound=Reader)

# RabbitMQ 4 drops a message after 20 redeliveries; ours are counted and judged by the inbox, and an outage is no fault of theirs.
QUORUM = {"x-queue-type": "quorum", "x-delivery-limit": 1_000_000}

events_exchange = Exchange(EVENTS_EXCHANGE, type="topic", durable=True)


class AmqpBroker:
    """A RabbitMQ, named by its URI."""

    def __init__(self, uri: str, ca: str = "") -> None:
        self._uri = uri
        self._tls = _tls(uri, ca)
        self._watcher: Connection | None = None
        self._watching = Semaphore()
        self._publisher: _Publisher | None = None
        self._publishing = Semaphore()
        self._readers: list[Reader] = []

    def _connect(self) -> Connection:
        connection = Connection(
            self._uri,
            heartbeat=HEARTBEAT,
            connect_timeout=CONNECT_TIMEOUT,
            ssl=self._tls,
        )
        connection._ensure_connection(max_retries=1, interval_start=0, timeout=CONNECT_TIMEOUT)
        # Where `connection.blocked` was agreed on, py-amqp reads the socket before each publish, which is slow and collides
        # with our reader. It always agrees, so it is made to forget.
        connection.connection.client_properties["capabilities"] = {}
        return connection

    def declare(self, queue: str, bindings: Sequence[str]) -> None:
        """A user without the right to make it is content where it is there already: the owner has bound it."""
        with broken_as_away(), self._connect() as connection:
            ensure_exchange(connection)
            channel = connection.channel()
            quorum = Queue(queue, durable=True, queue_arguments=QUORUM)(channel)
            try:
                quorum.declare()
                for binding in bindings:
                    quorum.bind_to(events_exchange, routing_key=binding)
            except AccessRefused:
                Queue(queue)(connection.channel()).queue_declare(passive=True)

    def depths(self, queues: Sequence[str]) -> dict[str, int]:
        return {name: found.message_count for name, found in self._look_at(queues).items()}

    def readers(self, queues: Sequence[str]) -> dict[str, int]:
        return {name: found.consumer_count for name, found in self._look_at(queues).items()}

    def _look_at(self, queues: Sequence[str]) -> dict[str, Any]:
        too_late = BrokerAway("the broker does not tell of its queues")
        with self._watching, broken_as_away(), eventlet.Timeout(CONNECT_TIMEOUT, too_late):
            try:
                if self._watcher is None:
                    self._watcher = self._connect()
                channel = self._watcher.channel()
                found = {name: channel.queue_declare(name, passive=True) for name in queues}
                channel.close()
            except BaseException:
                watcher, self._watcher = self._watcher, None
                if watcher is not None:
                    close_line(watcher)
                raise
        return found

    def publish(self, messages: Sequence[Outgoing]) -> None:
        with self._publishing, broken_as_away():
            if self._publisher is not None and self._publisher.idle > HEARTBEAT:
                self._drop_publisher()  # nobody answered the broker's heartbeats meanwhile: it may have hung up
            if self._publisher is None:
                self._publisher = _Publisher(self._connect())
            try:
                self._publisher.publish(messages)
            except BaseException:
                self._drop_publisher()
                raise

    def _drop_publisher(self) -> None:
        publisher, self._publisher = self._publisher, None
        if publisher is not None:
            publisher.close()

    def subscribe(self, queue: str, prefetch: int) -> AmqpSubscription:
        messages = max(prefetch // packs.MOST, min(prefetch, AHEAD))
        return self._open(lambda line: AmqpSubscription(line, lambda channel: queue, messages))

    def listen(self, bindings: Sequence[str]) -> AmqpSubscription:
        def make(channel: Any) -> str:
            queue = Queue("", exclusive=True, auto_delete=True, durable=False)(channel)
            queue.declare()
            for binding in bindings:
                queue.bind_to(events_exchange, routing_key=binding)
            return str(queue.name)

        def open_line(line: Connection) -> AmqpSubscription:
            ensure_exchange(line)
            return AmqpSubscription(line, make, prefetch=1000)

        return self._open(open_line)

    def serve(self, queue: str, prefetch: int) -> AmqpSubscription:
        def make(channel: Any) -> str:
            Queue(queue, durable=True, auto_delete=True)(channel).declare()
            return queue

        return self._open(lambda line: AmqpSubscription(line, make, prefetch))

    def caller(self, on_reply: OnReply) -> AmqpCaller:
        return self._open(lambda line: AmqpCaller(line, on_reply))

    def _open(self, make: Callable[[Connection], T]) -> T:
        """A reader on a connection of its own, closed again where it cannot be made."""
        with broken_as_away():
            connection = self._connect()
            try:
                opened = make(connection)
            except BaseException:
                close_line(connection)
                raise
        self._readers = [*(reader for reader in self._readers if not reader.closed), opened]
        return opened

    def ping(self) -> None:
        with broken_as_away(), self._connect():
            pass

    def close(self) -> None:
        for reader in self._readers:
            reader.close()
        self._drop_publisher()
        if self._watcher is not None:
            close_line(self._watcher)


def _tls(uri: str, ca: str) -> dict[str, Any] | None:
    """How to speak TLS: the certificate is checked, and that it is this host's. None where the address asks for none."""
    address = urlsplit(uri)
    if address.scheme != "amqps":
        return None
    known = {"ca_certs": ca} if ca else {}
    return {"cert_reqs": ssl.CERT_REQUIRED, "server_hostname": address.hostname, **known}


def ensure_exchange(connection: Connection) -> None:
    """The exchange of events is there afterwards. Only who has to make it needs the right to."""
    try:
        events_exchange(connection.channel()).declare(passive=True)
    except AmqpNotFound:
        events_exchange(connection.channel()).declare()


class _Publisher:
    """A channel in confirm mode: sends a batch, then waits once until the broker confirmed all of it."""

    def __init__(self, connection: Connection) -> None:
        ensure_exchange(connection)
        self._connection = connection
        self._channel = connection.channel()
        self._channel.confirm_select()
        self._channel.events["basic_ack"].add(self._confirmed)
        self._channel.events["basic_nack"].add(self._refused)
        self._sent = 0
        self._pending: set[int] = set()
        self._nacked = False
        self._used = time.monotonic()

    @property
    def idle(self) -> float:
        """Seconds since it was last used."""
        return time.monotonic() - self._used

    def publish(self, messages: Sequence[Outgoing]) -> None:
        self._nacked = False
        send = self._channel._basic_publish
        for run in packs.runs(messages):
            self._sent += 1
            self._pending.add(self._sent)
            send(self._message(run), exchange=EVENTS_EXCHANGE, routing_key=run[0].key)
        while self._pending:
            self._connection.drain_events(timeout=CONFIRM_TIMEOUT)
        self._used = time.monotonic()
        if self._nacked:
            raise BrokerAway("the broker refused a message")

    def _message(self, run: Sequence[Outgoing]) -> Any:
        prepare, lasting = self._channel.prepare_message, {"delivery_mode": 2}
        if len(run) > 1:
            return prepare(
                packs.close(run), content_type=packs.CONTENT_TYPE, content_encoding="binary", properties=lasting
            )
        return prepare(
            run[0].body,
            content_type="application/json",
            content_encoding="utf-8",
            headers={"signature": run[0].signature},
            properties=lasting,
        )

    def _confirmed(self, tag: int, multiple: bool) -> None:
        if multiple:
            self._pending = {pending for pending in self._pending if pending > tag}
        else:
            self._pending.discard(tag)

    def _refused(self, tag: int, multiple: bool) -> None:
        self._nacked = True
        self._confirmed(tag, multiple)

    def close(self) -> None:
        close_line(self._connection)
