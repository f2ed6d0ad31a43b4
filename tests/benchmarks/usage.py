"""Processor time of what a benchmark started, by whose it is: read from /proc, so nothing is known elsewhere than on Linux."""

from __future__ import annotations

import contextlib
import os
import time
from collections import defaultdict
from pathlib import Path

PROC = Path("/proc")
KINDS = {"postgres": "postgresql", "beam": "rabbitmq", "erl": "rabbitmq", "python": "processes"}
"""What a command line begins with, and whose it is."""


class Usage:
    """Processor time spent since it was made: by PostgreSQL, RabbitMQ and the processes measured, this one left out."""

    def __init__(self) -> None:
        self._begun, self._spent = time.perf_counter(), _seconds()

    def cores(self) -> dict[str, float]:
        """How many cores each kind kept busy meanwhile."""
        lasted, spent = time.perf_counter() - self._begun, _seconds()
        return {kind: round((spent[kind] - self._spent[kind]) / lasted, 2) for kind in sorted(spent)}


def _seconds() -> dict[str, float]:
    spent: dict[str, float] = defaultdict(float)
    for process in _descendants(os.getpid()):
        with contextlib.suppress(OSError):
            command = (PROC / str(process) / "cmdline").read_text(errors="replace").partition("\0")[0]
            name = Path(command).name
            kind = next((kind for begins, kind in KINDS.items() if name.startswith(begins)), "other")
            user, system = _stat(process)[11:13]
            spent[kind] += (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
    return spent


def _descendants(of: int) -> set[int]:
    parents = {}
    for entry in PROC.glob("[0-9]*"):
        with contextlib.suppress(OSError):
            parents[int(entry.name)] = int(_stat(int(entry.name))[1])
    found, newest = set(), {of}
    while newest:
        newest = {child for child, parent in parents.items() if parent in newest}
        found |= newest
    return found


def _stat(process: int) -> list[str]:
    """The fields of a process behind its name: state, parent, …"""
    return (PROC / str(process) / "stat").read_text(errors="replace").rpartition(")")[2].split()
