"""Bytes on the wire: what is read back is what was written, and what cannot be read is refused and never crashes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.contracts import errors
from services.contracts.errors import InputInvalid, StateConflict, XinmeiError
from services.contracts.registry.events import AccountStatusChanged
from services.kit import wire
from services.kit.wire import Call, NotAnEvent, Request
from tests.unit.kit.world import Mail

PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
DEEP = b"[" * 100_000 + b"]" * 100_000
GARBAGE = [b"", b"\x00\xff\xfe", b"null", b"[]", b"{", b'{"operation": 7}', b'"text"', "汉".encode("gb18030"), DEEP]
CLASSES = [value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, XinmeiError)]


def has_nul(value: Any) -> bool:
    if isinstance(value, dict):
        return any(has_nul(one) for pair in value.items() for one in pair)
    return any(map(has_nul, value)) if isinstance(value, list) else "\0" in str(value)


@given(body=PLAIN.filter(lambda value: not has_nul(value)), query=st.dictionaries(st.sampled_from("abc"), st.just("x")))
def test_a_call_is_read_as_it_was_written(body: Any, query: dict[str, str]) -> None:
    call = Call(
        operation="file_change", request=Request(path={"id": "a"}, query=query, body=body), trace="t", expires=1.5
    )
    assert wire.open_call(wire.encode(call)) == call


@pytest.mark.parametrize("body", [*GARBAGE, b'{"operation":"x","request":{"body":' + DEEP + b"}}"])
def test_bytes_that_are_no_call_are_bad_input(body: bytes) -> None:
    with pytest.raises(InputInvalid):
        wire.open_call(body)


@given(st.binary(max_size=200))
def test_no_bytes_crash_the_reader_of_calls_or_envelopes(body: bytes) -> None:
    for read, refusal in ((wire.open_call, InputInvalid), (wire.open_envelope, NotAnEvent)):
        try:
            read(body)
        except refusal:
            continue


@pytest.mark.parametrize("text", ["\\u0000", "\\\\u0000", 'print("\\u0000")'])
def test_a_text_that_writes_of_a_nul_holds_none(text: str) -> None:
    call = Call(operation="file_change", request=Request(body={"text": text}), trace="t", expires=1.5)
    assert wire.open_call(wire.encode(call)) == call
    with pytest.raises(InputInvalid):
        wire.open_call(wire.encode(replace(call, request=Request(body={"text": text + "\0"}))))


def test_a_call_that_holds_a_nul_is_bad_input() -> None:
    with pytest.raises(InputInvalid):
        wire.open_call(wire.encode(Call(operation="x", request=Request(body={"name": "a\0b"}))))


def test_a_query_parameter_that_is_no_text_is_bad_input() -> None:
    with pytest.raises(InputInvalid):
        wire.open_call(b'{"operation":"x","request":{"query":{"limit":5}}}')


@pytest.mark.parametrize("body", [*GARBAGE, b'{"id":"1","data":{}}', b'{"data":' + DEEP + b"}"])
def test_bytes_that_are_no_envelope_are_no_event(body: bytes) -> None:
    with pytest.raises(NotAnEvent):
        wire.open_envelope(body)


def test_an_event_is_read_as_it_was_written() -> None:
    fact = AccountStatusChanged(account_id="a-1", status="suspended", reason="年审未通过 🏮")
    envelope = Mail().envelope(fact, 3)
    received = wire.open_event(wire.open_envelope(wire.encode(envelope)))
    assert (received.event, received.envelope) == (fact, envelope)


@pytest.mark.parametrize(
    "data", [{}, {"account_id": "a"}, {"account_id": 1, "status": "active", "reason": ""}, {"account_id": None}]
)
def test_data_that_does_not_fit_the_events_class_is_no_event(data: dict[str, Any]) -> None:
    fact = AccountStatusChanged(account_id="a-1", status="active", reason="")
    with pytest.raises(NotAnEvent):
        wire.open_event(Mail().envelope(fact, 1, data=data))


def test_an_unknown_type_is_no_event() -> None:
    fact = AccountStatusChanged(account_id="a-1", status="active", reason="")
    with pytest.raises(NotAnEvent):
        wire.open_event(Mail().envelope(fact, 1, type="account.exploded.v9"))


def test_a_field_that_a_later_version_added_is_no_obstacle() -> None:
    fact = AccountStatusChanged(account_id="a-1", status="active", reason="")
    envelope = Mail().envelope(fact, 1, data={**wire.event_data(fact), "colour": "red"})
    assert wire.open_event(envelope).event == fact


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_every_error_keeps_its_class_its_texts_and_its_details_across_the_wire(cls: type[XinmeiError]) -> None:
    error = cls(zh="出错了。", en="It failed.", code="special", newest="3")
    with pytest.raises(cls) as caught:
        wire.open_answer(wire.refusal(error))
    found = caught.value
    assert type(found) is cls
    assert (found.zh, found.en, found.code, found.details["newest"]) == ("出错了。", "It failed.", "special", "3")
    assert found.status == cls.status


def test_input_errors_keep_their_messages_per_field() -> None:
    with pytest.raises(InputInvalid) as caught:
        wire.open_answer(wire.refusal(InputInvalid({"administrators.0.phone": ["太短。 Too short."]})))
    assert caught.value.errors == {"administrators.0.phone": ["太短。 Too short."]}


def test_an_error_of_a_class_that_is_not_known_here_is_an_error_all_the_same() -> None:
    told = {**errors.dump_error(StateConflict()), "class": "Exploded"}
    assert type(errors.load_error(told)) is XinmeiError


@given(PLAIN)
def test_an_answer_is_read_as_it_was_written(result: Any) -> None:
    assert wire.open_answer(wire.answer(result)) == result
