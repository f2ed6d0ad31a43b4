"""A burst of HTTP requests over connections that are kept: each asks, waits for its answer and asks again. Costs as little as it can."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class Burst:
    """What a burst came to: seconds in all, seconds of each request, and the answers by status."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.latencies) / self.seconds

    def quantile(self, part: float) -> float:
        """Milliseconds within which this part of the requests was answered."""
        found = sorted(self.latencies)
        return 1000 * found[min(len(found) - 1, int(part * len(found)))]


def send(port: int, path: str, headers: Sequence[dict[str, str]], connections: int, method: str = "POST") -> Burst:
    """Ask `path` (POST, or another method) once for each of `headers`, in their order, over this many connections."""
    return asyncio.run(_send(port, [_request(method, path, more) for more in headers], connections))


async def _send(port: int, prepared: Sequence[bytes], connections: int) -> Burst:
    burst, requests = Burst(), iter(prepared)
    opened = [await asyncio.open_connection("127.0.0.1", port) for _ in range(connections)]
    started = time.perf_counter()
    await asyncio.gather(*(_converse(reader, writer, requests, burst) for reader, writer in opened))
    burst.seconds = time.perf_counter() - started
    for _, writer in opened:
        writer.close()
    return burst


def _request(method: str, path: str, headers: dict[str, str]) -> bytes:
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: localhost",
        "Content-Length: 0",
        *(f"{k}: {v}" for k, v in headers.items()),
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


async def _converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, requests: object, burst: Burst) -> None:
    for request in requests:  # type: ignore[attr-defined]
        begun = time.perf_counter()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        await _body(reader, head)
        burst.latencies.append(time.perf_counter() - begun)
        burst.statuses[int(head[9:12])] += 1


async def _body(reader: asyncio.StreamReader, head: bytes) -> None:
    if head[9:12] in (b"204", b"304"):
        return
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            await reader.readexactly(int(line[15:]))
            return
    while (size := int(await reader.readline(), 16)) > 0:
        await reader.readexactly(size + 2)
    await reader.readline()
