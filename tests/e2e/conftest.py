"""One running suite a profile for all journeys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.college import College, found_college
from tests.e2e.running import Suite, distributed, embedded


@pytest.fixture(scope="session", params=["embedded", "distributed"])
def college(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[College]:
    """A small college on a running suite, on each profile in turn."""
    if request.param == "embedded":
        with embedded(tmp_path_factory.mktemp("data")) as suite:
            yield from _college(suite)
    else:
        amqp_uri, database_url = request.getfixturevalue("amqp_uri"), request.getfixturevalue("database_url")
        with distributed(amqp_uri, database_url) as suite:
            yield from _college(suite)


def _college(suite: Suite) -> Iterator[College]:
    college = found_college(suite)
    yield college
    college.close()
