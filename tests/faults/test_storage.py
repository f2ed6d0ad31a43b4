"""The single process on a disk that is slow, locked or full, and on a clock that jumps: a clear answer, and nothing torn."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.college import PASSWORD
from tests.e2e.running import Person, Suite, embedded, eventually
from tests.faults.storm import Trouble
from tests.faults.suite import TITLE, Campus, Sender, assert_nothing_lost, campus, verify

TEXTS = 60
BUSY = 7.0
DISK = 48 << 20


@pytest.fixture(scope="module")
def clock_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("clock") / "offset"
    path.write_text("0")
    return path


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory, clock_file: Path) -> Iterator[Campus]:
    data = tmp_path_factory.mktemp("storage")
    with (
        embedded(data, XINMEI_LOG_LEVEL="ERROR", XINMEI_CLOCK_OFFSET_FILE=str(clock_file)) as suite,
        campus(suite) as made,
    ):
        yield made


def submit(campus: Campus, key: str, body: str = "正文。") -> Any:
    wanted = {"account_id": campus.account_id, "title": TITLE, "body": body, "source": "original"}
    return campus.college["cs.operator"].ask("POST", "/submissions", wanted, **{"Idempotency-Key": key})


# ---- a disk that is slow


@pytest.mark.timeout(200)
def test_nothing_is_lost_while_somebody_else_holds_the_databases_lock(here: Campus) -> None:
    """Longer than SQLite's own patience of five seconds: writers are refused with 503, and succeed afterwards."""
    assert here.suite.data is not None
    sender = Sender(here.suite.base_url, here.account_id, "busy")

    def hold() -> None:
        assert here.suite.data is not None
        with contextlib.closing(
            sqlite3.connect(here.suite.data / "review.sqlite", isolation_level=None, timeout=30)
        ) as held:
            held.execute("BEGIN IMMEDIATE")
            time.sleep(BUSY)
            held.execute("ROLLBACK")

    with Trouble(sender, TEXTS // 3, hold):
        sender.send_all(TEXTS, at_once=4)
    print(f"{TEXTS} texts, the database locked for {BUSY} s: {dict(sender.troubles)} on the way")
    assert_nothing_lost(here, sender, TEXTS)
    sender.close()


# ---- a clock that jumps


@pytest.mark.timeout(200)
def test_a_clock_that_jumps_ahead_and_back_fires_each_deadline_once_and_breaks_nothing(
    here: Campus, clock_file: Path
) -> None:
    opened = here.college["duty"].post("/incidents", incident("时钟跳动前"), 201)["id"]
    clock_file.write_text(str(3 * 86400))
    eventually(lambda: _signed_in(here).ask("GET", "/incidents").status_code == 200, "the clock has jumped")
    eventually(lambda: times(here, "alerts", "incident.%", opened) > 1, "the incident was escalated")
    late = submit_after_sign_in(here, "ahead")
    clock_file.write_text("0")
    eventually(lambda: here.college["duty"].ask("GET", "/incidents").status_code == 200, "the clock is back")
    early = submit_after_sign_in(here, "back")
    for made in (late, early):
        eventually(partial(is_screened_once, here, made), "a text is screened once")
    rows = here.rows("alerts", "SELECT action, details FROM ledger WHERE subject LIKE :s", s=f"%{opened}%")
    told = [(row.action, row.details) for row in rows if "escalat" in row.action]
    assert len(told) == len(set(map(str, told)))
    print(f"a jump of three days and back: {len(told)} steps of escalation, each once\n{verify(here)}")


def incident(title: str) -> dict[str, Any]:
    return {"title": title, "severity": "II", "urls": [], "summary": "演练。", "source": "hand"}


def _signed_in(campus: Campus) -> Person:
    return Person(campus.suite.base_url, "duty", PASSWORD)


def submit_after_sign_in(campus: Campus, key: str) -> str:
    """Sign in anew, for a jump of the clock ends sessions, and hand in a text."""
    operator = Person(campus.suite.base_url, "cs.operator", PASSWORD)
    wanted = {"account_id": campus.account_id, "title": TITLE, "body": f"时钟{key}。", "source": "original"}
    made: str = operator.post("/submissions", wanted, 201, **{"Idempotency-Key": f"clock-{key}"})["id"]
    operator.close()
    return made


def is_screened_once(campus: Campus, submission_id: str) -> bool:
    return times(campus, "review", "screen", submission_id) == 1


def times(campus: Campus, service: str, action: str, subject: str) -> int:
    statement = "SELECT count(*) AS n FROM ledger WHERE action LIKE :action AND subject LIKE :subject"
    return int(campus.rows(service, statement, action=action, subject=f"%{subject}%")[0].n)


# ---- a disk that is full


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own with little room."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", folder],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    if mounted.returncode:
        pytest.fail(f"a small disk can be mounted only as root: {mounted.stderr}", pytrace=False)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True, timeout=30)


@pytest.fixture
def cramped(small_disk: Path) -> Iterator[Suite]:
    with embedded(small_disk / "data", XINMEI_LOG_LEVEL="ERROR") as suite:
        yield suite


@pytest.mark.timeout(200)
def test_a_full_disk_is_said_plainly_nothing_is_torn_and_work_goes_on_once_there_is_room(
    cramped: Suite, small_disk: Path
) -> None:
    with campus(cramped) as here:
        filler = small_disk / "filler"
        fill(filler)
        refused = [submit(here, f"full-{number}", "满" * 20_000) for number in range(5)]
        problems = [answer.json() for answer in refused if answer.status_code != 201]
        assert problems, "the disk was not full"
        assert {(problem["status"], problem["code"]) for problem in problems} == {(503, "disk_full")}
        assert all("磁盘已满" in problem["detail"] for problem in problems), problems
        assert here.college["cs.operator"].ask("GET", "/accounts").status_code == 200, "reading goes on"
        filler.unlink()
        again = [submit(here, f"full-{number}", "满" * 20_000) for number in range(5)]
        assert [answer.status_code for answer in again] == [201] * 5
        assert len({answer.json()["id"] for answer in again}) == 5
        for answer in again:
            eventually(partial(is_screened_once, here, answer.json()["id"]), "a text is screened once")
        for name in ("registry", "review", "alerts", "training"):
            with contextlib.closing(sqlite3.connect(small_disk / "data" / f"{name}.sqlite")) as database:
                assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        print(f"{len(problems)} texts refused on a full disk, all taken afterwards\n{verify(here)}")


def fill(filler: Path) -> None:
    """Write until nothing more fits."""
    with filler.open("wb") as file:
        for size in (1 << 20, 1 << 12, 1):
            with contextlib.suppress(OSError):
                while True:
                    os.write(file.fileno(), b"\0" * size)
