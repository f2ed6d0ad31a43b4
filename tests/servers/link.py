"""A wire to a server that can be cut: a TCP proxy in a process of its own, told what to do over its standard input.

``cut`` is a network that swallows everything: connections stay open and nothing passes, either way. ``mend`` lets it all pass
again. ``reset`` breaks every connection off, as a firewall that forgot them does. Standard library only.
"""

from __future__ import annotations

import asyncio
import contextlib
import select
import subprocess
import sys
from urllib.parse import urlsplit, urlunsplit

CHUNK = 65536
PATIENCE = 30.0


class Link:
    """The wire between somebody and ``127.0.0.1:target``: whoever is to be cut off is given `port` instead."""

    def __init__(self, target: int) -> None:
        from tests.servers.process import free_port
        from tests.servers.reaper import reaper

        self.port = free_port()
        command = [sys.executable, "-I", "-S", __file__, str(self.port), str(target)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        reaper.tell("watch", self._process.pid)
        self._heard()

    def through(self, uri: str) -> str:
        """The same address through this wire."""
        parts = urlsplit(uri)
        who, _, _ = parts.netloc.rpartition("@")
        return urlunsplit(parts._replace(netloc=f"{who}@127.0.0.1:{self.port}"))

    def cut(self) -> None:
        self._tell("cut")

    def mend(self) -> None:
        self._tell("mend")

    def reset(self) -> None:
        self._tell("reset")

    def close(self) -> None:
        self._process.kill()
        self._process.communicate(timeout=30)

    def _tell(self, word: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(word + "\n")
        self._process.stdin.flush()
        self._heard()

    def _heard(self) -> None:
        """Return once the other side has done it. Raises RuntimeError where it has ended or is stuck."""
        assert self._process.stdout is not None
        heard, _, _ = select.select([self._process.stdout], [], [], PATIENCE)
        if not heard:
            raise RuntimeError(f"the link says nothing for {PATIENCE:.0f} s")
        if not self._process.stdout.readline():
            raise RuntimeError("the link has ended")


class _Wire:
    """The proxy itself."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._whole = asyncio.Event()
        self._whole.set()
        self._lines: set[asyncio.StreamWriter] = set()

    async def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._lines.add(writer)
        try:
            await self._whole.wait()
            there, to_there = await asyncio.open_connection("127.0.0.1", self._target)
            self._lines.add(to_there)
            await asyncio.gather(self._pump(reader, to_there), self._pump(there, writer))
            self._lines.discard(to_there)
        except OSError:
            writer.close()
        finally:
            self._lines.discard(writer)

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while chunk := await reader.read(CHUNK):
                await self._whole.wait()
                writer.write(chunk)
                await writer.drain()
        writer.close()

    def obey(self, word: str) -> None:
        if word == "cut":
            self._whole.clear()
        elif word == "mend":
            self._whole.set()
        else:
            for writer in list(self._lines):
                writer.transport.abort()


async def _serve(port: int, target: int) -> None:
    wire = _Wire(target)
    await asyncio.start_server(wire.accept, "127.0.0.1", port)
    print("ready", flush=True)
    while word := (await asyncio.to_thread(sys.stdin.readline)).strip():
        wire.obey(word)
        print("done", flush=True)


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), int(sys.argv[2])))
