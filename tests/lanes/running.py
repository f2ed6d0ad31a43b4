"""Runs the parts in lanes, each part a process with a log of its own that is printed whole once it has ended.

What failed runs once more when all lanes are done, alone on the machine: what passes then was unsteady, and is told loudly. It
is counted apart (``rerun``) and wants mending, but it fails nothing.

A part that does not end in time is ended, with the stacks of its threads in its log, and counts as one that failed: pytest's own
limit sees neither a process that hangs at its exit nor a signal that green threads swallow. It runs again as a whole.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.lanes.closing import closing_line, counts_of, failed_of, total
from tests.lanes.parts import Part

TESTS_FAILED, NO_TESTS = 1, 5
LONGEST_SECONDS = 900.0
"""What a part may take before it is ended; the longest takes a third of it on two busy cores."""
STACK_SECONDS = 10.0
KEPT = Path(".pytest_cache/lanes")


@dataclass(frozen=True)
class Outcome:
    """How a part ended."""

    part: Part
    code: int
    log: str
    seconds: float
    in_time: bool = True

    @property
    def counts(self) -> Counter[str]:
        return counts_of(self.log) or Counter(error=1)


@dataclass
class Lanes:
    """The parts of a suite, the options for every pytest, and how many run side by side.

    With a `shared_broker` (one vhost that is not ours) parts that talk over it run one after another, beside the quick ones.
    """

    root: Path
    parts: list[Part]
    options: Sequence[str] = ()
    lanes: int = 2
    shared_broker: bool = False
    coverage: bool = True
    longest_seconds: float = LONGEST_SECONDS
    outcomes: list[Outcome] = field(default_factory=list)
    unsteady: list[str] = field(default_factory=list)
    closing: str = ""
    _running: set[subprocess.Popen[bytes]] = field(default_factory=set)
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _talking: bool = False
    _stopped: bool = False

    def run(self) -> int:
        """0 where every test passed, also where one needed a second run."""
        begun = time.monotonic()
        threads = [threading.Thread(target=self._drive, daemon=True) for _ in range(self.lanes)]
        try:
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        finally:  # Ctrl-C reaches only this process: the parts have process groups of their own
            for process in list(self._running):
                _kill(process, signal.SIGTERM)
        failed = [outcome for outcome in self.outcomes if not self._passed(outcome.code)]
        still_failed = [outcome for outcome in failed if not self._passes_after_all(outcome)]
        self._tell()
        counts = total([self._final_counts(outcome, still_failed) for outcome in self.outcomes])
        self.closing = closing_line(counts, time.monotonic() - begun)
        return int(bool(still_failed))

    def _passed(self, code: int) -> bool:
        """A part may be without a test only where options choose among them."""
        return code == 0 or (code == NO_TESTS and bool(self.options))

    def _drive(self) -> None:
        while (part := self._next()) is not None:
            outcome = self._run(part)
            with self._changed:
                self.outcomes.append(outcome)
                if not part.quick:
                    self._talking = False
                if "-x" in self.options and not self._passed(outcome.code):
                    self._stopped = True
                self._changed.notify_all()
                _say(f"== {part.name}: {outcome.seconds:.0f} s", outcome.log)

    def _next(self) -> Part | None:
        """The longest part that may begin now; None where none is left."""
        with self._changed:
            while self.parts and not self._stopped:
                allowed = [part for part in self.parts if part.quick or not (self.shared_broker and self._talking)]
                if allowed:
                    self.parts.remove(allowed[0])
                    self._talking |= not allowed[0].quick
                    _say(f"== {allowed[0].name} …")
                    return allowed[0]
                self._changed.wait()
            return None

    def _run(self, part: Part, *more: str) -> Outcome:
        begun, kept = time.monotonic(), self.root / KEPT / part.name.replace("/", ".").replace(" ", "_")
        kept.mkdir(parents=True, exist_ok=True)
        measured = ["--cov", "--cov-report="] if self.coverage and part.measured else []
        command = [sys.executable, "-m", "pytest", *map(str, part.files), "-o", f"cache_dir={kept / 'cache'}"]
        environment: Mapping[str, str] = {
            **os.environ,
            "COVERAGE_FILE": str(kept / f"coverage{len(more)}"),
            "PYTHONFAULTHANDLER": "1",
        }
        with (kept / "log").open("w+", encoding="utf-8", errors="replace") as log:
            process = subprocess.Popen(
                [*command, *measured, *self.options, *more],
                cwd=self.root,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                process_group=0,
            )
            self._running.add(process)
            in_time = self._wait(process)
            self._running.discard(process)
            log.seek(0)
            said = log.read() + (
                "" if in_time else f"\n!! 超时 ended after {self.longest_seconds:.0f} s: {part.name}\n"
            )
            return Outcome(part, process.returncode, said, time.monotonic() - begun, in_time)

    def _wait(self, process: subprocess.Popen[bytes]) -> bool:
        """False where it had to be ended, with every process that it left behind."""
        try:
            process.wait(self.longest_seconds)
        except subprocess.TimeoutExpired:
            _kill(process, signal.SIGABRT)  # pytest's fault handler writes the stacks of all threads
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(STACK_SECONDS)
            _kill(process, signal.SIGKILL)
            process.wait()
            return False
        return True

    def _passes_after_all(self, outcome: Outcome) -> bool:
        _say(f"== 失败的单独再运行一次 what failed runs once more, alone: {outcome.part.name}")
        failed_only = ("--last-failed", "--last-failed-no-failures=none") if outcome.in_time else ("--cache-clear",)
        again = self._run(outcome.part, *failed_only)
        _say(again.log)
        passed = (outcome.code == TESTS_FAILED or not outcome.in_time) and again.code == 0
        if passed:
            self.unsteady += failed_of(outcome.log) if outcome.in_time else [f"{outcome.part.name} hung"]
        return passed

    def _final_counts(self, outcome: Outcome, still_failed: Sequence[Outcome]) -> Counter[str]:
        """A part that passed after all counts as passed, and what it took as rerun."""
        counts = outcome.counts
        if not self._passed(outcome.code) and outcome not in still_failed:
            again = counts.pop("failed", 0) + counts.pop("error", 0)
            counts.update(passed=again, rerun=again)
        elif not self._passed(outcome.code) and not counts["failed"] + counts["error"]:
            counts.update(error=1)  # what failed was no test: a skipped one, or pytest itself
        return counts

    def _tell(self) -> None:
        for outcome in sorted(self.outcomes, key=lambda each: -each.seconds):
            _say(f"{outcome.seconds:6.0f} s  {outcome.part.name}")
        if self.unsteady:
            mark = "!" * 100
            _say(
                mark,
                "!! 不稳定 UNSTEADY: failed beside the others, passed alone; each wants mending",
                *self.unsteady,
                mark,
            )


def _kill(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def _say(*lines: str) -> None:
    print(*lines, sep="\n", flush=True)
