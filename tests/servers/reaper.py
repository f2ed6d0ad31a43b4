"""A guard process that ends what a test process started and removes its folders, however that process came to its end.

It reads lines from its standard input (``watch PID``, ``forget PID``, ``folder PATH``, ``leave PATH``) until that closes, which the
kernel does also for a process that was killed with SIGKILL. Then it kills every watched process with all its children and removes
the folders. It runs in a session of its own, so that Ctrl-C in a terminal does not end it first. Standard library only.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO


def children_of(pid: int) -> list[int]:
    """The process's descendants, nearest first. Empty where the system shows no ``/proc``."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError):
            # The name in brackets may itself hold spaces and brackets; what follows it does not.
            parent = int(entry.read_text().rpartition(")")[2].split()[1])
            parents.setdefault(parent, []).append(int(entry.parent.name))
    found, waiting = [], [pid]
    while waiting:
        nearest = parents.get(waiting.pop(0), [])
        found += nearest
        waiting += nearest
    return found


def kill_tree(pid: int) -> None:
    """SIGKILL to the process and all its descendants, as a power failure would."""
    for victim in [pid, *children_of(pid)]:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(victim, signal.SIGKILL)


class Reaper:
    """The test process's end of the guard: started with the first thing to watch."""

    def __init__(self) -> None:
        self._guard: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def tell(self, word: str, what: object) -> None:
        """Sends one line. In a forked child of the test process it starts a guard of the child's own."""
        guard = self._running()
        assert guard.stdin is not None
        guard.stdin.write(f"{word} {what}\n".encode())
        guard.stdin.flush()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._guard is None or self._owner != os.getpid():
            command = [sys.executable, "-I", "-S", __file__]
            environment = {"PATH": os.environ.get("PATH", os.defpath)}
            self._guard = subprocess.Popen(command, stdin=subprocess.PIPE, env=environment, start_new_session=True)
            self._owner = os.getpid()
            atexit.register(self._close, self._guard)
        return self._guard

    def _close(self, guard: subprocess.Popen[bytes]) -> None:
        if self._owner == os.getpid() and guard.stdin:
            guard.stdin.close()
            with contextlib.suppress(
                subprocess.TimeoutExpired
            ):  # a child may hold the pipe open: the guard goes on alone
                guard.wait(20)


reaper = Reaper()


def guard(lines: IO[str]) -> None:
    """Reads until the end of ``lines``, then ends and removes what was not taken back."""
    watched: set[int] = set()
    folders: set[str] = set()
    for line in lines:
        word, _, what = line.rstrip("\n").partition(" ")
        if word in {"watch", "forget"}:
            (watched.add if word == "watch" else watched.discard)(int(what))
        else:
            (folders.add if word == "folder" else folders.discard)(what)
    for pid in watched:
        kill_tree(pid)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    guard(sys.stdin)
