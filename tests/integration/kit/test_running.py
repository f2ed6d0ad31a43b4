"""Services as they run, over both profiles: calls, events, deadlines, and an end within five seconds whatever happens."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import eventlet
import pytest

from services.contracts.errors import InputInvalid, NotAuthenticated, NotFound, StateConflict, Unavailable, XinmeiError
from services.kit import dead_letters, tables, wire
from services.kit.anchors import Anchors
from services.kit.identity import Keys
from services.kit.ledger import Head, read_head
from services.kit.remote import queue_of
from services.kit.wire import Call, Request
from tests.integration.kit.conftest import wait_until
from tests.integration.kit.desk import Desk, Watch
from tests.integration.kit.running import Suite
from tests.unit.kit.world import OTHER_SECRET, chain_holds, notes, person


def heard(suite: Suite, number: int, seconds: float = 15) -> dict[str, list[str]]:
    """What the watch heard, once it is `number` notes on both its queues."""
    return wait_until(lambda: (h := suite.heard()) and min(len(texts) for texts in h.values()) >= number and h, seconds)


# ---- calls


def test_a_call_is_answered_and_every_consumer_hears_of_it_once(suite: Suite) -> None:
    ids = {suite.call("take_note", {"text": f"n{number}"})["id"] for number in range(20)}
    assert len(ids) == 20
    found = heard(suite, 20)
    assert sorted(found["heard"]) == sorted(found["batched"]) == sorted(f"n{number}" for number in range(20))
    wait_until(suite.is_quiet)
    assert chain_holds(suite.database("kitdesk"))


@pytest.mark.parametrize(
    "kind", ["StateConflict", "Stale", "NotPermitted", "TooMany", "TooLarge", "Unavailable", "XinmeiError"]
)
def test_an_error_keeps_its_class_across_the_broker(suite: Suite, kind: str) -> None:
    with pytest.raises(XinmeiError) as caught:
        suite.call("fail", request=Request(path={"kind": kind}))
    assert type(caught.value).__name__ == kind
    assert caught.value.details == {"newest": "2"}


def test_bad_input_and_unknown_operations_are_refused(suite: Suite) -> None:
    with pytest.raises(InputInvalid):
        suite.call("take_note", {"text": 5})
    with pytest.raises(NotFound):
        suite.call("no_such_operation")


def test_a_call_without_a_valid_identity_is_refused_also_straight_over_the_broker(suite: Suite) -> None:
    now = datetime.now(UTC)
    forged = Keys([OTHER_SECRET]).issue(person(), now, timedelta(hours=1))
    expired = suite.platform.keys.issue(person(), now - timedelta(hours=2), timedelta(hours=1))
    for token in ("", "nonsense", forged, expired):
        call = Call(operation="take_note", request=Request(body={"text": "x"}), token=token)
        with pytest.raises(NotAuthenticated):
            wire.open_answer(suite.send(call) or b"")
    eventlet.sleep(0.2)
    assert (suite.count("kitdesk", notes), suite.count("kitdesk", tables.outbox)) == (0, 0)


@pytest.mark.parametrize(
    "body", [b"", b"\x00\xff", b"{}", b"[]", b'{"operation":' + b"[" * 100_000, b'{"operation":"ping","token":5}']
)
def test_bytes_that_are_no_call_are_refused_and_the_service_goes_on(suite: Suite, body: bytes) -> None:
    for _ in range(3):
        with pytest.raises(InputInvalid):
            wire.open_answer(suite.send(body) or b"")
    assert suite.call("ping")["service"] == "kitdesk"


def test_a_call_that_nobody_waits_for_any_more_is_not_carried_out(suite: Suite) -> None:
    call = Call(
        operation="take_note", request=Request(body={"text": "late"}), token=suite.token, expires=time.time() - 0.1
    )
    with pytest.raises(Unavailable):
        wire.open_answer(suite.send(call) or b"")
    assert suite.count("kitdesk", notes) == 0


@pytest.mark.parametrize("key, effects", [("", 0), ("k", 1)])
def test_a_command_that_comes_again_without_a_key_is_not_done_twice_but_with_one_it_is_completed(
    idle: Suite, key: str, effects: int
) -> None:
    """Another server took the call and dies with it, as a process killed at work does: nobody knows how far it came."""

    def ask() -> Any:
        try:
            return idle.call("take_note", {"text": "again"}, idempotency_key=key)
        except XinmeiError as error:
            return type(error)

    dying = idle.platform.broker.serve(queue_of("kitdesk"), 1)
    asked = eventlet.spawn(ask)
    assert dying.take(1, 5)
    idle.start([Desk])
    dying.close()
    answer = asked.wait()
    assert answer["id"] if key else answer is Unavailable
    assert idle.count("kitdesk", notes) == effects


def test_the_same_key_many_times_at_once_over_the_broker_has_one_effect(suite: Suite) -> None:
    answers = list(
        eventlet.GreenPool(20).imap(
            lambda _: suite.call("take_note", {"text": "x", "slow": 0.02}, idempotency_key="k"), range(20)
        )
    )
    assert len({answer["id"] for answer in answers}) == 1
    assert suite.count("kitdesk", notes) == 1
    assert heard(suite, 1)["heard"] == ["x"]


def test_a_service_that_is_away_is_unavailable_at_once_and_one_that_is_slow_after_its_time(idle: Suite) -> None:
    started = time.monotonic()
    with pytest.raises(Unavailable):
        idle.call("ping")
    assert time.monotonic() - started < 2
    idle.start([Desk])
    assert idle.call("ping")["service"] == "kitdesk"
    started = time.monotonic()
    with pytest.raises(Unavailable):
        idle.call("take_note", {"text": "x", "slow": 3}, timeout=0.5)
    assert time.monotonic() - started < 2
    assert idle.call("ping")["service"] == "kitdesk"


def test_more_calls_at_once_than_workers_are_all_answered(suite: Suite) -> None:
    pool = eventlet.GreenPool(60)
    answers = list(pool.imap(lambda number: suite.call("take_note", {"text": str(number), "slow": 0.001}), range(120)))
    assert len({answer["id"] for answer in answers}) == 120
    assert suite.count("kitdesk", notes) == 120


# ---- events


def test_what_was_told_while_a_service_was_away_is_heard_when_it_returns(idle: Suite) -> None:
    idle.start([Desk])
    for number in range(10):
        idle.call("take_note", {"text": f"n{number}"})
    idle.start([Watch])
    assert sorted(heard(idle, 10)["heard"]) == sorted(f"n{number}" for number in range(10))


def test_a_poison_event_is_parked_its_neighbours_pass_and_replay_completes_it(
    suite: Suite, monkeypatch: pytest.MonkeyPatch
) -> None:
    for text in ("n1", "bad", "n2"):
        suite.call("take_note", {"text": text})
    wait_until(lambda: len(suite.heard()["heard"]) == 2 and len(suite.heard()["batched"]) == 3)
    database = suite.database("kitwatch")

    def parked() -> list[Any]:
        with database.begin(writes=False) as session:
            return dead_letters.parked(session)

    (row,) = wait_until(parked, 20)
    assert (row.queue, row.error) == ("kitwatch.events", "ValueError: bad")
    suite.call("take_note", {"text": "n3"})
    wait_until(lambda: "n3" in suite.heard()["heard"])
    monkeypatch.setattr(Watch, "bad", "nothing any more")
    with database.begin() as session:
        assert dead_letters.replay(session, None, datetime.now(UTC)) == 1
    wait_until(lambda: "bad" in suite.heard()["heard"])
    assert parked() == []


def test_a_deadline_fires_once_though_two_processes_keep_the_time(idle: Suite) -> None:
    idle.start([Desk])
    if not idle.settings.embedded:
        idle.start([Desk])
    for number in range(5):
        idle.call("take_note", {"text": str(number)})
    wait_until(lambda: idle.count("kitdesk", tables.deadlines) == 0, 20)
    assert idle.count("kitdesk", tables.ledger) == 10
    assert chain_holds(idle.database("kitdesk"))


def test_two_queues_of_one_service_do_not_stop_each_other(suite: Suite, monkeypatch: pytest.MonkeyPatch) -> None:
    """One of them fails in a way that nobody thought of, again and again. (In the embedded profile an event is published when
    every queue is done with it: there the next one waits.)"""
    from services.kit.inbox import Inbox

    process = Inbox.process

    def fail_on_batches(self: Inbox, deliveries: Any) -> None:
        if self.queue == "kitwatch.batches" and broken:
            raise RuntimeError("nobody thought of this")
        process(self, deliveries)

    broken = [True]
    monkeypatch.setattr(Inbox, "process", fail_on_batches)
    for text in ("n1",) if suite.settings.embedded else ("n1", "n2", "n3"):
        suite.call("take_note", {"text": text})
        wait_until(partial(_has_heard, suite, text))
    assert suite.heard()["batched"] == []
    broken.clear()
    suite.call("take_note", {"text": "last"})
    found = wait_until(lambda: (h := suite.heard()) and len(h["heard"]) == len(h["batched"]) > 1 and h)
    assert sorted(found["heard"]) == sorted(found["batched"])


def _has_heard(suite: Suite, text: str) -> bool:
    return text in suite.heard()["heard"]


# ---- the end


def stop_in_time(suite: Suite) -> None:
    started = time.monotonic()
    with eventlet.Timeout(20):
        suite.stop()
    assert time.monotonic() - started < 5


def test_idle_services_stop_within_five_seconds(suite: Suite) -> None:
    suite.call("ping")
    stop_in_time(suite)


def test_after_failures_of_every_kind_services_stop_within_five_seconds(suite: Suite) -> None:
    for kind in ("ZeroDivisionError", "IntegrityError", "StateConflict"):
        with pytest.raises(XinmeiError):
            suite.call("fail", request=Request(path={"kind": kind}))
    suite.send(b"garbage")
    suite.call("take_note", {"text": "bad"})
    eventlet.sleep(0.3)
    stop_in_time(suite)


def test_a_call_at_work_when_the_end_comes_is_finished_and_answered(suite: Suite) -> None:
    asked = eventlet.spawn(suite.call, "take_note", {"text": "x", "slow": 1.0})
    eventlet.sleep(0.3)
    stop_in_time(suite)
    assert asked.wait()["id"]
    assert suite.count("kitdesk", notes) == 1
    with pytest.raises((Unavailable, StateConflict)):
        suite.call("ping", timeout=1)


@pytest.mark.article(15)
def test_a_service_that_stops_leaves_an_anchor_of_its_ledger(suite: Suite) -> None:
    suite.call("take_note", {"text": "x"})
    suite.stop()
    database = suite.database("kitdesk")
    with database.begin(writes=False) as session:
        found = list(Anchors(suite.settings.data, "kitdesk", database).read())
        assert Head(found[-1].number, found[-1].hash) == read_head(session)
