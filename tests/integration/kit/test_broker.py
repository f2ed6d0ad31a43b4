"""The port to a broker: one suite for both adapters."""

from __future__ import annotations

import time
from collections.abc import Callable

import eventlet
import pytest

from services.kit.broker import Broker, Caller, Delivery, Outgoing, Subscription
from services.kit.ids import new_id
from tests.integration.kit.conftest import wait_until

Post = Callable[..., None]
Answers = dict[str, bytes | None]


@pytest.fixture
def topic() -> str:
    """A word that no other test uses in its keys."""
    return f"t{new_id().replace('-', '')}"


def letters(topic: str, *numbers: int) -> list[Outgoing]:
    return [Outgoing(f"{topic}.sent.v1", b"%d" % number, f"signature {number}") for number in numbers]


def post(broker: Broker, messages: list[Outgoing]) -> eventlet.greenthread.GreenThread:
    """Publish from a green thread of its own: in the embedded profile that lasts until all is handled."""
    return eventlet.spawn(broker.publish, messages)


def take_all(subscription: Subscription, number: int, most: int = 100) -> list[Delivery]:
    taken: list[Delivery] = []

    def take_some() -> bool:
        taken.extend(subscription.take(most, 0.2))
        return len(taken) >= number

    wait_until(take_some)
    return taken


def numbers(deliveries: list[Delivery]) -> list[int]:
    return [int(delivery.body) for delivery in deliveries]


def is_empty(subscription: Subscription) -> bool:
    return subscription.take(10, 0.3) == []


# ---- events


def test_messages_come_in_the_order_in_which_they_were_published(broker: Broker, queue: str, topic: str) -> None:
    broker.declare(queue, [f"{topic}.#"])
    subscription = broker.subscribe(queue, 1000)
    publishing = [post(broker, letters(topic, *range(start, start + 100))) for start in (0, 100, 200)]
    taken: list[Delivery] = []
    while len(taken) < 300:
        batch = subscription.take(70, 5)
        assert 0 < len(batch) <= 70
        subscription.ack(batch)
        taken += batch
    assert numbers(taken) == list(range(300))
    for thread in publishing:
        thread.wait()
    subscription.close()


def test_a_message_keeps_its_key_its_signature_and_every_byte(broker: Broker, queue: str, topic: str) -> None:
    broker.declare(queue, [f"{topic}.#"])
    bodies = [b"", "汉字 🏮".encode(), bytes(range(256)), b"x" * 2_000_000]
    sent = post(broker, [Outgoing(f"{topic}.sent.v1", body, "签名" if body else "") for body in bodies])
    subscription = broker.subscribe(queue, 10)
    taken = take_all(subscription, 4)
    assert [delivery.body for delivery in taken] == bodies
    assert {delivery.key for delivery in taken} == {f"{topic}.sent.v1"}
    assert [delivery.signature for delivery in taken] == ["", "签名", "签名", "签名"]
    assert [delivery.deliveries for delivery in taken] == [0, 0, 0, 0]
    subscription.ack(taken)
    sent.wait()
    subscription.close()


def test_how_many_messages_wait_in_a_queue_is_told(broker: Broker, queue: str, topic: str) -> None:
    broker.declare(queue, [f"{topic}.#"])
    assert broker.depths([queue]) == {queue: 0}
    sent = post(broker, letters(topic, 1, 2, 3))
    wait_until(lambda: broker.depths([queue]) == {queue: 3})
    subscription = broker.subscribe(queue, 10)
    taken = take_all(subscription, 3)
    assert broker.depths([queue]) == {queue: 0}
    subscription.ack(taken)
    sent.wait()
    subscription.close()


def test_several_services_of_one_process_may_ask_at_once_how_many_wait(broker: Broker, queue: str, topic: str) -> None:
    broker.declare(queue, [f"{topic}.#"])
    broker.depths([queue])  # on one connection from now on
    asked = [eventlet.spawn(broker.depths, [queue] * 20) for _ in range(6)]
    assert [asking.wait() for asking in asked] == [{queue: 0}] * 6


def test_how_many_read_a_queue_is_told(broker: Broker, queue: str, topic: str) -> None:
    broker.declare(queue, [f"{topic}.#"])
    assert broker.readers([queue]) == {queue: 0}
    first, second = broker.subscribe(queue, 10), broker.subscribe(queue, 10)
    wait_until(lambda: broker.readers([queue]) == {queue: 2})
    first.close()
    wait_until(lambda: broker.readers([queue]) == {queue: 1})
    second.close()


def test_a_queue_gets_what_its_bindings_take_and_nothing_else(broker: Broker, queue: str, topic: str) -> None:
    broker.declare(queue, [f"{topic}.made.#", f"{topic}.*.v2"])
    keys = [f"{topic}.made.v1", f"{topic}.lost.v1", f"{topic}.lost.v2", f"{topic}x.made.v1", f"{topic}.made.v2"]
    sent = post(broker, [Outgoing(key, key.encode()) for key in keys])
    subscription = broker.subscribe(queue, 10)
    taken = take_all(subscription, 3)
    assert [delivery.key for delivery in taken] == [keys[0], keys[2], keys[4]]
    subscription.ack(taken)
    assert is_empty(subscription)
    sent.wait()
    subscription.close()


def test_what_was_published_before_anyone_subscribed_waits_in_the_declared_queue(
    broker: Broker, queue: str, topic: str
) -> None:
    broker.declare(queue, [f"{topic}.#"])
    sent = post(broker, letters(topic, 1, 2))
    eventlet.sleep(0.1)
    broker.declare(queue, [f"{topic}.#"])
    subscription = broker.subscribe(queue, 10)
    taken = take_all(subscription, 2)
    assert numbers(taken) == [1, 2]
    subscription.ack(taken)
    sent.wait()
    subscription.close()


def test_two_queues_get_a_copy_each_and_two_consumers_share_one(broker: Broker, queue: str, topic: str) -> None:
    other = f"{queue}-other"
    broker.declare(queue, [f"{topic}.#"])
    broker.declare(other, [f"{topic}.#"])
    first, second, apart = broker.subscribe(queue, 5), broker.subscribe(queue, 5), broker.subscribe(other, 100)
    sent = post(broker, letters(topic, *range(20)))
    shared: list[int] = []

    def drain(subscription: Subscription) -> None:
        while batch := subscription.take(5, 0.3):
            shared.extend(numbers(batch))
            subscription.ack(batch)

    for thread in [eventlet.spawn(drain, subscription) for subscription in (first, second)]:
        thread.wait()
    assert sorted(shared) == list(range(20))
    copies = take_all(apart, 20)
    assert numbers(copies) == list(range(20))
    apart.ack(copies)
    sent.wait()
    for subscription in (first, second, apart):
        subscription.close()
    _remove(broker, other)


def test_take_gives_what_is_there_at_once_and_waits_no_longer_than_asked(
    broker: Broker, queue: str, topic: str
) -> None:
    broker.declare(queue, [f"{topic}.#"])
    subscription = broker.subscribe(queue, 10)
    started = time.monotonic()
    assert subscription.take(10, 0.2) == []
    assert 0.15 < time.monotonic() - started < 2
    assert subscription.take(10, 0) == []
    waiting = eventlet.spawn(subscription.take, 10, 30)
    eventlet.sleep(0.05)
    sent = post(broker, letters(topic, 1))
    taken = waiting.wait()
    assert numbers(taken) == [1]
    assert time.monotonic() - started < 10
    subscription.ack(taken)
    sent.wait()
    subscription.close()


def test_ack_says_of_all_that_were_taken_before_that_they_are_done(broker: Broker, queue: str, topic: str) -> None:
    broker.declare(queue, [f"{topic}.#"])
    subscription = broker.subscribe(queue, 10)
    sent = post(broker, letters(topic, 1, 2, 3, 4, 5))
    taken = take_all(subscription, 5)
    subscription.ack(taken[2:3])
    subscription.close()
    again = broker.subscribe(queue, 10)
    rest = take_all(again, 2)
    assert numbers(rest) == [4, 5]
    again.ack(rest)
    assert is_empty(again)
    sent.wait()
    again.close()


def test_ack_one_says_it_of_that_one_alone(broker: Broker, queue: str, topic: str) -> None:
    broker.declare(queue, [f"{topic}.#"])
    subscription = broker.subscribe(queue, 10)
    sent = post(broker, letters(topic, 1, 2, 3))
    taken = take_all(subscription, 3)
    subscription.ack_one(taken[1])
    subscription.close()
    again = broker.subscribe(queue, 10)
    rest = take_all(again, 2)
    assert numbers(rest) == [1, 3]
    again.ack(rest)
    sent.wait()
    again.close()


def test_many_at_once_arrive_in_order_each_with_its_own_key_and_signature(
    broker: Broker, queue: str, topic: str
) -> None:
    broker.declare(queue, [f"{topic}.#"])
    subscription = broker.subscribe(queue, 500)
    kinds = ["sent", "sent", "lost", *["sent"] * 60, "lost", *["lost"] * 40]
    messages = [Outgoing(f"{topic}.{kind}.v1", b"%d" % n, f"signature {n}") for n, kind in enumerate(kinds)]
    sent = post(broker, messages)
    taken = take_all(subscription, len(messages))
    assert [(each.key, each.body, each.signature) for each in taken] == [(m.key, m.body, m.signature) for m in messages]
    subscription.ack(taken)
    sent.wait()
    subscription.close()
    again = broker.subscribe(queue, 500)
    assert is_empty(again)
    again.close()


@pytest.mark.parametrize("done", [1, 9, 10, 11, 25, 40])
def test_of_many_at_once_none_is_lost_where_only_some_are_acknowledged(
    broker: Broker, queue: str, topic: str, done: int
) -> None:
    """Some that were acknowledged may come again, as they were sent together; the inbox knows them."""
    broker.declare(queue, [f"{topic}.#"])
    subscription = broker.subscribe(queue, 500)
    sent = post(broker, letters(topic, *range(40)))
    taken = take_all(subscription, 40, most=7)
    subscription.ack(taken[:1])
    if done > 1:
        subscription.ack(taken[1:done])
    subscription.close()
    again = broker.subscribe(queue, 500)
    if rest := take_all(again, 40 - done) if done < 40 else []:
        assert numbers(rest) == list(range(numbers(rest)[0], 40))
        assert done - 10 < numbers(rest)[0] <= done
        again.ack(rest)
    assert is_empty(again)
    sent.wait()
    again.close()


def test_what_was_not_acknowledged_comes_again_in_order_and_says_that_it_came_before(
    broker: Broker, queue: str, topic: str
) -> None:
    broker.declare(queue, [f"{topic}.#"])
    sent = post(broker, letters(topic, *range(10)))
    for before in range(3):
        subscription = broker.subscribe(queue, 100)
        taken = take_all(subscription, 10)
        assert numbers(taken) == list(range(10))
        assert all(delivery.deliveries >= min(before, 1) for delivery in taken)
        assert before or not any(delivery.deliveries for delivery in taken)
        subscription.close()
    subscription = broker.subscribe(queue, 100)
    subscription.ack(take_all(subscription, 10))
    sent.wait()
    subscription.close()


def test_after_cancel_nothing_more_comes_but_what_was_read_ahead_is_still_there(
    broker: Broker, queue: str, topic: str
) -> None:
    broker.declare(queue, [f"{topic}.#"])
    subscription = broker.subscribe(queue, 2)
    sent = post(broker, letters(topic, *range(6)))
    eventlet.sleep(0.2)
    subscription.cancel()
    subscription.cancel()
    eventlet.sleep(0.2)
    ahead: list[Delivery] = []
    while subscription.waiting():
        ahead += subscription.take(10, 0)
    assert subscription.take(10, 0.1) == []
    assert len(ahead) >= 2
    subscription.ack(ahead)
    subscription.close()
    again = broker.subscribe(queue, 10)
    rest = take_all(again, 6 - len(ahead)) if len(ahead) < 6 else []
    assert numbers(ahead + rest) == list(range(6))
    for delivery in rest:
        again.ack_one(delivery)
    sent.wait()
    again.close()


def test_who_listens_hears_what_passes_and_nothing_is_kept_for_who_does_not(broker: Broker, topic: str) -> None:
    broker.publish(letters(topic, 1))
    listeners = [broker.listen([f"{topic}.#"]) for _ in range(2)]
    broker.publish(letters(topic, 2))
    broker.publish([Outgoing(f"{topic}x.sent.v1", b"9")])
    for listener in listeners:
        taken = take_all(listener, 1)
        assert numbers(taken) == [2]
        listener.ack(taken)
        assert is_empty(listener)
        listener.close()
    broker.publish(letters(topic, 3))
    late = broker.listen([f"{topic}.#"])
    assert is_empty(late)
    late.close()


# ---- calls


class Client:
    """Sends calls and keeps what it hears."""

    def __init__(self, broker: Broker) -> None:
        self.heard: Answers = {}
        self.caller: Caller = broker.caller(self.heard.__setitem__)

    def ask(self, queue: str, body: bytes, lasts: float = 5) -> str:
        correlation_id = new_id()
        self.caller.send(queue, body, correlation_id, lasts)
        return correlation_id

    def answer(self, correlation_id: str) -> bytes | None:
        wait_until(lambda: correlation_id in self.heard)
        return self.heard[correlation_id]


def test_each_call_gets_its_own_answer(make_broker: Callable[[], Broker], queue: str) -> None:
    server_side, client_side = make_broker(), make_broker()
    serving = server_side.serve(queue, 20)
    clients = [Client(client_side), Client(client_side)]
    asked = [(client, client.ask(queue, b"%d" % number)) for number, client in enumerate(clients * 10)]
    for delivery in reversed(take_all(serving, 20, most=20)[:20]):
        serving.reply(delivery, b"answer to " + delivery.body)
        serving.ack_one(delivery)
    assert [client.answer(id_) for client, id_ in asked] == [b"answer to %d" % number for number in range(20)]
    serving.close()
    server_side.close()
    client_side.close()


def test_a_call_that_nobody_serves_comes_back_at_once(broker: Broker, queue: str) -> None:
    client = Client(broker)
    started = time.monotonic()
    assert client.answer(client.ask(queue, b"?")) is None
    serving = broker.serve(queue, 1)
    served = client.ask(queue, b"!")
    (delivery,) = take_all(serving, 1)
    serving.reply(delivery, b"here")
    serving.ack_one(delivery)
    assert client.answer(served) == b"here"
    serving.close()
    wait_until(lambda: client.answer(client.ask(queue, b"?")) is None)
    assert time.monotonic() - started < 10
    client.caller.close()


def test_an_answer_to_a_caller_that_is_gone_is_no_error(make_broker: Callable[[], Broker], queue: str) -> None:
    server_side, client_side = make_broker(), make_broker()
    serving = server_side.serve(queue, 10)
    client = Client(client_side)
    client.ask(queue, b"1")
    (delivery,) = take_all(serving, 1)
    client.caller.close()
    serving.reply(delivery, b"too late")
    serving.ack_one(delivery)
    other = Client(client_side)
    second = other.ask(queue, b"2")
    (delivery,) = take_all(serving, 1)
    serving.reply(delivery, b"in time")
    serving.ack_one(delivery)
    assert other.answer(second) == b"in time"
    assert client.heard == {}
    serving.close()
    server_side.close()
    client_side.close()


def test_a_call_that_its_server_dropped_goes_to_the_next_and_says_so(broker: Broker, queue: str) -> None:
    first = broker.serve(queue, 1)
    client = Client(broker)
    asked = client.ask(queue, b"do it")
    (delivery,) = take_all(first, 1)
    assert delivery.deliveries == 0
    second = broker.serve(queue, 1)
    first.close()
    (delivery,) = take_all(second, 1)
    assert delivery.deliveries == 1
    second.reply(delivery, b"done")
    second.ack_one(delivery)
    assert client.answer(asked) == b"done"
    second.close()


# ---- coming and going


def test_closing_twice_is_no_error_for_anything(make_broker: Callable[[], Broker], queue: str, topic: str) -> None:
    broker = make_broker()
    broker.declare(queue, [f"{topic}.#"])
    opened: list[Subscription | Caller] = [
        broker.subscribe(queue, 1),
        broker.listen([topic]),
        broker.serve(f"{queue}-calls", 1),
        Client(broker).caller,
    ]
    broker.ping()
    for each in [*opened, *opened]:
        each.close()
    broker.close()
    broker.close()


def test_declaring_again_changes_nothing_in_the_queue(broker: Broker, queue: str, topic: str) -> None:
    for _ in range(2):
        broker.declare(queue, [f"{topic}.#"])
    sent = post(broker, letters(topic, 1))
    eventlet.sleep(0.05)
    broker.declare(queue, [f"{topic}.#", f"{topic}.more"])
    subscription = broker.subscribe(queue, 10)
    taken = take_all(subscription, 1)
    assert numbers(taken) == [1]
    subscription.ack(taken)
    assert is_empty(subscription)
    sent.wait()
    subscription.close()


def _remove(broker: Broker, queue: str) -> None:
    if hasattr(broker, "_connect"):
        with broker._connect() as connection:
            connection.channel().queue_delete(queue)
