"""Bytes on the wire: envelopes with their signature, calls and answers. JSON, decoded strictly."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import msgspec
from marshmallow import Schema

from services.contracts.errors import InputInvalid, XinmeiError, dump_error, load_error
from services.contracts.events import EVENTS, Envelope, Event
from services.kit.identity import Identity

_encoder = msgspec.json.Encoder()
_envelopes = msgspec.json.Decoder(Envelope)
_any = msgspec.json.Decoder()

_ESCAPED_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
"""A NUL as JSON writes it; after an odd backslash the same six characters are text."""
UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
"""How bytes can fail to be what they should: RecursionError is JSON nested too deep."""


class NotAnEvent(Exception):
    """The bytes are no envelope of ours, or its data does not fit the event's class."""


@dataclass(frozen=True)
class Received:
    """An event as a handler gets it: the fact and its envelope."""

    event: Event
    envelope: Envelope


@dataclass(frozen=True, kw_only=True)
class Request:
    """What an operation is given, in the three places where HTTP puts it; none of it has been checked yet."""

    path: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    body: Any = None

    def load(self, schema: Schema) -> Any:
        """The body as `schema` loads it. Raises marshmallow's ValidationError, which callers get as `InputInvalid`."""
        return schema.load({} if self.body is None else self.body)

    def load_query(self, schema: Schema) -> Any:
        """The query's parameters as `schema` loads them."""
        return schema.load(self.query)


@dataclass(frozen=True, kw_only=True)
class Asked(Request):
    """One request of several that a batched operation is given together, with who asks, already verified."""

    identity: Identity
    trace: str = ""
    if_match: str = ""


@dataclass(frozen=True, kw_only=True)
class Call:
    """What a caller asks of a service. `expires` is a Unix time after which nobody waits for the answer."""

    operation: str
    request: Request = field(default_factory=Request)
    token: str = ""
    trace: str = ""
    expires: float = 0.0
    idempotency_key: str = ""
    if_match: str = ""
    span: str = ""

    def has_expired(self, now: float) -> bool:
        """Whether nobody waits for the answer any more."""
        return bool(self.expires) and self.expires < now


_calls = msgspec.json.Decoder(Call)


def encode(value: Any) -> bytes:
    """JSON bytes of plain values and dataclasses."""
    return _encoder.encode(value)


def decode(body: bytes) -> Any:
    """Plain values from JSON bytes. Raises `msgspec.DecodeError`."""
    return _any.decode(body)


def event_data(event: Event) -> dict[str, Any]:
    """The fields of an event as plain values, one level deep; nested dataclasses are encoded with the envelope."""
    return dict(vars(event))


def open_envelope(body: bytes) -> Envelope:
    """The envelope in `body`. Raises `NotAnEvent`."""
    try:
        return _envelopes.decode(body)
    except UNREADABLE as error:
        raise NotAnEvent(f"no envelope: {error}") from error


def open_event(envelope: Envelope) -> Received:
    """The event that `envelope` tells of. Raises `NotAnEvent` where its type is unknown or its data does not fit."""
    cls = EVENTS.get(envelope.type)
    if cls is None:
        raise NotAnEvent(f"unknown type {envelope.type}")
    try:
        return Received(msgspec.convert(envelope.data, cls), envelope)
    except UNREADABLE as error:
        raise NotAnEvent(f"{envelope.type}: {error}") from error


def open_call(body: bytes) -> Call:
    """The call in `body`. Raises `InputInvalid` where it is none, or holds a NUL, which no database here can keep."""
    if _ESCAPED_NUL.search(body):
        raise InputInvalid({"_": ["文本中含有空字符。 The text holds a NUL character."]})
    try:
        return _calls.decode(body)
    except UNREADABLE as error:
        raise InputInvalid({"_": [str(error)]}) from error


def answer(result: Any) -> bytes:
    return _encoder.encode({"result": result})


def refusal(error: XinmeiError) -> bytes:
    return _encoder.encode({"error": dump_error(error)})


def open_answer(body: bytes) -> Any:
    """The result in an answer; raises the error that it holds, as its own class."""
    wire = _any.decode(body)
    if "error" in wire:
        raise load_error(wire["error"])
    return wire["result"]
