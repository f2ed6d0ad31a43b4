"""Live streams to browsers: server-sent events, a bounded number of them, each with a bounded backlog.

While there is room anybody may have as many as they like. Where it gets crowded, whoever has most gives way: their oldest ends
for each new one, until nobody has more than a fair share.

Two subjects: `incidents` carries the alerts service's events; `changes` says which services something has changed in, and no
more, so that a page can load itself anew.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from typing import Any

from eventlet.queue import Empty, Full, LightQueue

from services.contracts.errors import TooMany
from services.kit.wire import encode

MOST_STREAMS = 2000
CROWDED = 1500
FAIR_SHARE = 8
"""Streams of one person that nobody else's ever end: pages open side by side."""
BACKLOG = 100
HEARTBEAT = 15.0
RETRY_MS = 2000
END = b""


class Streams:
    """All open streams, by subject."""

    def __init__(self, most: int = MOST_STREAMS, crowded: int = CROWDED) -> None:
        self._most = most
        self._crowded = crowded
        self._open: dict[str, set[Any]] = {"incidents": set(), "changes": set()}
        self._owned: dict[str, dict[Any, str]] = {}
        self._closed = False

    def count(self) -> int:
        return sum(len(queues) for queues in self._open.values())

    def are_watched(self, subject: str) -> bool:
        return bool(self._open[subject])

    def open(self, subject: str, owner: str, still_good: Callable[[], bool]) -> Generator[bytes, None, None]:
        """Bytes for one browser until it leaves, `still_good` says no, room is needed, or the gateway stops. Raises `TooMany`."""
        if self.count() >= self._crowded:
            self._make_room()
        if self._closed or self.count() >= self._most:
            raise TooMany(
                code="too_many_streams",
                zh="实时连接已达上限,页面仍可手动刷新。",
                en="There are too many live connections; the page still reloads by hand.",
            )
        return self._flow(subject, owner, LightQueue(BACKLOG), still_good)

    def _make_room(self) -> None:
        owned = max(self._owned.values(), key=len)
        if len(owned) > FAIR_SHARE:
            oldest, subject = next(iter(owned.items()))
            del owned[oldest]
            self._end(subject, oldest)

    def _flow(
        self, subject: str, owner: str, queue: Any, still_good: Callable[[], bool]
    ) -> Generator[bytes, None, None]:
        self._open[subject].add(queue)
        self._owned.setdefault(owner, {})[queue] = subject
        try:
            yield b"retry: %d\n: here\n\n" % RETRY_MS
            while still_good():
                message = _next(queue)
                if message == END:
                    return
                yield message
        finally:
            self._forget(subject, owner, queue)

    def _forget(self, subject: str, owner: str, queue: Any) -> None:
        self._open[subject].discard(queue)
        owned = self._owned.get(owner, {})
        owned.pop(queue, None)
        if not owned:
            self._owned.pop(owner, None)

    def tell(self, subject: str, event: str, event_id: str, data: Any) -> None:
        """Send to everyone who watches; one who does not keep up is cut off, and begins anew."""
        message = b"id: %s\nevent: %s\ndata: %s\n\n" % (event_id.encode(), event.encode(), encode(data))
        for queue in list(self._open[subject]):
            try:
                queue.put_nowait(message)
            except Full:
                self._end(subject, queue)

    def tell_changed(self, services: Iterable[str]) -> None:
        """Say that something has changed in these services."""
        for service in services:
            if self._open["changes"]:
                self.tell("changes", "changed", service, {"service": service})

    def _end(self, subject: str, queue: Any) -> None:
        self._open[subject].discard(queue)
        if queue.full():
            queue.get_nowait()
        queue.put_nowait(END)

    def close(self) -> None:
        """End every stream."""
        self._closed = True
        for subject, queues in self._open.items():
            for queue in list(queues):
                self._end(subject, queue)


def _next(queue: Any) -> bytes:
    """The next message, or a heartbeat when none comes in time."""
    try:
        message: bytes = queue.get(timeout=HEARTBEAT)
        return message
    except Empty:
        return b": still here\n\n"
