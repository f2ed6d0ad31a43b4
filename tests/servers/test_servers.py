"""The test servers themselves: they keep what they must, and leave nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import kombu
import psycopg
import pytest

from tests.servers import GivenPostgres, machine
from tests.servers.process import free_port

ORPHAN = """
from tests.servers import private_postgres
server = private_postgres()
server.wait_ready()
print(server.pid, server.folder, flush=True)
input()
"""


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def wait_until(condition: Callable[[], Any], seconds: float = 10) -> Any:
    deadline = time.monotonic() + seconds
    while not (found := condition()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return found


def declare(channel: Any) -> kombu.Queue:
    queue = kombu.Queue("kept", durable=True, queue_arguments={"x-queue-type": "quorum"})(channel)
    queue.declare()
    return queue


def publish(uri: str, body: dict[str, int]) -> None:
    with kombu.Connection(uri, transport_options={"confirm_publish": True}) as connection:
        queue = declare(connection.default_channel)
        connection.Producer().publish(body, routing_key=queue.name, delivery_mode=2)


def take(uri: str) -> Any:
    with kombu.Connection(uri) as connection:
        queue = declare(connection.default_channel)
        message = wait_until(lambda: queue.get(no_ack=True))
        return message and message.payload


@pytest.mark.parametrize("failure", ["restart", "kill"])
def test_a_confirmed_message_outlives_a_restart_and_a_kill_of_the_broker(private_rabbitmq: Any, failure: str) -> None:
    publish(private_rabbitmq.uri, {"number": 7})
    getattr(private_rabbitmq, failure)()
    if failure == "kill":
        private_rabbitmq.start()
    assert take(private_rabbitmq.uri) == {"number": 7}


@pytest.mark.parametrize("failure", ["restart", "kill"])
def test_a_committed_row_outlives_a_restart_and_a_kill_of_the_database(private_postgres: Any, failure: str) -> None:
    url = private_postgres.create_database()
    address = GivenPostgres(url).libpq_url
    with psycopg.connect(address) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    getattr(private_postgres, failure)()
    if failure == "kill":
        private_postgres.start()
    with psycopg.connect(address) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (7,)
    private_postgres.drop_database(url)


def test_a_paused_database_keeps_its_callers_waiting_until_it_goes_on(private_postgres: Any) -> None:
    private_postgres.pause()
    try:
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(private_postgres.libpq_url, connect_timeout=2)
    finally:
        private_postgres.resume()
    with psycopg.connect(private_postgres.libpq_url, connect_timeout=5) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_two_fresh_vhosts_do_not_see_each_others_queues(rabbitmq: Any, fresh_vhost: str) -> None:
    other = rabbitmq.new_vhost()
    publish(fresh_vhost, {"number": 1})
    with kombu.Connection(other) as connection, pytest.raises(connection.channel_errors):
        kombu.Queue("kept")(connection.default_channel).queue_declare(passive=True)
    rabbitmq.drop_vhost(other)


def test_a_fresh_database_is_empty_and_keeps_chinese(fresh_database: str) -> None:
    with psycopg.connect(GivenPostgres(fresh_database).libpq_url) as connection:
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
        assert tables == (0,)
        assert connection.execute("SELECT char_length('先审后发')").fetchone() == (4,)


def test_nothing_is_left_when_the_process_that_started_a_server_is_killed() -> None:
    command = [sys.executable, "-c", ORPHAN]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        pid, folder = owner.stdout.readline().split()
        assert is_alive(int(pid))
        assert Path(folder).is_dir()
        os.kill(owner.pid, signal.SIGKILL)
    assert wait_until(lambda: not is_alive(int(pid)) and not Path(folder).exists())


def test_a_free_port_lies_below_those_the_kernel_gives_to_outgoing_connections() -> None:
    assert all(20000 <= free_port() < 32000 for _ in range(20))


@pytest.mark.parametrize("given", ["postgres", "postgresql", "postgresql+psycopg2", "postgresql+psycopg"])
def test_a_given_address_is_taken_in_any_of_its_usual_forms(given: str) -> None:
    assert GivenPostgres(f"{given}://u:p@h:5/d").url == "postgresql+psycopg://u:p@h:5/d"


def test_a_missing_server_is_named_with_what_to_do_next() -> None:
    message = machine.missing_message(["rabbitmq", "chromium"])
    assert "rabbitmq, chromium" in message
    assert machine.AMQP_URI in message
    assert "docker compose" in message


def test_a_server_counts_as_provided_when_the_environment_gives_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "missing", lambda: ["rabbitmq", "postgresql", "chromium"])
    monkeypatch.setattr(machine, "docker_answers", lambda: False)
    monkeypatch.setenv(machine.AMQP_URI, "amqp://somewhere")
    monkeypatch.delenv(machine.DATABASE_URL, raising=False)
    assert machine.unprovided() == ["postgresql", "chromium"]
    monkeypatch.setattr(machine, "docker_answers", lambda: True)
    assert machine.unprovided() == ["chromium"]
