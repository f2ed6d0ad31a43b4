"""Real servers for tests: RabbitMQ and PostgreSQL of one's own, on free ports of the loopback, gone when the tests are.

`private_rabbit` and `private_postgres` give a server that the caller may restart and kill: from the machine's own binaries, else
from containers where a Docker engine answers, else `ServersMissing` says what to provide. Nothing that is started here outlives
the process that started it, not even where that process is killed with SIGKILL (see `tests.servers.reaper`).
"""

from __future__ import annotations

from tests.servers.certificates import Certificates, make_certificates
from tests.servers.containers import ContainerPostgres, ContainerRabbit
from tests.servers.given import GivenRabbit
from tests.servers.machine import (
    ServersMissing,
    docker_answers,
    find_chromium,
    find_postgres,
    find_rabbit,
    missing_message,
)
from tests.servers.postgres import GivenPostgres, PrivatePostgres
from tests.servers.rabbitmq import PrivateRabbit

__all__ = [
    "Certificates",
    "ContainerPostgres",
    "ContainerRabbit",
    "GivenPostgres",
    "GivenRabbit",
    "PrivatePostgres",
    "PrivateRabbit",
    "ServersMissing",
    "find_chromium",
    "make_certificates",
    "private_postgres",
    "private_rabbit",
]


def private_rabbit(certificates: Certificates | None = None) -> PrivateRabbit | ContainerRabbit:
    """A RabbitMQ of one's own, launched; call ``wait_ready`` before use. Raises `ServersMissing`.

    With `certificates` it speaks TLS too, which a container's does not.
    """
    sbin = find_rabbit()
    if sbin is None and (certificates or not docker_answers()):
        raise ServersMissing(missing_message(["rabbitmq"]))
    server = PrivateRabbit(sbin, certificates) if sbin else ContainerRabbit()
    server.launch()
    return server


def private_postgres(
    certificates: Certificates | None = None, **settings: object
) -> PrivatePostgres | ContainerPostgres:
    """A PostgreSQL of one's own, launched; call ``wait_ready`` before use. Raises `ServersMissing`.

    With `certificates` it speaks TLS, and `settings` are its own; a container's takes neither.
    """
    bindir = find_postgres()
    if bindir is None and (certificates or settings or not docker_answers()):
        raise ServersMissing(missing_message(["postgresql"]))
    server = PrivatePostgres(bindir, certificates, **settings) if bindir else ContainerPostgres()
    server.launch()
    return server
