"""Batched calls: those that wait share one transaction, and each gets what it would have got alone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from functools import wraps
from types import SimpleNamespace
from typing import Any

import eventlet
import pytest
import sqlalchemy as sa
from eventlet.event import Event as Gate
from psycopg.errors import DeadlockDetected

from services.contracts.errors import InputInvalid, NotAuthenticated, Stale, StateConflict, Unavailable, XinmeiError
from services.kit import answering, tables
from services.kit.broker import Delivery
from services.kit.call_batches import answer_calls
from services.kit.clock import FixedClock
from services.kit.database import Database
from services.kit.identity import Keys
from services.kit.wire import Call, Request, open_answer, open_envelope
from services.kit.work import Works
from tests.integration.kit.desk import Desk
from tests.integration.kit.running import Suite
from tests.unit.kit.world import NOON, chain_holds, count, notes, person


@pytest.fixture(autouse=True)
def nothing_counted() -> Iterator[None]:
    yield
    Desk.batches.clear()
    Desk.held_back = None


# ---- one batch, on both databases


class Callers:
    """Asks a desk several things at once; each call of ``call`` is another person's."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def call(self, text: str, who: str = "p-1", **more: Any) -> Call:
        token = self.desk.runtime.keys.issue(person(who), NOON, timedelta(hours=1))
        return Call(**{"operation": "sign_up", "request": Request(body={"text": text}), "token": token, **more})

    def ask(self, *calls: Call) -> list[Any]:
        return [_opened(body) for body in answer_calls(self.desk, calls)]


def _opened(body: bytes) -> Any:
    try:
        return open_answer(body)
    except XinmeiError as error:
        return error


@pytest.fixture
def callers(works: Works, keys: Keys, clock: FixedClock) -> Callers:
    desk = Desk()
    desk.runtime = SimpleNamespace(works=works, keys=keys, clock=clock)  # type: ignore[assignment]
    return Callers(desk)


def texts(database: Database) -> list[str]:
    with database.begin(writes=False) as session:
        return list(session.scalars(sa.select(notes.c.text).order_by(notes.c.id)))


def test_calls_share_one_transaction_and_each_gets_its_answer_in_order(callers: Callers, database: Database) -> None:
    answers = callers.ask(*(callers.call(f"n{n}", f"p-{n}") for n in range(5)))
    assert [answer["by"] for answer in answers] == [f"p-{n}" for n in range(5)]
    assert Desk.batches == [5]
    assert texts(database) == [f"n{n}" for n in range(5)]
    assert chain_holds(database)


def test_events_and_entries_are_in_the_name_and_trace_of_their_own_call(callers: Callers, database: Database) -> None:
    callers.ask(callers.call("a", "p-1", trace="1" * 32), callers.call("b", "p-2", trace="2" * 32))
    with database.begin(writes=False) as session:
        bodies = session.scalars(sa.select(tables.outbox.c.body).order_by(tables.outbox.c.id))
        told = [(envelope.actor.id, envelope.trace) for envelope in map(open_envelope, bodies)]
        entries = session.execute(sa.select(tables.ledger).order_by(tables.ledger.c.number)).all()
    assert told == [("p-1", "1" * 32), ("p-2", "2" * 32)]
    assert [(entry.actor["id"], entry.trace) for entry in entries] == told


def test_what_is_refused_leaves_its_neighbours_alone(callers: Callers, database: Database) -> None:
    first, full, stale, nobody, last = callers.ask(
        callers.call("a"),
        callers.call("full"),
        callers.call("b", if_match='"2"'),
        callers.call("c", token=""),
        callers.call("d", if_match='"3"'),
    )
    assert Desk.batches == [4]
    assert (type(full), full.code) == (StateConflict, "full")
    assert type(stale) is Stale
    assert type(nobody) is NotAuthenticated
    assert first["id"] != last["id"]
    assert texts(database) == ["a", "d"]


def test_a_call_that_breaks_the_batch_fails_alone_and_nothing_is_done_twice(
    callers: Callers, database: Database
) -> None:
    before, bad, after = callers.ask(callers.call("a"), callers.call("bad"), callers.call("b"))
    assert type(bad) is XinmeiError
    assert before["id"]
    assert after["id"]
    assert Desk.batches == [3, 1, 1, 1]
    assert texts(database) == ["a", "b"]
    assert count(database, tables.outbox) == count(database, tables.ledger) == 2
    assert chain_holds(database)


def test_too_few_outcomes_are_never_given_to_the_wrong_calls(
    callers: Callers, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Desk, "sign_up", lambda self, work, requests: [{"to": requests[0].body["text"]}])
    assert callers.ask(callers.call("a"), callers.call("b")) == [{"to": "a"}, {"to": "b"}]


def test_the_same_key_twice_in_a_batch_has_one_answer_and_one_effect(callers: Callers, database: Database) -> None:
    calls = [callers.call("a", idempotency_key="k"), callers.call("b"), callers.call("a", idempotency_key="k")]
    first, _, again = callers.ask(*calls)
    assert Desk.batches == [2], "the second is answered from the store"
    assert first == again
    assert texts(database) == ["a", "b"]
    assert callers.ask(*calls)[0] == first
    assert texts(database) == ["a", "b", "b"]


def test_a_key_of_another_person_or_request_is_no_key_of_mine(callers: Callers, database: Database) -> None:
    callers.ask(callers.call("a", idempotency_key="k"), callers.call("b"))
    other, reused = callers.ask(
        callers.call("a", "p-2", idempotency_key="k"), callers.call("another", idempotency_key="k")
    )
    assert other["by"] == "p-2"
    assert (type(reused), reused.code) == (InputInvalid, "key_reused")
    assert texts(database) == ["a", "b", "a"]


def test_a_key_whose_call_was_refused_is_free_again(callers: Callers, database: Database) -> None:
    callers.ask(callers.call("full", idempotency_key="k"), callers.call("b"))
    answer, _ = callers.ask(callers.call("a", idempotency_key="k"), callers.call("c"))
    assert answer["id"]


def test_the_same_key_in_two_batches_at_once_has_one_effect(callers: Callers, database: Database) -> None:
    def ask(number: int) -> Any:
        return callers.ask(callers.call("a", idempotency_key="k"), callers.call(f"n{number}"))[0]["id"]

    assert len(set(eventlet.GreenPool(6).imap(ask, range(6)))) == 1
    assert sorted(texts(database)) == ["a", *(f"n{number}" for number in range(6))]


def test_an_outage_refuses_the_whole_batch_once(
    callers: Callers, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(self: Desk, work: Any, requests: Any) -> Any:
        Desk.batches.append(len(requests))
        raise sa.exc.OperationalError("", {}, OSError("gone"))

    monkeypatch.setattr(Desk, "sign_up", away)
    assert {type(answer) for answer in callers.ask(callers.call("a"), callers.call("b"))} == {Unavailable}
    assert Desk.batches == [2]


def test_a_batch_that_a_deadlock_ended_is_carried_out_one_by_one(
    callers: Callers, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_up = Desk.sign_up

    @wraps(sign_up)
    def deadlocked(self: Desk, work: Any, requests: Any) -> Any:
        if len(requests) > 1:
            Desk.batches.append(len(requests))
            raise sa.exc.OperationalError("", {}, DeadlockDetected())
        return sign_up(self, work, requests)

    monkeypatch.setattr(Desk, "sign_up", deadlocked)
    answers = callers.ask(callers.call("a"), callers.call("b"))
    assert [type(answer) for answer in answers] == [dict, dict]
    assert Desk.batches == [2, 1, 1]
    assert texts(database) == ["a", "b"]


# ---- services as they run, over both brokers


def _hold_back(suite: Suite, names: list[str]) -> list[Any]:
    """Green threads that ask: the first call is held back in its batch, the others wait behind it."""
    Desk.held_back = Gate()

    def ask(text: str) -> Any:
        try:
            return suite.call("sign_up", {"text": text})
        except XinmeiError as error:
            return error

    asked = [eventlet.spawn(ask, names[0])]
    while not Desk.batches:
        eventlet.sleep(0)
    asked += [eventlet.spawn(ask, text) for text in names[1:]]
    eventlet.spawn(suite.call, "list_notes").wait()  # in order: when it is answered, those before it have been taken
    return asked


def _let_go() -> None:
    assert Desk.held_back is not None
    Desk.held_back.send(None)


def test_calls_that_come_while_one_is_carried_out_are_carried_out_together(suite: Suite) -> None:
    names = ["first", *(f"n{number}" for number in range(30)), "full", "bad"]
    asked = _hold_back(suite, names)
    _let_go()
    answers = [each.wait() for each in asked]
    assert Desk.batches[:2] == [1, len(names) - 1]
    assert len({answer["id"] for answer in answers[:-2]}) == 31
    assert [type(answer) for answer in answers[-2:]] == [StateConflict, XinmeiError]
    assert sorted(texts(suite.database("kitdesk"))) == sorted(names[:-2])
    assert chain_holds(suite.database("kitdesk"))


def test_a_call_that_comes_alone_is_carried_out_at_once(suite: Suite) -> None:
    for number in range(3):
        assert suite.call("sign_up", {"text": f"n{number}"})["id"]
    assert Desk.batches == [1, 1, 1]


def test_a_call_that_nobody_waits_for_any_more_is_left_out_of_its_batch(suite: Suite) -> None:
    (first,) = _hold_back(suite, ["first"])
    with pytest.raises(Unavailable):
        suite.call("sign_up", {"text": "late"}, timeout=0.05)
    _let_go()
    assert first.wait()["id"]
    assert suite.call("sign_up", {"text": "next"})["id"]
    assert texts(suite.database("kitdesk")) == ["first", "next"]


def test_what_waits_when_a_service_stops_is_answered_first(suite: Suite) -> None:
    asked = _hold_back(suite, [f"n{number}" for number in range(5)])
    stopping = eventlet.spawn(suite.stop)
    eventlet.sleep(0)
    _let_go()
    assert len({each.wait()["id"] for each in asked}) == 5
    stopping.wait()


def test_a_lane_that_is_to_finish_returns_only_when_all_that_waited_is_answered() -> None:
    """Were it left to itself, the connection would be closed under its last batches, and their callers wait in vain."""
    gate = Gate()
    answered: list[int] = []

    def answer(taken: Any) -> None:
        gate.wait()
        eventlet.sleep(0)
        answered.extend(delivery.tag for _, delivery in taken)

    lane = answering._Lane(answer, 2, eventlet.spawn)
    for number in range(5):
        lane.add(Call(operation="sign_up"), Delivery(body=b"", tag=number))
    finishing = eventlet.spawn(lane.finish)
    eventlet.sleep(0)
    assert not finishing.dead
    gate.send(None)
    finishing.wait()
    assert answered == [0, 1, 2, 3, 4]


def test_a_service_that_stops_finishes_its_lanes_before_it_hangs_up(
    suite: Suite, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish, at_the_end = answering._Lane.finish, []

    def finish_and_tell(lane: Any) -> None:
        finish(lane)
        at_the_end.append(texts(suite.database("kitdesk")))

    monkeypatch.setattr(answering._Lane, "finish", finish_and_tell)
    asked = _hold_back(suite, ["first", "second"])
    stopping = eventlet.spawn(suite.stop)
    eventlet.sleep(0)
    _let_go()
    assert [type(each.wait()) for each in asked] == [dict, dict]
    stopping.wait()
    assert at_the_end == [["first", "second"]]


def test_an_expired_call_is_not_carried_out_when_its_batch_falls_apart(callers: Callers, database: Database) -> None:
    """The batch's failure took longer than the second call's caller waited."""
    bad, late = callers.ask(callers.call("bad"), callers.call("late", expires=time.time() - 1))
    assert (type(bad), type(late)) == (XinmeiError, Unavailable)
    assert texts(database) == []
