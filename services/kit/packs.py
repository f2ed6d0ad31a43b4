"""Several events in one message: what RabbitMQ and the client pay for a message is paid once for a run of events.

A pack holds events of one routing key that follow one another in the outbox, each with the body and the signature that it would
have alone. Few events travel alone, as ever: packs are for the many. Readers take both forms, and hand events over one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from services.kit.broker import Outgoing

CONTENT_TYPE = "application/vnd.xinmei.events+msgpack"
MOST = 10
FEW = 20
MOST_BYTES = 256 * 1024

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(list[tuple[str, bytes]])


def runs(messages: Sequence[Outgoing]) -> Iterator[list[Outgoing]]:
    """The messages in their order, put together where they follow one another under one key, within the limits of a pack."""
    run: list[Outgoing] = []
    size, most = 0, MOST if len(messages) > FEW else 1
    for message in messages:
        if run and (run[0].key != message.key or len(run) == most or size + len(message.body) > MOST_BYTES):
            yield run
            run, size = [], 0
        run.append(message)
        size += len(message.body)
    if run:
        yield run


def close(run: Sequence[Outgoing]) -> bytes:
    """The body of the message that carries these events."""
    return _encoder.encode([(message.signature, message.body) for message in run])


def open_pack(body: bytes) -> list[tuple[str, bytes]]:
    """Signature and body of each event; what is no pack is one thing without a signature, for the inbox to refuse."""
    try:
        return _decoder.decode(body) or [("", body)]
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return [("", body)]
