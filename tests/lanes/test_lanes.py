"""The suite's own runner: every file is run once, what it says at the end is true, and what is unsteady is told."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.lanes.closing import closing_line, counts_of, failed_of
from tests.lanes.parts import LONGEST, find_parts
from tests.lanes.running import Lanes

ROOT = Path(__file__).resolve().parents[2]
OF_CI = re.compile(r"=+ .*([0-9]+ (passed|failed|errors?)|no tests ran).* =+")


def test_every_test_file_is_in_exactly_one_part() -> None:
    found = [path for part in find_parts(ROOT) for path in part.files]
    there = [path.relative_to(ROOT) for path in (ROOT / "tests").rglob("test_*.py")]
    assert sorted(found) == sorted(path for path in there if "benchmarks" not in path.parts)


def test_no_part_mixes_folders_that_need_a_process_of_their_own() -> None:
    for part in find_parts(ROOT):
        folders = {path.parts[1:3] if path.parts[1] == "integration" else path.parts[1:2] for path in part.files}
        assert part.quick or len(folders) == 1
        assert not part.quick or not {folder[0] for folder in folders} & {"integration", "e2e", "faults", "servers"}


def test_parts_are_even_and_the_longest_comes_first(tmp_path: Path) -> None:
    folder = tmp_path / "tests" / "faults"
    folder.mkdir(parents=True)
    for number in range(12):
        (folder / f"test_{number}.py").write_text("def test_a(): ...\n" * (number % 3 + 1))
    found = [part.seconds for part in find_parts(tmp_path)]
    assert sum(found) == 12 * 2 * 25
    assert found == sorted(found, reverse=True)
    assert max(found) <= 1.5 * LONGEST


@pytest.mark.parametrize(
    ("line", "counts"),
    [
        ("===== 3 failed, 431 passed, 2 warnings, 1 error in 81.20s (0:01:21) =====", "failed passed warning error"),
        ("\x1b[32m==== \x1b[1m5 passed\x1b[0m in 0.1s ====\x1b[0m", "passed"),
        ("2 passed, 1 deselected in 0.10s", "passed deselected"),
        ("==== no tests ran in 0.01s ====", ""),
    ],
)
def test_pytests_closing_line_is_read(line: str, counts: str) -> None:
    found = counts_of(f"one\n{line}\n")
    assert found is not None
    assert sorted(found) == sorted(counts.split())


def test_the_closing_line_is_one_that_ci_finds_and_we_read_again() -> None:
    for counts in (Counter(passed=5), Counter(failed=1, passed=2, rerun=3), Counter(error=2), Counter()):
        line = closing_line(counts, 3725.5)
        assert OF_CI.search(line)
        assert counts_of(line) == counts
    assert "(1:02:05)" in closing_line(Counter(), 3725.5)


def test_the_names_of_failed_tests_are_read() -> None:
    log = "FAILED a/test_b.py::test_c[x - y] - assert 1\nERROR a/test_b.py::test_d\nFAILED a/test_b.py::test_d\nE   FAILED x"
    assert failed_of(log) == ["a/test_b.py::test_c[x", "a/test_b.py::test_d"]


@pytest.fixture(autouse=True)
def small_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plugins that these runs need not take a second each to load."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")


UNSTEADY = """
from pathlib import Path
def test_second_time():
    seen = Path(__file__).with_suffix(".seen")
    first = not seen.exists()
    seen.touch()
    assert not first
def test_good(): ...
"""


def suite(folder: Path, lanes: int = 2, options: tuple[str, ...] = (), **files: str) -> Lanes:
    (folder / "tests").mkdir()
    (folder / "pytest.ini").write_text("[pytest]\naddopts = -ra\n")
    for name, text in files.items():
        (folder / "tests" / name).mkdir()
        (folder / "tests" / name / f"test_{name}.py").write_text(text)
    return Lanes(folder, find_parts(folder), options, lanes, coverage=False)


def test_a_run_passes_where_every_part_does(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = suite(tmp_path, one="def test_a(): ...", two="def test_b(): ...\ndef test_c(): ...")
    assert found.run() == 0
    assert counts_of(found.closing) == {"passed": 3}
    assert "tests/two/test_two.py .." in capsys.readouterr().out


def test_what_fails_twice_fails_the_run_and_what_fails_once_is_told_loudly(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = suite(tmp_path, bad="def test_a():\n    assert 0\ndef test_b(): ...", unsteady=UNSTEADY)
    assert found.run() == 1
    assert counts_of(found.closing) == {"failed": 1, "passed": 3, "rerun": 1}
    assert found.unsteady == ["tests/unsteady/test_unsteady.py::test_second_time"]
    assert "!! 不稳定 UNSTEADY" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["import nothing_of_this_name", "import os\nos._exit(3)\n"])
def test_a_part_that_cannot_run_fails_the_run(tmp_path: Path, text: str) -> None:
    found = suite(tmp_path, one="def test_a(): ...", broken=text)
    assert found.run() == 1
    assert counts_of(found.closing) == {"passed": 1, "error": 1}


@pytest.mark.parametrize("when", ["a test", "the exit"])
def test_a_part_that_hangs_is_ended_with_its_stacks_and_fails(tmp_path: Path, when: str) -> None:
    wait = "import threading\ndef wait_for_nothing():\n    threading.Event().wait()\n"
    begun = "wait_for_nothing()" if when == "a test" else "threading.Thread(target=wait_for_nothing).start()"
    found = suite(tmp_path, one="def test_a(): ...", hangs=f"{wait}def test_b():\n    {begun}\n")
    found.longest_seconds = 2.0
    assert found.run() == 1
    (log,) = (outcome.log for outcome in found.outcomes if outcome.part.name == "tests/hangs")
    assert "!! 超时 ended after 2 s: tests/hangs" in log
    assert "in wait_for_nothing" in log
    assert counts_of(found.closing) == ({"passed": 1, "error": 1} if when == "a test" else {"passed": 2, "error": 1})


def test_a_part_that_hung_once_runs_again_as_a_whole_and_is_told(tmp_path: Path) -> None:
    hangs = UNSTEADY.replace("assert not first", "if first:\n        import time; time.sleep(99)")
    found = suite(tmp_path, hangs=hangs)
    found.longest_seconds = 2.0
    assert found.run() == 0
    assert found.unsteady == ["tests/hangs hung"]


def test_options_reach_every_part_and_may_leave_one_without_tests(tmp_path: Path) -> None:
    found = suite(tmp_path, options=("-k", "test_a"), one="def test_a(): ...", two="def test_b(): ...")
    assert found.run() == 0
    assert counts_of(found.closing) == {"passed": 1, "deselected": 1}


def test_over_one_broker_of_somebody_else_parts_take_turns(tmp_path: Path) -> None:
    """Each part looks whether another is in the midst of it."""
    text = """
import os, time
from pathlib import Path
busy = Path(__file__).parents[1] / "busy"
def test_alone():
    busy.touch(exist_ok=False)
    time.sleep(0.2)
    busy.unlink()
"""
    found = suite(tmp_path, one=text, two=text, three=text)
    found.shared_broker = True
    assert found.run() == 0
    assert found.unsteady == []
