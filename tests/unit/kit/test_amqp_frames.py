"""Frames put together by hand are, octet for octet, those that py-amqp writes for the same message."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from amqp import Message, spec
from amqp.method_framing import frame_writer
from amqp.serialization import dumps

from services.kit import amqp_frames

FRAME_MAX = 4096
BODIES = [b"", b"{}", '{"name":"新媒"}'.encode(), b"x" * 5000, b"y" * (3 * 4088)]


def written_by_amqp(method: tuple[int, int], arguments: bytes, message: Message | None) -> bytes:
    written = bytearray()
    connection: Any = SimpleNamespace(frame_max=FRAME_MAX, bytes_sent=0)
    transport: Any = SimpleNamespace(write=written.extend)
    frame_writer(connection, transport)(1, 7, method, arguments, message)
    return bytes(written)


def published_by_amqp(queue: str, body: bytes, mandatory: bool, **properties: Any) -> bytes:
    known = {"content_type": "application/json", "content_encoding": "utf-8", **properties}
    arguments = dumps("Bssbb", (0, "", queue, mandatory, False))
    return written_by_amqp(spec.Basic.Publish, arguments, Message(body, **known))


@pytest.mark.parametrize("body", BODIES, ids=len)
def test_a_call_is_the_message_that_py_amqp_would_write(body: bytes) -> None:
    expected = published_by_amqp(
        "calls.training", body, True, correlation_id="c-1", reply_to="amq.gen-1", expiration="5000", delivery_mode=1
    )
    assert amqp_frames.call(7, FRAME_MAX, "calls.training", body, "c-1", "amq.gen-1", 5.0) == expected


@pytest.mark.parametrize("body", BODIES, ids=len)
def test_an_answer_is_the_message_that_py_amqp_would_write(body: bytes) -> None:
    expected = published_by_amqp("amq.gen-1", body, False, correlation_id="c-1")
    assert amqp_frames.answer(7, FRAME_MAX, "amq.gen-1", body, "c-1") == expected


@pytest.mark.parametrize("tag", [1, 2**40])
def test_an_acknowledgement_is_the_one_that_py_amqp_would_write(tag: int) -> None:
    assert amqp_frames.ack(7, tag) == written_by_amqp(spec.Basic.Ack, dumps("Lb", (tag, False)), None)


def test_no_queue_has_a_name_that_a_frame_cannot_hold() -> None:
    with pytest.raises(ValueError):
        amqp_frames.answer(1, FRAME_MAX, "q" * 256, b"{}", "c")


def test_the_methods_are_those_of_the_specification() -> None:
    assert tuple(spec.Basic.Publish) == amqp_frames.PUBLISH
    assert tuple(spec.Basic.Ack) == amqp_frames.ACK
