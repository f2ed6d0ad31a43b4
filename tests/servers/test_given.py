"""A broker that is not ours: vhosts of our own where it lets us make them, else the one that was given."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kombu
import pytest

from tests import servers
from tests.servers import given, machine
from tests.servers.given import GivenRabbit


@pytest.fixture(scope="module")
def with_api() -> Iterator[Any]:
    """A RabbitMQ with the management plugin."""
    sbin = machine.find_rabbit()
    assert sbin is not None
    with servers.PrivateRabbit(sbin, api=True) as broker:
        yield broker


@pytest.fixture
def api(with_api: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv(given.PLUGIN_URL, f"http://127.0.0.1:{with_api.api_port}")
    return with_api


@pytest.fixture
def command(with_api: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The plugin is out of reach, and ``rabbitmqctl`` on the path is the node's own."""
    monkeypatch.setenv(given.PLUGIN_URL, "http://127.0.0.1:9")
    settings = "\n".join(f"export {name}='{value}'" for name, value in with_api._environment().items())
    program = tmp_path / "rabbitmqctl"
    program.write_text(f'#!/bin/sh\n{settings}\nexec {with_api._sbin}/rabbitmqctl --node {with_api.node} "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    return with_api


def put(uri: str, name: str) -> None:
    with kombu.Connection(uri, connect_timeout=5) as connection:
        kombu.Queue(name, queue_arguments={"x-queue-type": "quorum"})(connection.default_channel).declare()


def is_there(uri: str, name: str) -> bool:
    with kombu.Connection(uri, connect_timeout=5) as connection:
        try:
            kombu.Queue(name)(connection.default_channel).queue_declare(passive=True)
        except connection.channel_errors:
            return False
        return True


@pytest.mark.parametrize("way", ["api", "command"])
def test_each_asks_for_a_vhost_of_its_own_and_leaves_none_behind(way: str, request: pytest.FixtureRequest) -> None:
    server = request.getfixturevalue(way)
    broker = GivenRabbit(server.uri)
    assert broker.makes_vhosts
    one, two = broker.new_vhost(), broker.new_vhost()
    put(one, "kept")
    assert is_there(one, "kept")
    assert not is_there(two, "kept")
    for uri in (one, two):
        broker.drop_vhost(uri)
    assert "xinmei-test-" not in server.ctl("list_vhosts")


def test_a_broker_that_lets_us_make_none_gives_what_it_has_and_says_so(
    with_api: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(given.PLUGIN_URL, "http://127.0.0.1:9")
    monkeypatch.setenv("PATH", "/nowhere")
    broker = GivenRabbit(with_api.uri)
    assert not broker.makes_vhosts
    assert broker.new_vhost() == with_api.uri
    broker.drop_vhost(with_api.uri)
    assert "share" in given.SHARED
    put(with_api.uri, "still here")


def test_the_plugin_of_another_broker_is_not_taken_for_this_ones(api: Any, private_rabbitmq: Any) -> None:
    assert not GivenRabbit(private_rabbitmq.uri).makes_vhosts


@pytest.mark.parametrize(
    ("uri", "api"),
    [
        ("amqp://a:b@broker:5672/x", "http://broker:15672"),
        ("amqps://a:b@broker/x", "https://broker:15671"),
    ],
)
def test_the_plugin_is_looked_for_where_it_listens_by_default(uri: str, api: str) -> None:
    assert given.Address(uri).api == api
    assert given.Address(uri).of_vhost("a/b").endswith("/a%2Fb")
    assert (given.Address(uri).user, given.Address(uri).password) == ("a", "b")
