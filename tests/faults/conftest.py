"""One campus on a RabbitMQ and a PostgreSQL of its own, for all the tests that break them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests import servers
from tests.e2e.running import Program, wired
from tests.faults.storm import revive
from tests.faults.suite import Campus, campus
from tests.servers.link import Link


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


@dataclass(frozen=True)
class Wires:
    """The review service's own ways to the servers, each of which can be cut."""

    broker: Link
    database: Link

    def mend(self) -> None:
        self.broker.mend()
        self.database.mend()


@pytest.fixture(scope="session")
def wires(own_rabbitmq: Any, own_postgres: Any) -> Iterator[Wires]:
    made = Wires(Link(own_rabbitmq.port), Link(own_postgres.port))
    yield made
    made.broker.close()
    made.database.close()


@pytest.fixture(scope="session")
def spread(own_rabbitmq: Any, own_postgres: Any, wires: Wires) -> Iterator[Campus]:
    """A campus in the distributed profile: a process for each service, two for review, which has wires of its own."""
    settings = {"XINMEI_LOG_LEVEL": "ERROR", "XINMEI_RETRY_DELAYS": "0.2,0.4,0.8", "XINMEI_POOL_SIZE": "4"}
    own_rabbitmq.wait_ready()
    own_postgres.wait_ready()
    database = own_postgres.create_database()
    own = {
        "XINMEI_AMQP_URI": wires.broker.through(own_rabbitmq.uri),
        "XINMEI_DATABASE_URL": wires.database.through(database),
    }
    with wired(own_rabbitmq.uri, database, {"review": own}, **settings) as suite:
        suite.programs["review 2"] = Program(["run", "review"], {**suite.environment, **own})
        suite.programs["review 2"].wait_ready()
        with campus(suite) as made:
            yield made


@pytest.fixture
def whole(spread: Campus, own_rabbitmq: Any, own_postgres: Any, wires: Wires) -> Iterator[Campus]:
    """The same, with everything running again after each test."""
    yield spread
    wires.mend()
    for server in (own_rabbitmq, own_postgres):
        server.resume()
        if server.pid is None:
            server.start()
    revive(list(spread.suite.programs.values()))
