"""What every test may ask for: real servers, empty databases and vhosts; and the rule that nothing is skipped in silence.

Servers start with the first test that asks for one. Where ``XINMEI_TEST_AMQP_URI`` or ``XINMEI_TEST_DATABASE_URL`` is set, the
shared fixtures use it; the ``private_…`` ones never do, for their tests stop, kill and freeze what they get.
"""

from __future__ import annotations

import faulthandler
import os

# psycopg chooses its way of waiting when it is imported, which is before some folders turn to green threads. This one looks
# `select` up at each wait, and so lets the others go on there; processes that tests start choose for themselves.
os.environ["PSYCOPG_WAIT_FUNC"] = "wait_select"
import psycopg.waiting  # noqa: F401

del os.environ["PSYCOPG_WAIT_FUNC"]

from collections.abc import Iterator
from typing import Any

import pytest

from tests import servers
from tests.servers import machine
from tests.servers.given import SHARED

FIRST_ARTICLE, LAST_ARTICLE = 1, 17
EXIT_SECONDS = 60
"""What the process may take to end once its tests have."""
TOLD: list[str] = []
"""What is to be said loudly at the end."""


@pytest.fixture(scope="session")
def rabbitmq() -> Iterator[Any]:
    """The session's broker: ``uri``, ``new_vhost()``, ``drop_vhost(uri)``; never restart it, see `private_rabbitmq`."""
    if given := os.environ.get(machine.AMQP_URI):
        broker = servers.GivenRabbit(given)
        if not broker.makes_vhosts:
            TOLD.append(SHARED)
        yield broker
        return
    server = servers.private_rabbit()
    server.wait_ready()
    yield server
    server.discard()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Any]:
    """The session's database server: ``url``, ``create_database()``, ``drop_database(url)``; never restart it."""
    if given := os.environ.get(machine.DATABASE_URL):
        yield servers.GivenPostgres(given)
        return
    server = servers.private_postgres()
    server.wait_ready()
    yield server
    server.discard()


@pytest.fixture(scope="session")
def amqp_uri(rabbitmq: Any) -> Iterator[str]:
    """A vhost for the whole session."""
    uri = rabbitmq.new_vhost()
    yield uri
    rabbitmq.drop_vhost(uri)


@pytest.fixture(scope="session")
def database_url(postgres: Any) -> Iterator[str]:
    """A database for the whole session, empty at its start (SQLAlchemy's form, driver psycopg)."""
    url = postgres.create_database()
    yield url
    postgres.drop_database(url)


@pytest.fixture
def fresh_vhost(rabbitmq: Any) -> Iterator[str]:
    """The address of an empty vhost for one test (some 20 ms)."""
    uri = rabbitmq.new_vhost()
    yield uri
    rabbitmq.drop_vhost(uri)


@pytest.fixture
def fresh_database(postgres: Any) -> Iterator[str]:
    """The address of an empty database for one test (some 60 ms)."""
    url = postgres.create_database()
    yield url
    postgres.drop_database(url)


@pytest.fixture(scope="module")
def private_rabbitmq() -> Iterator[Any]:
    """A RabbitMQ to ``restart()``, ``kill()`` and ``start()``, ``pause()`` and ``resume()``, one for each module of tests."""
    server = servers.private_rabbit()
    server.wait_ready()
    yield server
    server.discard()


@pytest.fixture(scope="module")
def private_postgres() -> Iterator[Any]:
    """A PostgreSQL to ``restart()``, ``kill()`` and ``start()``, ``pause()`` and ``resume()``, one for each module of tests."""
    server = servers.private_postgres()
    server.wait_ready()
    yield server
    server.discard()


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The browser's program, for Playwright's ``executable_path``."""
    found = servers.find_chromium()
    if found is None:
        pytest.fail(machine.missing_message(["chromium"]), pytrace=False)
    return found


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuses an ``article`` marker that names no article of the regulation."""
    for item in items:
        for marker in item.iter_markers("article"):
            numbers = marker.args
            if not numbers or not all(isinstance(n, int) and FIRST_ARTICLE <= n <= LAST_ARTICLE for n in numbers):
                raise pytest.UsageError(
                    f"{item.nodeid}: @pytest.mark.article takes numbers from 1 to 17, not {numbers}"
                )


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A skipped test fails the run: it would look like a passed one."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    silent = [*reporter.stats.get("skipped", []), *reporter.stats.get("xfailed", [])] if reporter else []
    if silent and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """A process that does not end, for a thread of it waits for ever, is ended with the stacks of all its threads."""
    faulthandler.dump_traceback_later(EXIT_SECONDS, exit=True, file=2)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Says why a run fails in which every test that ran has passed, and what else must be heard."""
    for told in TOLD:
        terminalreporter.section("注意 note", yellow=True)
        terminalreporter.line(told)
    silent = [*terminalreporter.stats.get("skipped", []), *terminalreporter.stats.get("xfailed", [])]
    if silent:
        terminalreporter.section("skipped tests fail the run 有测试被跳过,整次运行视为失败", red=True)
        for report in silent:
            terminalreporter.line(f"{report.nodeid}: {report.longrepr}")
