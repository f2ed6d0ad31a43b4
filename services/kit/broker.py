"""The port to a message broker, small enough to be kept by two adapters: `amqp` (RabbitMQ) and `local` (in this process).

Three ways of talking and no more: `publish` events and return once they are safe; `subscribe` to a durable queue of events;
`call` a service's queue with transient messages that nobody keeps. The port tests run over both adapters.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

EVENTS_EXCHANGE = "xinmei.events"


class BrokerAway(Exception):
    """The broker cannot be reached, or the connection to it broke. What was not confirmed may or may not have arrived."""


@dataclass(frozen=True)
class Outgoing:
    """An event on its way: its routing key, its body, and a signature over the body."""

    key: str
    body: bytes
    signature: str = ""


@dataclass(frozen=True)
class Delivery:
    """A message as it was taken from a queue. `deliveries` counts the attempts before this one."""

    body: bytes
    tag: Any = field(repr=False)
    key: str = ""
    signature: str = ""
    reply_to: str = ""
    correlation_id: str = ""
    deliveries: int = 0


class Subscription(Protocol):
    """Messages from one queue. Unacknowledged messages go back to the queue when it closes."""

    def take(self, most: int, timeout: float) -> list[Delivery]:
        """Up to `most` messages in order: at once what is there, else the first within `timeout` seconds, else none."""

    def ack(self, deliveries: Sequence[Delivery]) -> None:
        """Say that these, and with them all taken before them, are done (`ack multiple`)."""

    def ack_one(self, delivery: Delivery) -> None:
        """Say that this one alone is done."""

    def reply(self, delivery: Delivery, body: bytes) -> None:
        """Answer a call; a caller that is gone is no error."""

    def finish(self, answered: Sequence[tuple[Delivery, bytes]]) -> None:
        """Answer these calls and say that each of them alone is done."""

    def cancel(self) -> None:
        """Take no more from the queue; what was read ahead is still there to `take`."""

    def waiting(self) -> int:
        """How many messages are there to `take` at once."""

    def close(self) -> None:
        """Stop; idempotent."""


class Caller(Protocol):
    """Sends calls and hears their answers."""

    def send(self, queue: str, body: bytes, correlation_id: str, lasts: float) -> None:
        """Send a call that nobody needs after `lasts` seconds. Raises `BrokerAway`."""

    def close(self) -> None:
        """Stop; idempotent."""


OnReply = Callable[[str, bytes | None], None]
"""Called with a correlation id and the answer, or None where no service listens on the queue."""


class Broker(Protocol):
    """A broker, however it is reached. Every method may raise `BrokerAway`."""

    def declare(self, queue: str, bindings: Sequence[str]) -> None:
        """Make a durable queue and bind it to the events whose routing keys match (``account.#``)."""

    def depths(self, queues: Sequence[str]) -> dict[str, int]:
        """How many messages wait in each of these durable queues, those that a consumer has read ahead not counted."""

    def readers(self, queues: Sequence[str]) -> dict[str, int]:
        """How many consumers each of these durable queues has, in whatever process."""

    def publish(self, messages: Sequence[Outgoing]) -> None:
        """Publish in order and return once every message is safe: on disk at the broker, or handled by its consumers."""

    def subscribe(self, queue: str, prefetch: int) -> Subscription:
        """Messages of a declared durable queue, about `prefetch` of them read ahead."""

    def listen(self, bindings: Sequence[str]) -> Subscription:
        """Events as they pass, for a cache or a live page: nothing is kept while nobody listens."""

    def serve(self, queue: str, prefetch: int) -> Subscription:
        """Calls to a service; the queue lives as long as somebody serves it."""

    def caller(self, on_reply: OnReply) -> Caller:
        """A way to call services."""

    def ping(self) -> None:
        """Return where the broker answers."""

    def close(self) -> None:
        """Let go of every connection."""


def matches(binding: str, key: str) -> bool:
    """Whether a topic binding matches a routing key: ``*`` is one word, a last ``#`` any number, as in AMQP."""
    pattern, words = binding.split("."), key.split(".")
    if pattern[-1] == "#":
        pattern = pattern[:-1]
        words = words[: len(pattern)] if len(words) >= len(pattern) else words
    return len(pattern) == len(words) and all(p in ("*", w) for p, w in zip(pattern, words, strict=True))
