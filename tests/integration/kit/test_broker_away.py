"""The broker restarted, killed and frozen: it shows as `BrokerAway`, what was promised is kept, and all of it works again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import eventlet
import pytest

from services.contracts.errors import Unavailable
from services.kit.amqp import AmqpBroker
from services.kit.broker import BrokerAway, Outgoing
from services.kit.local import LocalBroker
from services.kit.remote import Remote
from tests.integration.kit.conftest import wait_until
from tests.integration.kit.test_broker import Client, letters, numbers, take_all

QUEUE, TOPIC = "restarted", "lamps"
DECLARED_SECONDS = (
    5  # RabbitMQ itself takes a while to have a new quorum queue on disk: cut off before, it never opens it again
)


@pytest.fixture
def rabbit(private_rabbitmq: Any) -> Iterator[Any]:
    yield private_rabbitmq
    private_rabbitmq.resume()
    if private_rabbitmq.pid is None:
        private_rabbitmq.start()


@pytest.fixture
def broker(rabbit: Any) -> Iterator[AmqpBroker]:
    broker = AmqpBroker(rabbit.uri)
    broker.declare(QUEUE, [f"{TOPIC}.#"])
    yield broker
    broker.close()


def persist(action: Callable[[], Any], seconds: float = 30) -> Any:
    """Try again until the broker is back."""
    with eventlet.Timeout(seconds, AssertionError(f"the broker was not back within {seconds} s")):
        while True:
            try:
                return action()
            except BrokerAway:
                eventlet.sleep(0.2)


@pytest.mark.parametrize("end", ["restart", "kill"])
def test_a_restart_shows_as_broker_away_keeps_what_was_published_and_then_all_works_again(
    rabbit: Any, broker: AmqpBroker, end: str
) -> None:
    broker.publish(letters(TOPIC, *range(500)))
    subscription, client = broker.subscribe(QUEUE, 100), Client(broker)
    serving = broker.serve("calls.restarted", 1)
    assert numbers(subscription.take(10, 5)) == list(range(10))
    waiting = eventlet.spawn(_until_away, serving)
    if end == "kill":
        rabbit.kill()
        rabbit.start()
    else:
        rabbit.restart()
    assert isinstance(waiting.wait(), BrokerAway)
    with pytest.raises(BrokerAway):
        _until_dry(subscription)
    with pytest.raises(BrokerAway):
        client.caller.send("calls.restarted", b"?", "id", 1)
    persist(lambda: broker.publish(letters(TOPIC, 500)))
    broker.ping()
    again = persist(lambda: broker.subscribe(QUEUE, 1000))
    taken = take_all(again, 501)
    assert sorted(set(numbers(taken))) == list(range(501))
    assert all(delivery.deliveries for delivery in taken if int(delivery.body) < 10)
    again.ack(taken)
    fresh, served = Client(broker), broker.serve("calls.restarted", 1)
    asked = fresh.ask("calls.restarted", b"?")
    (call,) = take_all(served, 1)
    served.reply(call, b"yes")
    assert fresh.answer(asked) == b"yes"
    for each in (subscription, serving, client.caller, again, served, fresh.caller):
        each.close()


def _until_away(subscription: Any) -> BrokerAway:
    try:
        while True:
            subscription.take(1, 0.5)
    except BrokerAway as away:
        return away


def _until_dry(subscription: Any) -> None:
    while subscription.take(100, 0.5):
        eventlet.sleep(0)


def test_publishing_to_a_broker_that_is_gone_fails_soon_and_says_so(rabbit: Any) -> None:
    broker = AmqpBroker(rabbit.uri)
    rabbit.stop()
    for action in (broker.ping, lambda: broker.publish([Outgoing("a.b", b"")]), lambda: broker.subscribe(QUEUE, 1)):
        started = time.monotonic()
        with pytest.raises(BrokerAway):
            action()
        assert time.monotonic() - started < 6
    broker.close()
    rabbit.start()


def test_a_caller_and_a_server_whose_line_is_closed_say_that_the_broker_is_away(broker: AmqpBroker) -> None:
    """Whichever notices first: the channel may be gone before the green thread that reads has said so."""
    caller, serving = broker.caller(lambda *_: None), broker.serve("calls.closed", 1)
    caller.send("calls.closed", b"{}", "one", 5)
    (asked,) = serving.take(1, 5)
    for reader in (caller, serving):
        reader._channel.collect()  # type: ignore[attr-defined]  # as py-amqp does where a connection breaks
    for action in (lambda: caller.send("calls.closed", b"{}", "two", 5), lambda: serving.reply(asked, b"{}")):
        with pytest.raises(BrokerAway):
            action()


def test_a_call_fails_within_its_time_while_the_broker_is_frozen_or_gone_and_succeeds_after(rabbit: Any) -> None:
    broker = AmqpBroker(rabbit.uri)
    remote = Remote(broker, timeout=1.5)
    _expect_unavailable(remote)
    rabbit.pause()
    _expect_unavailable(remote)
    _expect_unavailable(remote)
    rabbit.resume()
    rabbit.stop()
    _expect_unavailable(remote)
    rabbit.start()
    serving = persist(lambda: broker.serve("calls.lamp", 1))
    answering = eventlet.spawn(_answer_one, serving)
    assert wait_until(lambda: _answered(remote)) == "lit"
    answering.kill()
    remote.close()
    broker.close()


def _expect_unavailable(remote: Remote) -> None:
    started = time.monotonic()
    with pytest.raises(Unavailable) as caught:
        remote.call("lamp", "light")
    assert caught.value.details == {"service": "lamp"}
    assert time.monotonic() - started < 5


def _answer_one(serving: Any) -> None:
    while True:
        for delivery in serving.take(1, 1):
            serving.reply(delivery, b'{"result":"lit"}')
            serving.ack_one(delivery)


def _answered(remote: Remote) -> Any:
    try:
        return remote.call("lamp", "light")
    except Unavailable:
        return None


def test_what_publish_returned_for_outlives_a_power_cut_in_the_same_moment(rabbit: Any, broker: AmqpBroker) -> None:
    broker.declare("power-cut", ["cut.#"])
    eventlet.sleep(DECLARED_SECONDS)
    broker.publish([Outgoing("cut.sent", b"%d" % number + b" " * 2000) for number in range(3000)])
    rabbit.kill()
    rabbit.start()
    subscription = persist(lambda: broker.subscribe("power-cut", 5000))
    assert numbers(take_all(subscription, 3000, most=5000)) == list(range(3000))
    subscription.close()


def test_a_publisher_that_was_idle_for_long_publishes_at_once(rabbit: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The broker hangs up on who answers no heartbeat; that is not for the next event to find out."""
    broker = AmqpBroker(rabbit.uri)
    broker.declare("idle", ["idle.#"])
    broker.publish([Outgoing("idle.sent", b"0")])
    rabbit.restart()
    monkeypatch.setattr("services.kit.amqp.HEARTBEAT", 0)
    broker.publish([Outgoing("idle.sent", b"1")])
    subscription = broker.subscribe("idle", 5)
    assert numbers(take_all(subscription, 2)) == [0, 1]
    subscription.close()
    broker.close()


def test_the_local_broker_answers_a_publisher_that_its_end_interrupts() -> None:
    """`publish` has not returned: the outbox keeps its rows."""
    broker = LocalBroker()
    broker.declare(QUEUE, [f"{TOPIC}.#"])
    publishing = eventlet.spawn(broker.publish, letters(TOPIC, 1, 2))
    subscription = broker.subscribe(QUEUE, 10)
    subscription.ack(take_all(subscription, 2)[:1])
    broker.close()
    with pytest.raises(BrokerAway):
        publishing.wait()
    with pytest.raises(BrokerAway):
        broker.publish(letters(TOPIC, 3))
    with pytest.raises(BrokerAway):
        broker.ping()


def test_the_local_broker_returns_from_publish_only_when_every_consumer_is_done() -> None:
    broker = LocalBroker()
    for queue in ("one", "two"):
        broker.declare(queue, [f"{TOPIC}.#"])
    publishing = eventlet.spawn(broker.publish, letters(TOPIC, 1))
    one, two = broker.subscribe("one", 1), broker.subscribe("two", 1)
    one.ack(take_all(one, 1))
    eventlet.sleep(0.1)
    assert not publishing.dead
    two.ack(take_all(two, 1))
    publishing.wait()
    assert publishing.dead
