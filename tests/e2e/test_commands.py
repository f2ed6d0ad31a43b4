"""The commands as an operator meets them: what goes wrong is one clear line and exit status 1; what goes well ends with 0."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.e2e.college import PASSWORD, College, found_college
from tests.e2e.running import SERVICES, Person, Program, Suite, embedded, free_port, run_command

DATABASES = ("registry", "review", "alerts", "training")
SECRET = "for-tests-only-" + "0123456789abcdef" * 3
NOWHERE = 1
"""A port on which nobody listens."""
QUICK = 12.0
STOPS_WITHIN = 5.0
COMMANDS = (
    "", "up", "run", "migrate", "doctor", "create-admin", "screen", "dead-letters", "dead-letters list", "dead-letters show",
    "dead-letters replay", "dead-letters drop", "ledger", "ledger verify", "backup", "restore", "bench",
)  # fmt: skip


def told(finished: subprocess.CompletedProcess[str]) -> str:
    """The one line, in Chinese and English, with which a command failed."""
    lines = finished.stderr.strip().splitlines()
    assert finished.returncode == 1, f"{finished.returncode}: {finished.stdout}{finished.stderr}"
    assert len(lines) == 1, finished.stderr
    assert lines[0].startswith("xinmei: "), lines[0]
    assert re.search(r"[\u4e00-\u9fff]", lines[0]), lines[0]
    assert re.search(r"[a-z]{3,} [a-z]{2,}", lines[0]), lines[0]
    return lines[0]


def run_up(data: Path, port: int) -> subprocess.CompletedProcess[str]:
    return run_command(["up", "--port", str(port)], {}, data)


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


def data_of(college: College) -> Path:
    assert college.suite.data is not None
    return college.suite.data


def test_up_says_which_port_is_taken(tmp_path: Path) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        assert str(port) in told(run_up(tmp_path / "data", port))


def test_up_says_that_its_data_folder_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    assert str(tmp_path / "data") in told(run_up(tmp_path / "data", free_port()))
    assert (tmp_path / "data").read_text() == "a file"


def test_up_says_that_its_data_folder_cannot_be_made(tmp_path: Path) -> None:
    assert "/proc/none" in told(run_up(Path("/proc/none/data"), free_port()))


def test_up_says_that_its_data_folder_is_in_use(running: College) -> None:
    assert str(data_of(running)) in told(run_up(data_of(running), free_port()))
    assert running["admin"].get("/me")["username"] == "admin"


def _set_revision(data: Path, revision: str) -> None:
    for name in DATABASES:
        with closing(sqlite3.connect(data / f"{name}.sqlite")) as connection, connection:
            connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))


def test_up_refuses_a_database_of_a_newer_version_and_leaves_it_as_it_is(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert run_command(["migrate"], {}, data).returncode == 0
    _set_revision(data, "from_the_future")
    for finished in (
        run_up(data, free_port()),
        run_command(["migrate"], {}, data),
        run_command(["ledger", "verify"], {}, data),
    ):
        assert "from_the_future" in told(finished)
    with closing(sqlite3.connect(data / "registry.sqlite")) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("from_the_future",)]


@pytest.mark.parametrize("command", ["up", "ledger verify", "dead-letters list", "backup", "create-admin"])
def test_a_database_that_is_none_is_said_to_be_none(tmp_path: Path, command: str) -> None:
    data = tmp_path / "data"
    data.mkdir()
    for name in DATABASES:
        (data / f"{name}.sqlite").write_bytes(b"this is no database, whatever its name says" * 100)
    more = {
        "up": ["--port", str(free_port())],
        "backup": [str(tmp_path / "copy.tar.gz")],
        "create-admin": ["--username", "admin", "--name", "x", "--password", PASSWORD],
    }
    told(run_command([*command.split(), *more.get(command, [])], {}, data))
    assert not (tmp_path / "copy.tar.gz").exists()


@pytest.mark.parametrize("command", ["ledger verify", "dead-letters list", "dead-letters replay --all"])
def test_a_folder_without_data_is_said_to_have_none(tmp_path: Path, command: str) -> None:
    assert str(tmp_path) in told(run_command(command.split(), {}, tmp_path))


def _distributed(amqp_uri: str, database_url: str, secret: str = SECRET) -> dict[str, str]:
    return {"XINMEI_AMQP_URI": amqp_uri, "XINMEI_DATABASE_URL": database_url, "XINMEI_SECRET": secret}


@pytest.mark.parametrize("service", SERVICES)
def test_run_says_that_the_broker_is_away(service: str, fresh_database: str) -> None:
    environment = _distributed(f"amqp://guest:guest@127.0.0.1:{NOWHERE}/", fresh_database)
    port = ["--port", str(free_port())] if service == "gateway" else []
    assert "XINMEI_AMQP_URI" in told(run_command(["run", service, *port], environment, None))


def test_run_says_that_the_database_is_away(fresh_vhost: str) -> None:
    environment = _distributed(fresh_vhost, f"postgresql://x:secret-of-mine@127.0.0.1:{NOWHERE}/x")
    for command in (["run", "registry"], ["migrate"], ["ledger", "verify"], ["dead-letters", "list"]):
        line = told(run_command(command, environment, None))
        assert "XINMEI_DATABASE_URL" in line
        assert "secret-of-mine" not in line


def test_run_asks_for_a_secret_that_is_long_enough(fresh_vhost: str, fresh_database: str) -> None:
    for secret in ("", "short"):
        finished = run_command(["run", "registry"], _distributed(fresh_vhost, fresh_database, secret), None)
        assert "XINMEI_SECRET" in told(finished)


def test_run_asks_for_the_migration_that_was_not_made(fresh_vhost: str, fresh_database: str) -> None:
    finished = run_command(["run", "registry"], _distributed(fresh_vhost, fresh_database), None)
    assert "xinmei migrate" in told(finished)


def test_run_wants_both_servers_or_none(fresh_vhost: str) -> None:
    assert "XINMEI_DATABASE_URL" in told(run_command(["run", "registry"], {"XINMEI_AMQP_URI": fresh_vhost}, None))
    assert "xinmei up" in told(run_command(["run", "registry"], {}, None))


def test_a_setting_that_does_not_fit_is_named(tmp_path: Path) -> None:
    for name, value in (("XINMEI_WORKERS", "many"), ("XINMEI_PORT", "99999"), ("XINMEI_LOG_LEVEL", "LOUD")):
        assert name in told(run_command(["migrate"], {name: value}, tmp_path / "data"))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    finished = run_command([*command.split(), "--help"], {}, None)
    assert finished.returncode == 0, finished.stderr
    assert f"Usage: xinmei {command}".strip() in finished.stdout
    assert re.search(r"[\u4e00-\u9fff]", finished.stdout)


def test_an_unknown_command_is_refused_with_a_hint() -> None:
    finished = run_command(["upp"], {}, None)
    assert finished.returncode == 2
    assert "upp" in finished.stderr
    assert "Traceback" not in finished.stderr


def test_a_second_start_on_the_same_data_is_quick_and_finds_everything(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with embedded(data) as suite:
        found_admin(suite)
        assert suite.programs["up"].stop() == 0
    begun = time.monotonic()
    with embedded(data) as suite:
        assert time.monotonic() - begun < QUICK
        admin = Person(suite.base_url, "admin", PASSWORD)
        assert admin.get("/me")["username"] == "admin"
        assert "prepared" not in suite.programs["up"].output()
        admin.close()


def found_admin(suite: Suite) -> None:
    made = suite.command("create-admin", "--username", "admin", "--name", "管理员", "--password", PASSWORD)
    assert made.returncode == 0, made.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_up_stops_within_five_seconds_also_while_requests_run(tmp_path: Path, number: signal.Signals) -> None:
    port = free_port()
    program = Program(["up", "--data", str(tmp_path / "data"), "--port", str(port)], {})
    program.wait_ready()
    stop = threading.Event()
    busy = [threading.Thread(target=_keep_busy, args=(f"http://127.0.0.1:{port}", stop)) for _ in range(3)]
    half = _half_a_request(port)
    for thread in busy:
        thread.start()
    time.sleep(0.5)
    begun = time.monotonic()
    program.process.send_signal(number)
    status = program.process.wait(timeout=15)
    took = time.monotonic() - begun
    stop.set()
    for thread in busy:
        thread.join(timeout=20)
    half.close()
    assert (status, took < STOPS_WITHIN) == (0, True), f"status {status} after {took:.1f} s: {program.output()}"
    assert "Traceback" not in program.output()
    assert program.stop() == 0


def _keep_busy(base_url: str, stop: threading.Event) -> None:
    """Sign in again and again, which takes the registry a while each time, until nobody answers any more."""
    body = {"username": "nobody", "password": "of any kind"}
    while not stop.is_set():
        try:
            httpx.post(f"{base_url}/api/v1/login", json=body, timeout=10)
        except httpx.HTTPError:
            return


def _half_a_request(port: int) -> socket.socket:
    """A request whose second half never comes."""
    half = socket.create_connection(("127.0.0.1", port), timeout=10)
    half.sendall(
        b"POST /api/v1/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
    )
    return half


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
    away = run_command(
        ["doctor"], _distributed(f"amqp://x:y@127.0.0.1:{NOWHERE}/", f"postgresql://x:y@127.0.0.1:{NOWHERE}/x"), None
    )
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


def screen(*lines: str | bytes, options: tuple[str, ...] = ()) -> tuple[int, list[dict[str, object]]]:
    """The exit status of `xinmei screen`, and what it answered to each line."""
    given = b"\n".join(line.encode() if isinstance(line, str) else line for line in lines) + b"\n"
    finished = subprocess.run(
        [sys.executable, "-m", "deploy", "screen", *options], input=given, capture_output=True, timeout=60
    )
    assert b"Traceback" not in finished.stderr, finished.stderr.decode()
    return finished.returncode, [json.loads(line) for line in finished.stdout.splitlines()]


@pytest.mark.article(13)
def test_screen_answers_line_by_line_with_places_in_the_original_text() -> None:
    text = "😀😀今天停 课通知"
    status, answers = screen(
        json.dumps({"id": "a", "text": text, "terms": ["停课"]}), json.dumps({"id": "b", "text": "无"})
    )
    assert status == 0
    assert [answer["id"] for answer in answers] == ["a", "b"]
    (finding,) = answers[0]["findings"]  # type: ignore[misc]
    assert set(finding) == {"name", "rule", "start", "end", "matched", "tier", "severity", "article"}
    assert finding["name"] == "停课"
    assert text[finding["start"] : finding["end"]] == finding["matched"] == "停 课"


def test_screen_goes_on_after_a_bad_line_and_ends_with_one() -> None:
    good = json.dumps({"id": "z", "text": "停课", "terms": ["停课"]})
    bad: tuple[str | bytes, ...] = (
        '{"id": "x", ', "[]", '"text"', "7", '{"id": "x"}', '{"text": 5}', '{"text": "x", "terms": "y"}', b'{"text": "\xff"}',
        "[" * 100_000,
    )  # fmt: skip
    status, answers = screen(*bad, good)
    assert status == 1
    assert [answer.get("line") for answer in answers[:-1]] == list(range(1, len(bad) + 1))
    assert all(isinstance(answer["error"], str) for answer in answers[:-1])
    assert (answers[-1]["id"], len(answers[-1]["findings"])) == ("z", 1)  # type: ignore[arg-type]


def test_screen_survives_half_a_surrogate_pair() -> None:
    status, answers = screen('{"id": "\\ud83d", "text": "\\ud83d停课\\ude00", "terms": ["停课"]}')
    assert status == 0
    assert answers[0]["id"] == "\ud83d"
    assert [(found["start"], found["end"]) for found in answers[0]["findings"]] == [(1, 3)]  # type: ignore[attr-defined]


def test_screen_refuses_a_lexicon_that_is_none(tmp_path: Path) -> None:
    finished = subprocess.run(
        [sys.executable, "-m", "deploy", "screen", "--lexicon", str(tmp_path / "none.csv")],
        input="",
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert finished.returncode == 2
    assert "none.csv" in finished.stderr
