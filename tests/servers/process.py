"""One server process of the test's own: its folder, its port, its log, its life and its end.

A server keeps port and folder over `restart` and `kill`, so that whatever talks to it finds it again, with its data.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

from tests.servers.reaper import children_of, kill_tree, reaper

LOOPBACK = "127.0.0.1"


class ServerFailed(RuntimeError):
    """The server did not start or did not become ready; the message ends with the last lines of its log."""


def free_port() -> int:
    """A free port below the range from which the kernel takes outgoing ports.

    A port from that range could be taken by anybody's connection while its server restarts; a client that dials it meanwhile can
    even be given it as its own, and so talk to itself.
    """
    for port in random.sample(range(20000, 32000), 200):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind((LOOPBACK, port))
                return port
    raise ServerFailed("no free port found between 20000 and 32000")


def open_folder(name: str, owner: tuple[int, int] | None = None) -> Path:
    """A new folder for one server, removed at the end; ``owner`` is (uid, gid) where the server runs as somebody else."""
    parent = tempfile.gettempdir()
    if owner and os.stat(parent).st_mode & 0o001 == 0:
        parent = "/tmp"  # the other user could not walk into ours
    folder = Path(tempfile.mkdtemp(prefix=f"xinmei-{name}-", dir=parent))
    reaper.tell("folder", folder)
    if owner:
        os.chown(folder, *owner)
    return folder


class ServerProcess:
    """What RabbitMQ and PostgreSQL have in common. A subclass says its command, its signal and when it is ready."""

    name = "server"
    stop_signal = signal.SIGTERM
    start_seconds = 60.0
    stop_seconds = 30.0

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.log = folder / "server.log"
        self._process: subprocess.Popen[bytes] | None = None

    def command(self) -> Sequence[str]:
        raise NotImplementedError

    def spawn_options(self) -> dict[str, Any]:
        """More arguments for Popen: environment, user."""
        return {}

    def is_ready(self) -> bool:
        raise NotImplementedError

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def start(self) -> Self:
        """Starts and waits until it serves. Raises `ServerFailed`."""
        self.launch()
        self.wait_ready()
        return self

    def launch(self) -> None:
        """Starts without waiting, so that several servers may start at once."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self.command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self.spawn_options(),
            )
        reaper.tell("watch", self._process.pid)

    def wait_ready(self) -> None:
        """Returns when it serves; raises `ServerFailed` when it ended or took longer than ``start_seconds``."""
        deadline = time.monotonic() + self.start_seconds
        while not self.is_ready():
            if self.pid is None or time.monotonic() > deadline:
                raise ServerFailed(f"{self.name} on port {self.port} is not ready\n{self.last_log_lines()}")
            time.sleep(0.05)

    def stop(self) -> None:
        """An orderly end; data and port are kept. After ``stop_seconds`` it is killed."""
        if self._process and self.pid:
            self._process.send_signal(self.stop_signal)
            try:
                self._process.wait(self.stop_seconds)
            except subprocess.TimeoutExpired:
                self.kill()
        self._forget()

    def kill(self) -> None:
        """SIGKILL to it and its children at once, as a power failure; data and port are kept."""
        if self._process and self.pid:
            kill_tree(self._process.pid)
            self._process.wait(30)
        self._forget()

    def restart(self) -> None:
        """Stops in order and starts again on the same port with the same data; waits until it serves."""
        self.stop()
        self.start()

    def pause(self) -> None:
        """Freezes it: connections stay open and nothing answers, as in a network cut."""
        self._signal_tree(signal.SIGSTOP)

    def resume(self) -> None:
        """Thaws what `pause` froze."""
        self._signal_tree(signal.SIGCONT)

    def discard(self) -> None:
        """Ends it without ceremony and removes its folder."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)
        reaper.tell("leave", self.folder)

    def last_log_lines(self, count: int = 25) -> str:
        """The end of its log, for an error message."""
        with contextlib.suppress(OSError):
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-count:])
        return "(no log)"

    def _signal_tree(self, number: signal.Signals) -> None:
        for pid in [self.pid, *children_of(self.pid)] if self.pid else []:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    def _forget(self) -> None:
        if self._process:
            reaper.tell("forget", self._process.pid)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.discard()
