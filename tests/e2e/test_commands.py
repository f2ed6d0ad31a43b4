"""The commands as an operator meets them: what goes wrong is one clear line and exit status 1; what goes well ends with 0."""

from __future__ import annotations

import json
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
from tests.e2e.problems import told
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


def run_up(data: Path, port: int) -> subprocess.CompletedProcess[str]:
    return run_command(["up", "--port", str(port)], {}, data)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[College]:
    """A small college on the embedded profile, for the commands that look into its data."""
    with embedded(tmp_path_factory.mktemp("commands") / "data") as suite:
        college = found_college(suite)
        yield college
        college.close()


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


def test_up_says_that_its_data_folder_is_in_use(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with embedded(data) as suite:
        assert str(data) in told(run_up(data, free_port()))
        assert httpx.get(f"{suite.base_url}/healthz").status_code == 200


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


EXPLAIN = """
import json, sys
from deploy.cli import cli
from click.testing import CliRunner
results = {c: CliRunner().invoke(cli, [*c.split(), "--help"], prog_name="xinmei") for c in json.load(sys.stdin)}
print(json.dumps({c: [result.exit_code, result.output] for c, result in results.items()}))
"""


def test_every_command_explains_itself_in_chinese_and_english() -> None:
    """All in one process: starting one for each would take most of the time of this module."""
    asked = subprocess.run(
        [sys.executable, "-c", EXPLAIN],
        input=json.dumps(COMMANDS),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    answers = json.loads(asked.stdout)
    assert set(answers) == set(COMMANDS)
    for command, (status, text) in answers.items():
        assert status == 0, (command, text)
        assert f"Usage: xinmei {command}".strip() in text
        assert re.search(r"[\u4e00-\u9fff].*[a-z]{3}", text), text


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
