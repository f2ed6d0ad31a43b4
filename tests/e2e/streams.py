"""Many live pages at once, as far as a server sees them: open server-sent event streams that wait for a change."""

from __future__ import annotations

import asyncio
import resource
from typing import Any

PATH = "/api/v1/boards/changes/stream"
AT_ONCE = 50
PATIENCE = 30.0


class Streams:
    """`count` open streams of one person, from entering the block until its end."""

    def __init__(self, base_url: str, token: str, count: int) -> None:
        self._port = int(base_url.rpartition(":")[2])
        self._head = f"GET {PATH} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n".encode()
        self._count = count
        self._open: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def __aenter__(self) -> Streams:
        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        for _ in range(0, self._count, AT_ONCE):
            self._open.extend(await asyncio.gather(*(self._connect() for _ in range(AT_ONCE))))
        return self

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        writer.write(self._head)
        status = await reader.readline()
        if b" 200 " not in status:
            raise AssertionError(f"no stream: {status!r}")
        await reader.readuntil(b": here")
        return reader, writer

    async def all_hear(self) -> None:
        """Wait until every one has been told of a change. Raises TimeoutError."""
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(*(found[0].readuntil(b"event: changed") for found in self._open))

    async def __aexit__(self, *_error: Any) -> None:
        for _reader, writer in self._open:
            writer.close()
