"""The relay on both databases: every row is published, in order, and kept until the broker has it safe."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import eventlet
import pytest
import sqlalchemy as sa

from services.kit import outbox, tables
from services.kit.broker import BrokerAway
from services.kit.clock import FixedClock
from services.kit.database import Database
from services.kit.identity import Keys
from services.kit.outbox import Relay
from services.kit.work import Works
from tests.integration.kit.conftest import wait_until
from tests.integration.kit.test_work import changed
from tests.unit.kit.world import FakeBroker, count, person


@pytest.fixture
def broker() -> FakeBroker:
    return FakeBroker()


@pytest.fixture
def relay(database: Database, broker: FakeBroker, keys: Keys) -> Iterator[Relay]:
    relay = Relay("lamps", database, broker, keys)  # type: ignore[arg-type]
    yield relay
    relay.stop()


def emit(works: Works, *accounts: str) -> None:
    with works.open(person(), "t") as work:
        for account in accounts:
            work.emit(changed(account))


def published(broker: FakeBroker) -> list[tuple[str, int]]:
    return [(envelope.aggregate, envelope.sequence) for envelope in broker.envelopes()]


def test_rows_are_published_in_order_signed_and_then_removed(
    works: Works, relay: Relay, broker: FakeBroker, database: Database, keys: Keys
) -> None:
    emit(works, "a", "b")
    emit(works, "a")
    assert relay.publish_batch() == 3
    assert published(broker) == [("account:a", 1), ("account:b", 1), ("account:a", 2)]
    assert all(keys.event_is_ours(message.body, message.signature) for message in broker.published)
    assert {message.key for message in broker.published} == {"account.status_changed.v1"}
    assert count(database, tables.outbox) == 0
    assert relay.publish_batch() == 0


def test_a_batch_holds_so_many_and_the_next_one_the_rest(
    works: Works, relay: Relay, broker: FakeBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "BATCH", 4)
    emit(works, *"abcabcabca")
    assert [relay.publish_batch() for _ in range(4)] == [4, 4, 2, 0]
    assert [aggregate[-1] for aggregate, _ in published(broker)] == list("abcabcabca")


def test_while_the_broker_is_away_the_rows_are_kept(
    works: Works, relay: Relay, broker: FakeBroker, database: Database
) -> None:
    emit(works, "a", "b")
    broker.away = True
    for _ in range(3):
        with pytest.raises(BrokerAway):
            relay.publish_batch()
    assert count(database, tables.outbox) == 2
    broker.away = False
    assert relay.publish_batch() == 2
    assert published(broker) == [("account:a", 1), ("account:b", 1)]


def test_a_running_relay_outlives_the_brokers_outage_and_what_nobody_thought_of(
    works: Works, relay: Relay, broker: FakeBroker, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "BACK_OFF", 0.01)
    broker.away = True
    emit(works, "a")
    running = eventlet.spawn(relay.run)
    eventlet.sleep(0.1)
    broker.away, broker.failure = False, RuntimeError("unheard of")
    eventlet.sleep(0.1)
    broker.failure = None
    wait_until(lambda: published(broker) == [("account:a", 1)])
    relay.stop()
    running.wait()
    assert count(database, tables.outbox) == 0


def test_a_commit_wakes_the_relay_long_before_it_would_look_again(
    database: Database, clock: FixedClock, relay: Relay, broker: FakeBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "FALLBACK_POLL", 600)
    works = Works("lamps", database, clock, relay.wake)
    running = eventlet.spawn(relay.run)
    eventlet.sleep(0.1)
    for number in range(1, 4):
        emit(works, "a")
        wait_until(partial(_has_published, broker, number))
    relay.stop()
    running.wait()


def _has_published(broker: FakeBroker, number: int) -> bool:
    return len(broker.published) == number


def test_rows_that_a_dead_process_left_are_found_without_being_woken(
    works: Works, relay: Relay, broker: FakeBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "FALLBACK_POLL", 0.05)
    running = eventlet.spawn(relay.run)
    eventlet.sleep(0.2)
    emit(works, "a")
    wait_until(lambda: len(broker.published) == 1)
    relay.stop()
    running.wait()


def test_several_relays_never_put_the_events_of_an_aggregate_out_of_order(
    postgresql: Database, clock: FixedClock, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The broker is slow and breaks off now and then, as it likes; what comes twice comes in its place."""
    monkeypatch.setattr(outbox, "BATCH", 7)
    monkeypatch.setattr(outbox, "BACK_OFF", 0.01)
    broker, works, turns = FakeBroker(), Works("lamps", postgresql, clock), iter(range(10_000))

    def hesitate() -> None:
        turn = next(turns)
        eventlet.sleep(0.001 * (turn % 4))
        if turn % 5 == 4:
            raise BrokerAway("now and then")

    broker.on_publish = hesitate
    relays = [Relay("lamps", postgresql, broker, keys) for _ in range(3)]  # type: ignore[arg-type]
    running = [eventlet.spawn(relay.run) for relay in relays]

    def write(first: int) -> None:
        for number in range(first, first + 40):
            emit(works, "abcde"[number % 5], "abcde"[(number * 3) % 5])
            relays[number % 3].wake()
            eventlet.sleep(0)

    for thread in [eventlet.spawn(write, start) for start in range(4)]:
        thread.wait()
    wait_until(lambda: count(postgresql, tables.outbox) == 0, 40)
    for relay in relays:
        relay.stop()
    for thread in running:
        thread.wait()
    by_aggregate = defaultdict(list)
    for aggregate, number in published(broker):
        by_aggregate[aggregate].append(number)
    assert sum(len(numbers) for numbers in by_aggregate.values()) == 320
    for numbers in by_aggregate.values():
        assert numbers == list(range(1, len(numbers) + 1))


def test_while_one_relay_publishes_one_waits_and_the_next_finds_the_rows_of_all(
    postgresql: Database, clock: FixedClock, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "FALLBACK_POLL", 600)
    broker, is_held = FakeBroker(), eventlet.event.Event()
    broker.on_publish = is_held.wait
    works = Works("lamps", postgresql, clock)
    relays = [Relay("lamps", postgresql, broker, keys) for _ in range(4)]  # type: ignore[arg-type]

    def leave_rows(relay: Relay, account: str) -> eventlet.greenthread.GreenThread:
        emit(works, account)
        return eventlet.spawn(relay.publish_batch)

    publishing = leave_rows(relays[0], "a")
    wait_until(lambda: _holders(postgresql) == 1)
    waiting = leave_rows(relays[1], "b")
    wait_until(lambda: _holders(postgresql) == 2)
    assert [leave_rows(relay, name).wait() for relay, name in zip(relays[2:], "ca", strict=True)] == [0, 0]
    assert published(broker) == []
    is_held.send(None)
    assert (publishing.wait(), waiting.wait()) == (1, 3)
    assert published(broker) == [("account:a", 1), ("account:b", 1), ("account:c", 1), ("account:a", 2)]


def _holders(database: Database) -> int:
    """How many transactions hold an advisory lock: who publishes, and who is the next."""
    held = sa.text(
        "SELECT count(DISTINCT pid) FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = "
        "(SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    with database.begin(writes=False) as session:
        return int(session.scalar(held) or 0)


def test_the_lag_is_the_age_of_the_oldest_row(
    works: Works, database: Database, clock: FixedClock, relay: Relay
) -> None:
    def lag() -> float:
        with database.begin(writes=False) as session:
            return outbox.lag(session, clock.now())

    assert lag() == 0
    emit(works, "a")
    clock.move(by=timedelta(seconds=90))
    emit(works, "b")
    assert lag() == 90
    relay.publish_batch()
    assert lag() == 0


def test_events_of_an_undone_work_are_never_published(works: Works, relay: Relay, database: Database) -> None:
    with pytest.raises(KeyError), works.open(person(), "t") as work:
        work.emit(changed("a"))
        work.session.flush()
        raise KeyError("undone")
    assert relay.publish_batch() == 0
    with database.begin(writes=False) as session:
        assert session.execute(sa.select(tables.outbox_heads)).all() == []
