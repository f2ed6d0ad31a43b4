"""One campus on a RabbitMQ and a PostgreSQL of its own, for all the tests that break them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests import servers
from tests.e2e.running import Program, distributed
from tests.faults.suite import Campus, campus, revive


@pytest.fixture(scope="session")
def own_rabbitmq() -> Iterator[Any]:
    server = servers.private_rabbit()
    yield server
    server.discard()


@pytest.fixture(scope="session")
def own_postgres() -> Iterator[Any]:
    server = servers.private_postgres()
    yield server
    server.discard()


@pytest.fixture(scope="session")
def spread(own_rabbitmq: Any, own_postgres: Any) -> Iterator[Campus]:
    """A campus in the distributed profile: a process for each service, two for review."""
    settings = {"XINMEI_LOG_LEVEL": "ERROR", "XINMEI_RETRY_DELAYS": "0.2,0.4,0.8", "XINMEI_POOL_SIZE": "4"}
    own_rabbitmq.wait_ready()
    own_postgres.wait_ready()
    with distributed(own_rabbitmq.uri, own_postgres.create_database(), **settings) as suite:
        suite.programs["review 2"] = Program(["run", "review"], suite.environment)
        suite.programs["review 2"].wait_ready()
        with campus(suite) as made:
            yield made


@pytest.fixture
def whole(spread: Campus, own_rabbitmq: Any, own_postgres: Any) -> Iterator[Campus]:
    """The same, with everything running again after each test."""
    yield spread
    for server in (own_rabbitmq, own_postgres):
        server.resume()
        if server.pid is None:
            server.start()
    revive(list(spread.suite.programs.values()))
