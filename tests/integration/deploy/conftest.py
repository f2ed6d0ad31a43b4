"""A suite as it is deployed: TLS to both servers, and for each service a broker user and a database role with its own rights."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest

from deploy.rabbitmq.definitions import USERS, VHOST, definitions, user_of
from tests import servers
from tests.e2e.college import College, found_college
from tests.e2e.running import Program, Suite, free_port, run_command
from tests.integration.deploy.collector import Collector

ROOT = Path(__file__).parents[3]
SECRET = "for-tests-only-" + "0123456789abcdef" * 3
SERVICES = ("registry", "review", "alerts", "training", "gateway")
PASSWORDS = {name: f"{name}-broker-pass" for name in USERS}


@pytest.fixture(scope="session")
def certificates() -> Iterator[servers.Certificates]:
    with tempfile.TemporaryDirectory(prefix="xinmei-tls-") as folder:
        Path(folder).chmod(0o755)
        yield servers.make_certificates(Path(folder))


@pytest.fixture(scope="session")
def strict_rabbit(certificates: servers.Certificates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A RabbitMQ that has loaded the suite's definitions."""
    server = servers.private_rabbit(certificates)
    file = tmp_path_factory.mktemp("definitions") / "definitions.json"
    file.write_text(json.dumps(definitions(PASSWORDS)))
    server.wait_ready()
    server.ctl("import_definitions", str(file))
    yield server
    server.discard()


@pytest.fixture(scope="session")
def strict_postgres(certificates: servers.Certificates) -> Iterator[Any]:
    """A PostgreSQL that speaks TLS."""
    server = servers.private_postgres(certificates)
    server.wait_ready()
    yield server
    server.discard()


@pytest.fixture(scope="session")
def strict_database(strict_postgres: Any) -> str:
    """The address (libpq's form) of a database with the suite's roles."""
    url: str = strict_postgres.create_database()
    libpq = "postgresql://" + url.partition("://")[2]
    with psycopg.connect(libpq, autocommit=True) as connection:
        connection.execute((ROOT / "deploy/postgresql/roles.sql").read_bytes())
    return libpq


def as_role(url: str, role: str) -> str:
    """The same database as another role."""
    return f"postgresql://{role}@{url.partition('@')[2]}"


def environment_of(name: str, rabbit: Any, database: str, certificates: servers.Certificates) -> dict[str, str]:
    """What a process of this service is given: its own user and role, over TLS, and nothing of the others."""
    user = user_of(name)
    address = as_role(database, f"xinmei_{name}").replace("127.0.0.1", "localhost")
    known = f"{address}?sslmode=verify-full&sslrootcert={certificates.authority}"
    return {
        "XINMEI_AMQP_URI": f"amqps://{user}:{quote(PASSWORDS[user])}@localhost:{rabbit.tls_port}/{VHOST}",
        "XINMEI_AMQP_CA": str(certificates.authority),
        "XINMEI_DATABASE_URL": "" if name == "gateway" else known,
        "XINMEI_SECRET": SECRET,
        "XINMEI_LOG_LEVEL": "WARNING",
    }


@pytest.fixture(scope="session")
def collector() -> Iterator[Collector]:
    made = Collector()
    yield made
    made.close()


@pytest.fixture(scope="session")
def strict(
    strict_rabbit: Any, strict_database: str, certificates: servers.Certificates, collector: Collector
) -> Iterator[Suite]:
    """Every service as its own user and role; the gateway without a database."""
    made = {name: environment_of(name, strict_rabbit, strict_database, certificates) for name in ("migrate", *SERVICES)}
    migrated = run_command(["migrate", "--grants"], made["migrate"], None)
    assert migrated.returncode == 0, migrated.stdout + migrated.stderr
    port = free_port()
    programs = {
        name: Program(
            ["run", name, *(["--port", str(port)] if name == "gateway" else [])],
            {**made[name], "XINMEI_TRACES": collector.url},
        )
        for name in SERVICES
    }
    suite = Suite(programs, f"http://127.0.0.1:{port}", made["migrate"], None)
    try:
        for program in programs.values():
            program.wait_ready()
        yield suite
    finally:
        suite.close()


@pytest.fixture(scope="session")
def college(strict: Suite) -> Iterator[College]:
    made = found_college(strict)
    yield made
    made.close()


def postgres_tool(name: str, *arguments: str) -> None:
    """A tool of the newest PostgreSQL on this machine: an older one does not dump a newer server."""
    folder = servers.find_postgres()
    assert folder is not None, f"{name} is missing: install PostgreSQL"
    done = subprocess.run(
        [folder / name, *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    assert done.returncode == 0, done.stderr
