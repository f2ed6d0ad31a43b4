"""What befalls a campus: processes killed at random and started again by a supervisor, and one trouble in the midst of the load."""

from __future__ import annotations

import contextlib
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Self

from tests.e2e.running import Program
from tests.faults.suite import PATIENCE, Sender


class Trouble:
    """Done once `texts` are through, beside whoever sends them. What it raised is raised where the block ends, and so is that it
    never came to it, or to its end: no thread of it keeps the process from ending."""

    def __init__(self, sender: Sender, texts: int, act: Callable[[], None]) -> None:
        self._sender, self._texts, self._act = sender, texts, act
        self._all_sent = threading.Event()
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._all_sent.set()
        if kind is not None:
            return
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive(), f"the trouble was not over within {PATIENCE:.0f} s"
        if self._error is not None:
            raise self._error

    def _run(self) -> None:
        try:
            while len(self._sender.accepted) < self._texts:
                assert not self._all_sent.wait(0.02), (
                    f"{len(self._sender.accepted)} texts are through: {self._sender.odd[:5]}"
                )
            self._act()
        except BaseException as error:
            self._error = error


class Storm:
    """Kills processes with SIGKILL, at random, and starts them again, until it is calmed or has killed `most` times."""

    def __init__(
        self, programs: Mapping[str, Program], seed: int, most: int, every: tuple[float, float] = (1.0, 3.0)
    ) -> None:
        self.kills: Counter[str] = Counter()
        self._programs = programs
        self._chance = random.Random(seed)
        self._every, self._most = every, most
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._rage, daemon=True)

    def __enter__(self) -> Storm:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join(60)
        revive(list(self._programs.values()))

    def _rage(self) -> None:
        """Each round starts again what was killed in the one before, without waiting for it, and kills another that serves."""
        while not self._over.wait(self._chance.uniform(*self._every)):
            for program in self._programs.values():
                if program.process.poll() is not None:
                    program.restart()
            serving = [
                name
                for name, program in self._programs.items()
                if program._ready.is_set() and program.process.poll() is None
            ]
            if serving and self.kills.total() < self._most:
                self._kill(self._chance.choice(serving))

    def _kill(self, name: str) -> None:
        self._programs[name].kill()
        self.kills[name] += 1


def revive(programs: Sequence[Program]) -> None:
    """Start what is not running, as a supervisor would, until all of it is ready."""
    until = time.monotonic() + PATIENCE
    while True:
        for program in programs:
            if program.process.poll() is not None:
                program.restart()
        try:
            for program in programs:
                program.wait_ready()
            return
        except RuntimeError:
            if time.monotonic() > until:
                raise


@contextlib.contextmanager
def supervised(programs: Sequence[Program]) -> Iterator[Counter[str]]:
    """While it lasts, a process that ends is started again; how often each was."""
    again: Counter[str] = Counter()
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.5):
            for program in programs:
                if program.process.poll() is not None:
                    again[program.arguments[1]] += 1
                    program.restart()

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield again
    finally:
        over.set()
        thread.join(60)
        revive(programs)
