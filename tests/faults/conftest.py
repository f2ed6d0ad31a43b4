"""One campus on a RabbitMQ and a PostgreSQL of its own, for the tests that break them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.running import distributed
from tests.faults.suite import Campus, campus, revive


@pytest.fixture(scope="module")
def spread(private_rabbitmq: Any, private_postgres: Any) -> Iterator[Campus]:
    """A campus in the distributed profile: a process for each service, two for review."""
    settings = {"XINMEI_LOG_LEVEL": "ERROR", "XINMEI_RETRY_DELAYS": "0.2,0.4,0.8", "XINMEI_POOL_SIZE": "4"}
    with distributed(private_rabbitmq.uri, private_postgres.create_database(), **settings) as suite:
        second = type(suite.programs["review"])(["run", "review"], suite.environment)
        suite.programs["review 2"] = second
        second.wait_ready()
        with campus(suite) as made:
            yield made


@pytest.fixture
def whole(spread: Campus, private_rabbitmq: Any, private_postgres: Any) -> Iterator[Campus]:
    """The same, with everything running before and after each test."""
    yield spread
    for server in (private_rabbitmq, private_postgres):
        server.resume()
        if server.pid is None:
            server.start()
    revive(list(spread.suite.programs.values()))
