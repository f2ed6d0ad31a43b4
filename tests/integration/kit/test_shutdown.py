"""The embedded profile's process ends within five seconds of being asked, also after a failure, and loses nothing by it."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent.parent


def start(folder: Path, case: str) -> tuple[subprocess.Popen[str], list[str]]:
    """The process and what it said before it was ready."""
    command = [sys.executable, "-m", "tests.integration.kit.child", str(folder), case]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert child.stdout is not None
    said: list[str] = []
    for line in child.stdout:
        if line.strip() == "ready":
            return child, said
        said.append(line.strip())
    raise AssertionError(f"it ended with {child.wait(20)}: {said}")


def end(child: subprocess.Popen[str], number: signal.Signals = signal.SIGTERM) -> tuple[int, float]:
    """Its exit status, and the seconds it took."""
    started = time.monotonic()
    child.send_signal(number)
    status = child.wait(20)
    if child.stdout is not None:
        child.stdout.close()
    return status, time.monotonic() - started


@pytest.mark.parametrize("case", ["idle", "failing", "stuck consumer", "stuck call", "no broker", "locked database"])
def test_the_process_ends_in_order_within_five_seconds(tmp_path: Path, case: str) -> None:
    child, _ = start(tmp_path, case)
    status, seconds = end(child, signal.SIGINT if case == "idle" else signal.SIGTERM)
    print(f"{case}: {seconds:.2f} s")
    assert status == 0
    assert seconds < 5


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_what_a_stuck_consumer_had_not_done_is_done_after_the_next_start(
    tmp_path: Path, number: signal.Signals
) -> None:
    child, _ = start(tmp_path, "stuck consumer")
    end(child, number)
    again, said = start(tmp_path, "told")
    assert said == ["['behind', 'stuck']"]
    assert end(again)[0] == 0
