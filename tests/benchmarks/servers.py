"""Servers for a benchmark: the given ones, else private ones that end with it; and programs that say `ready`."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from typing import Any

from tests import servers
from tests.servers import machine


@contextlib.contextmanager
def rabbit_and_postgres(*, vhosts: bool = False) -> Iterator[tuple[Any, Any]]:
    """A RabbitMQ and a PostgreSQL, as the tests have them; with `vhosts` a RabbitMQ that can make some."""
    with contextlib.ExitStack() as stack:
        given_uri, given_url = os.environ.get(machine.AMQP_URI), os.environ.get(machine.DATABASE_URL)
        given = servers.GivenRabbit(given_uri) if given_uri else None
        fits = given is not None and (not vhosts or given.makes_vhosts)
        rabbit: Any = given if fits else _private(stack, servers.private_rabbit())
        postgres: Any = servers.GivenPostgres(given_url) if given_url else _private(stack, servers.private_postgres())
        yield rabbit, postgres


def _private(stack: contextlib.ExitStack, server: Any) -> Any:
    stack.callback(server.discard)
    server.wait_ready()
    return server


@contextlib.contextmanager
def program(arguments: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A Python program, from the moment it says `ready` until the block ends; what it complained of, where the block fails."""
    with tempfile.TemporaryFile("w+") as complaints:  # no pipe: one that nobody reads fills up and stops the program
        process = subprocess.Popen(
            [sys.executable, *arguments],
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
        )
        try:
            assert process.stdout is not None
            if not any(line.startswith("ready") for line in process.stdout):
                raise RuntimeError(f"{arguments} ended before it was ready")
            yield process
        except RuntimeError as error:
            complaints.seek(0)
            error.add_note(complaints.read()[-4000:])
            raise
        finally:
            _end(process)


def _end(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=8)
    except subprocess.TimeoutExpired:
        process.kill()
