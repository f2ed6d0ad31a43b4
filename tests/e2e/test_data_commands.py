"""The commands that look after the data: the first administrator, ledgers, backups, dead letters, the doctor."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.e2e.college import PASSWORD, College, found_college
from tests.e2e.problems import told
from tests.e2e.running import Person, embedded, run_command

SECRET = "for-tests-only-" + "0123456789abcdef" * 3
NOWHERE = "127.0.0.1:1"
AWAY = {
    "XINMEI_AMQP_URI": f"amqp://x:y@{NOWHERE}/",
    "XINMEI_DATABASE_URL": f"postgresql://x:y@{NOWHERE}/x",
    "XINMEI_SECRET": SECRET,
}
"""Servers that nobody runs."""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[College]:
    """A small college on the embedded profile, for the commands that look into its data."""
    with embedded(tmp_path_factory.mktemp("commands") / "data") as suite:
        college = found_college(suite)
        yield college
        college.close()


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that is up to date and in nobody's use."""
    folder = tmp_path_factory.mktemp("migrated") / "data"
    assert run_command(["migrate"], {}, folder).returncode == 0
    return folder


def test_the_first_administrator_is_made_once(running: College) -> None:
    again = running.suite.command("create-admin", "--username", "second", "--name", "另一人", "--password", PASSWORD)
    told(again)
    assert running["admin"].get("/people?q=second")["items"] == []


def test_a_first_administrators_weak_password_is_refused(migrated: Path) -> None:
    finished = run_command(["create-admin", "--username", "admin", "--name", "x", "--password", "short"], {}, migrated)
    assert "password" in told(finished)


@pytest.mark.article(15)
def test_ledger_verify_names_the_service_and_the_first_entry_that_was_changed(running: College, tmp_path: Path) -> None:
    assert running.suite.command("ledger", "verify").returncode == 0
    data = _copy(running, tmp_path)
    with closing(sqlite3.connect(data / "registry.sqlite")) as connection, connection:
        changed = connection.execute("UPDATE ledger SET action = 'nothing' WHERE number = 3").rowcount
    assert changed == 1
    verified = run_command(["ledger", "verify"], {}, data)
    assert verified.returncode == 1
    lines = {line.split()[0]: line for line in verified.stdout.splitlines()}
    assert re.search(r"\bbroken at entry 3\b", lines["registry"]), lines
    assert all("holds" in lines[name] for name in ("review", "alerts", "training")), lines


@pytest.mark.article(15)
def test_ledger_verify_finds_an_entry_that_was_taken_out_or_cut_off(running: College, tmp_path: Path) -> None:
    for place, where in (("middle", "number = 4"), ("end", "number = (SELECT max(number) FROM ledger)")):
        data = _copy(running, tmp_path / place)
        with closing(sqlite3.connect(data / "registry.sqlite")) as connection, connection:
            connection.execute(f"DELETE FROM ledger WHERE {where}")
        verified = run_command(["ledger", "verify"], {}, data)
        assert (verified.returncode, "broken" in verified.stdout) == (1, True), (place, verified.stdout)


def _copy(college: College, folder: Path) -> Path:
    """What a backup of the running college holds, restored somewhere else."""
    folder.mkdir(exist_ok=True)
    made = college.suite.command("backup", str(folder / "copy.tar.gz"))
    assert made.returncode == 0, made.stderr
    restored = run_command(["restore", str(folder / "copy.tar.gz")], {}, folder / "restored")
    assert restored.returncode == 0, restored.stderr
    return folder / "restored"


def test_a_backup_made_while_running_is_restored_whole(running: College, tmp_path: Path) -> None:
    data = _copy(running, tmp_path)
    with embedded(data) as suite:
        admin = Person(suite.base_url, "admin", PASSWORD)
        assert {unit["id"] for unit in admin.get("/units")["items"]} == set(running.units.values())
        assert suite.command("ledger", "verify").returncode == 0
        in_use = run_command(["restore", str(tmp_path / "copy.tar.gz")], {}, data)
        assert str(data) in told(in_use)
        admin.close()


def test_a_restore_puts_what_was_there_aside(running: College, tmp_path: Path) -> None:
    data = _copy(running, tmp_path)
    (data / "mine").write_text("kept")
    assert run_command(["restore", str(tmp_path / "copy.tar.gz")], {}, data).returncode == 0
    assert [path.read_text() for path in data.glob("before-restore-*/mine")] == ["kept"]


def test_what_is_no_backup_changes_nothing(running: College, migrated: Path, tmp_path: Path) -> None:
    whole = tmp_path / "whole.tar.gz"
    assert running.suite.command("backup", str(whole)).returncode == 0
    half, none = tmp_path / "half.tar.gz", tmp_path / "none.tar.gz"
    half.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    none.write_bytes(b"\x1f\x8b" + os.urandom(2000))
    before = sorted(path.name for path in migrated.iterdir())
    for file in (half, none):
        assert str(file) in told(run_command(["restore", str(file)], {}, migrated))
        assert sorted(path.name for path in migrated.iterdir() if path.name != "lock") == [
            n for n in before if n != "lock"
        ]


def test_no_dead_letters_are_listed_as_none(running: College) -> None:
    listed = running.suite.command("dead-letters", "list")
    assert (listed.returncode, listed.stdout.split()[0]) == (0, "0"), listed.stdout
    for action in ("show", "replay", "drop"):
        assert "no-such-event" in told(running.suite.command("dead-letters", action, "no-such-event"))


def test_the_doctors_exit_status_says_whether_all_is_well(migrated: Path, tmp_path: Path) -> None:
    well = run_command(["doctor"], {}, migrated)
    (tmp_path / "file").write_text("x")
    ill = run_command(["doctor"], {}, tmp_path / "file")
    away = run_command(["doctor"], AWAY, None)
    fonts_missing = "no Chinese font" in well.stdout
    assert well.returncode == int(fonts_missing), well.stdout
    assert (ill.returncode, away.returncode) == (1, 1)
    assert "✗" in ill.stdout
    assert "XINMEI_AMQP_URI" in away.stdout
    assert not any("Traceback" in finished.stderr for finished in (well, ill, away))


def test_the_doctor_never_prints_a_secret(migrated: Path) -> None:
    shown = run_command(
        ["doctor", "--settings"], {"XINMEI_SECRET": SECRET, "XINMEI_DEMO_PASSWORD": "demo-secret"}, migrated
    )
    assert "XINMEI_SECRET" in shown.stdout
    assert SECRET not in shown.stdout
    assert "demo-secret" not in shown.stdout
