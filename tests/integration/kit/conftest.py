"""Both brokers and both databases, side by side: what is asked of one is asked of the other."""

from __future__ import annotations

import tests.integration.kit.green  # noqa: F401  isort: skip  (green threads before anything else)

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import eventlet
import pytest
import sqlalchemy as sa

from services.kit.amqp import AmqpBroker
from services.kit.broker import Broker
from services.kit.clock import FixedClock
from services.kit.database import Database
from services.kit.identity import Keys
from services.kit.ids import new_id
from services.kit.local import LocalBroker
from services.kit.work import Works
from tests.integration.kit.running import Suite
from tests.unit.kit.world import NOON, SECRET, Mail, Notebook, make_tables

TEST_SECONDS = 60


@pytest.fixture(autouse=True)
def no_longer_than_a_minute() -> Iterator[None]:
    """A signal would interrupt whatever green thread runs just then; this ends the test's own."""
    with eventlet.Timeout(TEST_SECONDS):
        yield


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def keys() -> Keys:
    return Keys([SECRET])


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """An empty database with the kit's tables, on each kind of server."""
    yield from request.getfixturevalue(f"{request.param}_database")


@pytest.fixture
def sqlite_database(tmp_path: Path) -> Iterator[Database]:
    """The generator that opens it, for `database` to run."""
    return _opened(Database.in_folder(tmp_path, "lamps"))


@pytest.fixture
def postgresql_database(database_url: str) -> Iterator[Database]:
    """A schema of its own: many times faster to make than a database."""
    return _opened(Database(database_url, f"kit_{new_id()[-12:]}", pool_size=12))


def _opened(database: Database) -> Iterator[Database]:
    make_tables(database)
    yield database
    if not database.is_sqlite:
        with database.engine.begin() as connection:
            connection.execute(sa.text(f'DROP SCHEMA "{database.schema}" CASCADE'))
    database.close()


@pytest.fixture
def postgresql(postgresql_database: Iterator[Database]) -> Iterator[Database]:
    """PostgreSQL alone, for what only several processes can do wrong."""
    yield from postgresql_database


@pytest.fixture
def works(database: Database, clock: FixedClock) -> Works:
    return Works("lamps", database, clock)


@pytest.fixture
def mail() -> Mail:
    return Mail()


@pytest.fixture
def book(works: Works) -> Notebook:
    return Notebook(works)


@pytest.fixture(params=["local", "amqp"])
def make_broker(request: pytest.FixtureRequest) -> Callable[[], Broker]:
    """Makes the adapter under test; each AMQP one is a client of its own of the same server."""
    if request.param == "local":
        the_one = LocalBroker()
        return lambda: the_one
    uri = request.getfixturevalue("amqp_uri")
    return lambda: AmqpBroker(uri)


@pytest.fixture
def broker(make_broker: Callable[[], Broker]) -> Iterator[Broker]:
    broker = make_broker()
    yield broker
    broker.close()


@pytest.fixture
def queue(request: pytest.FixtureRequest) -> Iterator[str]:
    """The name of a queue that nobody else has, removed afterwards."""
    name = f"kit-{new_id()}"
    yield name
    if "amqp" in request.node.name:
        _delete(request.getfixturevalue("amqp_uri"), name)


@pytest.fixture(params=["embedded", "distributed"])
def make_suite(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[..., Suite]:
    """Makes the desk and the watch, over either profile."""
    if request.param == "embedded":
        return lambda **changed: Suite(tmp_path, **changed)
    uri = request.getfixturevalue("amqp_uri")
    url = request.getfixturevalue("database_url")
    return lambda **changed: Suite(tmp_path, uri, url, **changed)


@pytest.fixture
def idle(make_suite: Callable[..., Suite]) -> Iterator[Suite]:
    """A suite whose services have not been started."""
    suite = make_suite()
    yield suite
    suite.close()


@pytest.fixture
def suite(idle: Suite) -> Suite:
    idle.start()
    return idle


def _delete(uri: str, queue: str) -> None:
    import kombu

    with kombu.Connection(uri) as connection:
        connection.default_channel.queue_delete(queue)


def wait_until(condition: Callable[[], Any], seconds: float = 10) -> Any:
    """What `condition` gives as soon as it is true; fails the test where it never is."""
    with eventlet.Timeout(seconds, AssertionError(f"it did not happen within {seconds} s")):
        while not (found := condition()):
            eventlet.sleep(0.01)
        return found
