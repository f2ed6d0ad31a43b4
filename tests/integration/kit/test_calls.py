"""Answering a call, on both databases: who asks is verified, what is asked is done once, what goes wrong has a class."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import eventlet
import pytest

from services.contracts import errors
from services.contracts.errors import (
    InputInvalid,
    NotAuthenticated,
    NotFound,
    NotPermitted,
    StateConflict,
    Unavailable,
    XinmeiError,
)
from services.kit import calls, tables
from services.kit.calls import answer_call, flatten
from services.kit.clock import FixedClock
from services.kit.database import Database
from services.kit.identity import Identity, Keys
from services.kit.wire import Call, Request, open_answer
from services.kit.work import Works
from tests.integration.kit.desk import Desk
from tests.unit.kit.world import NOON, OTHER_SECRET, chain_holds, count, notes, person

CLASSES = [name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, XinmeiError)]
EFFECTS = (notes, tables.outbox, tables.ledger, tables.deadlines)


@pytest.fixture
def desk(works: Works, keys: Keys, clock: FixedClock) -> Desk:
    desk = Desk()
    desk.runtime = SimpleNamespace(works=works, keys=keys, clock=clock)  # type: ignore[assignment]
    return desk


class Caller:
    """Calls a desk with a token of its own."""

    def __init__(self, desk: Desk, identity: Identity | None = None) -> None:
        self.desk = desk
        self.token = desk.runtime.keys.issue(identity or person(), NOON, timedelta(hours=1))

    def raw(
        self, operation: str, body: Any = None, *, token: str | None = None, path: Any = None, **more: Any
    ) -> bytes:
        request = Request(body=body, path=path or {})
        given = self.token if token is None else token
        return answer_call(self.desk, Call(operation=operation, request=request, token=given, **more))

    def __call__(self, operation: str, body: Any = None, **more: Any) -> Any:
        return open_answer(self.raw(operation, body, **more))


@pytest.fixture
def call(desk: Desk) -> Caller:
    return Caller(desk)


def effects(database: Database) -> list[int]:
    return [count(database, table) for table in EFFECTS]


def test_a_command_is_carried_out_and_answered(call: Caller, database: Database) -> None:
    assert len(call("take_note", {"text": "一"})["id"]) == 36
    assert effects(database) == [1, 1, 1, 1]
    assert call("list_notes") == {"texts": ["一"]}


# ---- who asks


@pytest.mark.parametrize("operation", ["take_note", "list_notes", "fail"])
def test_without_a_valid_identity_nothing_is_done(call: Caller, database: Database, operation: str) -> None:
    other = Keys([OTHER_SECRET]).issue(person(), NOON, timedelta(hours=1))
    expired = call.desk.runtime.keys.issue(person(), NOON - timedelta(hours=2), timedelta(hours=1))
    for token in ("", "x", other, expired, call.token[:-4], f"{call.token}x.y"):
        with pytest.raises(NotAuthenticated):
            call(operation, {"text": "一"}, token=token)
    assert effects(database) == [0, 0, 0, 0]


def test_a_public_operation_needs_no_identity_but_refuses_a_false_one(call: Caller) -> None:
    assert call("count_notes", token="") == {"count": 0}
    with pytest.raises(NotAuthenticated):
        call("count_notes", token="forged")


def test_a_right_that_is_lacking_is_refused_and_nothing_stays(desk: Desk, database: Database) -> None:
    with pytest.raises(NotPermitted):
        Caller(desk, person("p", ("student", "u-1")))("take_note_of_officers", {"text": "一"})
    assert effects(database) == [0, 0, 0, 0]
    Caller(desk, person("p", ("officer", "")))("take_note_of_officers", {"text": "一"})
    assert effects(database) == [1, 1, 1, 1]


@pytest.mark.parametrize(
    "operation", ["", "no_such", "answer_calls", "runtime", "_inbox", "__init__", "keep_time", "age_note"]
)
def test_what_is_no_operation_cannot_be_called(call: Caller, operation: str) -> None:
    with pytest.raises(NotFound) as caught:
        call(operation)
    assert caught.value.details == {"operation": operation}


# ---- what goes wrong


@pytest.mark.parametrize("kind", CLASSES)
def test_every_error_comes_back_as_its_own_class_and_undoes_what_was_done(
    call: Caller, database: Database, kind: str
) -> None:
    with pytest.raises(getattr(errors, kind)) as caught:
        call("fail", path={"kind": kind})
    assert type(caught.value).__name__ == kind
    assert (caught.value.zh, caught.value.details["newest"]) == ("试试。", "2")
    assert effects(database) == [0, 0, 0, 0]


@pytest.mark.parametrize(
    "kind, cls, code",
    [
        ("StaleDataError", StateConflict, "changed_meanwhile"),
        ("IntegrityError", StateConflict, "already_exists"),
        ("ZeroDivisionError", XinmeiError, "internal"),
    ],
)
def test_what_is_no_error_of_ours_becomes_one(
    call: Caller, database: Database, kind: str, cls: type, code: str
) -> None:
    with pytest.raises(XinmeiError) as caught:
        call("fail", path={"kind": kind})
    assert (type(caught.value), caught.value.code) == (cls, code)
    assert effects(database) == [0, 0, 0, 0]


@pytest.mark.parametrize("times, done", [(1, True), (calls.TRIES - 1, True), (calls.TRIES, False)])
def test_a_command_is_carried_out_anew_where_others_changed_its_rows_meanwhile(
    call: Caller, database: Database, monkeypatch: pytest.MonkeyPatch, times: int, done: bool
) -> None:
    monkeypatch.setattr(Desk, "overtaken", times)
    answer = call.raw("take_note_at_last", idempotency_key="k")
    assert (b"changed_meanwhile" not in answer, effects(database)) == (done, [int(done)] * 4)
    if done:
        assert call.raw("take_note_at_last", idempotency_key="k") == answer


def test_who_puts_there_what_somebody_else_puts_there_meanwhile_is_answered_as_if_they_came_after(
    call: Caller, database: Database
) -> None:
    answers = list(eventlet.GreenPool(2).imap(lambda _: call.raw("note_once"), range(2)))
    assert sorted(b"noted_already" in answer for answer in answers) == [False, True]
    assert count(database, notes) == 1


def test_under_one_key_both_are_answered_alike(call: Caller, database: Database) -> None:
    answers = set(eventlet.GreenPool(4).imap(lambda _: call.raw("note_once", idempotency_key="k"), range(4)))
    assert len(answers) == 1
    assert open_answer(answers.pop())["state"] == "noted"


@pytest.mark.parametrize(
    "body", [None, [], 7, "text", {"text": 5}, {"text": ""}, {"text": "x", "more": 1}, {"text": None}]
)
def test_input_of_a_wrong_shape_is_refused_with_messages_per_field(call: Caller, database: Database, body: Any) -> None:
    with pytest.raises(InputInvalid) as caught:
        call("take_note", body)
    assert caught.value.errors
    assert all(isinstance(m, str) for messages in caught.value.errors.values() for m in messages)
    assert effects(database) == [0, 0, 0, 0]


def test_nested_messages_are_named_by_their_path() -> None:
    messages = {"administrators": {0: {"phone": ["too short"]}}, "_schema": ["no"], "name": "odd"}
    assert flatten(messages) == {"administrators.0.phone": ["too short"], "_schema": ["no"], "name": ["odd"]}


def test_a_query_that_would_keep_something_fails_loudly(call: Caller, database: Database) -> None:
    with pytest.raises(XinmeiError) as caught:
        call("list_wrongly")
    assert caught.value.code == "internal"
    assert count(database, tables.ledger) == 0


def test_a_database_that_is_away_is_said_to_be_unavailable(call: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.integration.kit.test_inbox import _cut_off

    monkeypatch.setattr(Desk, "list_notes", lambda self, work, request: _cut_off(work))
    with pytest.raises(Unavailable):
        call("list_notes")


# ---- once


def test_the_same_key_gives_the_same_answer_and_one_effect(call: Caller, database: Database) -> None:
    answers = {call.raw("take_note", {"text": "一"}, idempotency_key="k") for _ in range(5)}
    assert len(answers) == 1
    assert effects(database) == [1, 1, 1, 1]
    assert call("take_note", {"text": "一"}, idempotency_key="k2")["id"] not in str(answers)


def test_the_same_key_many_times_at_once_gives_the_same_answer_and_one_effect(call: Caller, database: Database) -> None:
    def ask(_number: int) -> bytes:
        return call.raw("take_note", {"text": "一", "slow": 0.05}, idempotency_key="k")

    assert len(set(eventlet.GreenPool(10).imap(ask, range(10)))) == 1
    assert effects(database) == [1, 1, 1, 1]
    assert chain_holds(database)


def test_the_same_key_at_once_gives_the_same_answer_also_where_a_second_time_would_be_a_conflict(
    call: Caller, database: Database
) -> None:
    answers = set(eventlet.GreenPool(8).imap(lambda _: call.raw("close_once", idempotency_key="k"), range(8)))
    assert len(answers) == 1
    assert open_answer(answers.pop())["state"] == "closed"
    with pytest.raises(StateConflict, match="already_closed"):
        call("close_once", idempotency_key="another")


def test_a_key_that_was_used_for_something_else_is_refused(call: Caller, database: Database) -> None:
    call("take_note", {"text": "一"}, idempotency_key="k")
    for operation, body in (("take_note", {"text": "二"}), ("close_once", None)):
        with pytest.raises(InputInvalid) as caught:
            call(operation, body, idempotency_key="k")
        assert caught.value.code == "key_reused"
        assert "Idempotency-Key" in caught.value.errors
    assert effects(database) == [1, 1, 1, 1]


def test_two_people_may_use_the_same_key(desk: Desk, database: Database) -> None:
    for id_ in ("p-1", "p-2"):
        Caller(desk, person(id_))("take_note", {"text": "一"}, idempotency_key="k")
    assert count(database, notes) == 2


def test_a_key_whose_command_failed_is_free_again(call: Caller, database: Database) -> None:
    for _ in range(2):
        with pytest.raises(InputInvalid, match="input_invalid"):
            call("take_note", {"text": ""}, idempotency_key="k")
    call("take_note", {"text": "一"}, idempotency_key="k")
    assert effects(database) == [1, 1, 1, 1]


def test_a_stored_answer_is_given_to_nobody_without_an_identity(call: Caller) -> None:
    call("take_note", {"text": "一"}, idempotency_key="k")
    with pytest.raises(NotAuthenticated):
        call("take_note", {"text": "一"}, idempotency_key="k", token="")


def test_a_query_with_a_key_is_asked_anew(call: Caller) -> None:
    assert call("count_notes", idempotency_key="k") == {"count": 0}
    call("take_note", {"text": "一"})
    assert call("count_notes", idempotency_key="k") == {"count": 1}


def test_a_key_that_is_too_long_is_refused(call: Caller, database: Database) -> None:
    call("take_note", {"text": "一"}, idempotency_key="k" * calls.LONGEST_KEY)
    with pytest.raises(InputInvalid) as caught:
        call("take_note", {"text": "一"}, idempotency_key="k" * (calls.LONGEST_KEY + 1))
    assert "Idempotency-Key" in caught.value.errors
    assert count(database, notes) == 1
