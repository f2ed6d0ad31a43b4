"""Calls, answers and acknowledgements as frames of AMQP 0-9-1, put together by hand.

py-amqp builds each message through a dozen calls, which costs more than all else that a call does here; a frame is a few packed
numbers. Whoever has several to send joins their bytes and writes once. Events go through py-amqp as ever.
"""

from __future__ import annotations

from collections.abc import Iterator
from struct import Struct

PUBLISH, ACK = (60, 40), (60, 80)
METHOD, HEADER, BODY = 1, 2, 3
MANDATORY = 1
CONTENT = b"\x10application/json\x05utf-8"
_CORRELATION, _REPLY_TO, _EXPIRATION, _MODE = 1 << 10, 1 << 9, 1 << 8, 1 << 12
_TYPE_AND_ENCODING = 1 << 15 | 1 << 14
TRANSIENT = b"\x01"

_frame = Struct(">BHI")
_method = Struct(">HH")
_header = Struct(">HHQH")
_ack = Struct(">HHQB")
_END = b"\xce"
FRAME_OVERHEAD = 8
"""Bytes of a frame around its payload."""


def call(
    channel: int, frame_max: int, queue: str, body: bytes, correlation_id: str, reply_to: str, lasts: float
) -> bytes:
    """A transient message to `queue` that comes back where nobody serves it, and that nobody needs after `lasts` seconds."""
    properties = b"".join(
        (CONTENT, TRANSIENT, _short(correlation_id), _short(reply_to), _short(str(int(lasts * 1000))))
    )
    flags = _TYPE_AND_ENCODING | _MODE | _CORRELATION | _REPLY_TO | _EXPIRATION
    return _message(channel, frame_max, queue, MANDATORY, flags, properties, body)


def answer(channel: int, frame_max: int, queue: str, body: bytes, correlation_id: str) -> bytes:
    """A message to the queue on which a caller hears answers; one that is gone is no error."""
    properties = CONTENT + _short(correlation_id)
    return _message(channel, frame_max, queue, 0, _TYPE_AND_ENCODING | _CORRELATION, properties, body)


def ack(channel: int, tag: int) -> bytes:
    """That this one message is done."""
    return _framed(METHOD, channel, _ack.pack(*ACK, tag, 0))


def _message(channel: int, frame_max: int, queue: str, bits: int, flags: int, properties: bytes, body: bytes) -> bytes:
    # Two empty octets (reserved), an empty exchange, the queue's name as the routing key.
    method = b"".join((_method.pack(*PUBLISH), b"\0\0\0", _short(queue), bytes((bits,))))
    header = _header.pack(PUBLISH[0], 0, len(body), flags) + properties
    frames = (_framed(METHOD, channel, method), _framed(HEADER, channel, header))
    return b"".join((*frames, *_bodies(channel, frame_max, body)))


def _bodies(channel: int, frame_max: int, body: bytes) -> Iterator[bytes]:
    most = frame_max - FRAME_OVERHEAD
    for start in range(0, len(body), most):
        yield _framed(BODY, channel, body[start : start + most])


def _framed(kind: int, channel: int, payload: bytes) -> bytes:
    return b"".join((_frame.pack(kind, channel, len(payload)), payload, _END))


def _short(text: str) -> bytes:
    """A short string: its length in one octet. Raises ValueError over 255 bytes."""
    found = text.encode()
    return bytes((len(found),)) + found
