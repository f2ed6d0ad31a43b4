"""The containers' part without an engine: which orders go to compose, and what becomes of a refusal."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml

from tests import servers
from tests.servers import containers, machine
from tests.servers.process import ServerFailed

RECORDER = """#!/bin/sh
echo "$@ port=$XINMEI_TEST_PORT" >> "{record}"
case "$*" in *broken*) echo "no such thing" >&2; exit 1;; esac
"""


@pytest.fixture
def orders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with one line for each call of a ``docker`` that only writes down what it is asked."""
    record, program = tmp_path / "orders", tmp_path / "docker"
    program.write_text(RECORDER.format(record=record))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(containers, "speaks_amqp", lambda port: True)
    return record


def verbs(orders: Path) -> list[str]:
    return [line.split("compose.yaml ")[1].split(" port=")[0] for line in orders.read_text().splitlines()]


def test_a_broker_in_a_container_lives_by_the_same_words_as_a_process(orders: Path) -> None:
    with containers.ContainerRabbit() as broker:
        broker.restart()
        broker.kill()
        broker.start()
        broker.pause()
        broker.resume()
    up, stop = "up --detach rabbitmq", "stop rabbitmq"
    rest = ["kill rabbitmq", up, "pause rabbitmq", "unpause rabbitmq", "down --volumes --timeout 0"]
    assert verbs(orders) == [up, stop, up, *rest]


def test_a_vhost_in_a_container_is_made_with_rights_and_dropped(orders: Path) -> None:
    broker = containers.ContainerRabbit()
    uri = broker.new_vhost()
    broker.drop_vhost(uri)
    ctl = "exec --no-TTY rabbitmq rabbitmqctl"
    rights = f"{ctl} set_permissions --vhost test-1 xinmei .* .* .*"
    assert verbs(orders) == [f"{ctl} add_vhost test-1", rights, f"{ctl} delete_vhost test-1"]
    assert uri.endswith(f"@127.0.0.1:{broker.port}/test-1")


def test_each_server_has_a_project_and_a_port_of_its_own(orders: Path) -> None:
    first, second = containers.ContainerRabbit(), containers.ContainerPostgres()
    first.stop()
    second.stop()
    lines = orders.read_text().splitlines()
    assert f"--project-name xinmei-test-rabbitmq-{first.port}" in lines[0]
    assert lines[1].endswith(f"port={second.port}")
    assert first.port != second.port


def test_a_refusal_of_the_engine_is_told_in_its_own_words(orders: Path) -> None:
    with pytest.raises(ServerFailed, match="no such thing"):
        containers.ContainerRabbit().ctl("broken")
    assert len(verbs(orders)) == 1


def test_containers_are_taken_only_where_the_machine_has_no_binaries(
    orders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(servers, "find_rabbit", lambda: None)
    monkeypatch.setattr(servers, "docker_answers", lambda: True)
    broker = servers.private_rabbit()
    assert isinstance(broker, containers.ContainerRabbit)
    broker.discard()
    monkeypatch.setattr(servers, "docker_answers", lambda: False)
    with pytest.raises(machine.ServersMissing, match="rabbitmq"):
        servers.private_rabbit()


def test_the_compose_file_names_both_servers_and_no_host() -> None:
    described = yaml.safe_load(containers.COMPOSE_FILE.read_text())["services"]
    assert set(described) == {containers.ContainerRabbit.service, containers.ContainerPostgres.service}
    assert all("/" not in service["image"] for service in described.values())
    assert all(port.startswith("127.0.0.1:") for service in described.values() for port in service["ports"])
