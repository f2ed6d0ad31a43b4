"""The same two servers as containers, for a machine that has a Docker engine and no binaries. Same names, same promises.

Each server is a compose project of its own, on a free port of the loopback. Data lies in the container and is kept over `kill`
and `restart`; `discard` removes both. Unlike a child process, a container outlives a test process that is killed with SIGKILL:
``docker compose ls`` shows it under its name, which starts with ``xinmei-test-``.
"""

from __future__ import annotations

import atexit
import itertools
import os
import secrets
import subprocess
import time
from pathlib import Path
from typing import Self
from urllib.parse import quote

import psycopg

from tests.servers.postgres import Databases
from tests.servers.process import LOOPBACK, ServerFailed, free_port
from tests.servers.rabbitmq import USER, speaks_amqp

COMPOSE_FILE = Path(__file__).with_name("compose.yaml")


class Container:
    """One service of the compose file as a project of its own."""

    service = ""
    start_seconds = 180.0  # the first start brings the image

    def __init__(self) -> None:
        self.port = free_port()
        self._password = secrets.token_hex(12)
        self._project = f"xinmei-test-{self.service}-{self.port}"

    def is_ready(self) -> bool:
        raise NotImplementedError

    def start(self) -> Self:
        """Starts and waits until it serves. Raises `ServerFailed`."""
        self.launch()
        self.wait_ready()
        return self

    def launch(self) -> None:
        """Starts without waiting until it serves."""
        atexit.register(self.discard)
        self._compose("up", "--detach", self.service)

    def wait_ready(self) -> None:
        """Returns when it serves; raises `ServerFailed` after ``start_seconds``."""
        deadline = time.monotonic() + self.start_seconds
        while not self.is_ready():
            if time.monotonic() > deadline:
                raise ServerFailed(f"{self._project} is not ready\n{self._compose('logs', '--tail', '25')}")
            time.sleep(0.2)

    def stop(self) -> None:
        """An orderly end; data and port are kept."""
        self._compose("stop", self.service)

    def kill(self) -> None:
        """SIGKILL to all that runs in it; data and port are kept."""
        self._compose("kill", self.service)

    def restart(self) -> None:
        """Stops in order and starts again on the same port with the same data; waits until it serves."""
        self.stop()
        self.start()

    def pause(self) -> None:
        """Freezes it: connections stay open and nothing answers."""
        self._compose("pause", self.service)

    def resume(self) -> None:
        """Thaws what `pause` froze."""
        self._compose("unpause", self.service)

    def discard(self) -> None:
        """Removes container, data and network."""
        atexit.unregister(self.discard)
        self._compose("down", "--volumes", "--timeout", "0")

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.discard()

    def _compose(self, *arguments: str) -> str:
        command = ["docker", "compose", "--project-name", self._project, "--file", str(COMPOSE_FILE), *arguments]
        environment = {**os.environ, "XINMEI_TEST_PORT": str(self.port), "XINMEI_TEST_PASSWORD": self._password}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600, check=False)
        if done.returncode:
            raise ServerFailed(f"{' '.join(command)}: {done.stderr or done.stdout}")
        return done.stdout


class ContainerRabbit(Container):
    """RabbitMQ in a container."""

    service = "rabbitmq"

    def __init__(self) -> None:
        super().__init__()
        self._numbers = itertools.count(1)

    @property
    def uri(self) -> str:
        """The AMQP address of the default vhost."""
        return self.uri_of("/")

    def uri_of(self, vhost: str) -> str:
        """The AMQP address of ``vhost``."""
        return f"amqp://{USER}:{self._password}@{LOOPBACK}:{self.port}/{quote(vhost, safe='')}"

    def ctl(self, *arguments: str) -> str:
        """Runs ``rabbitmqctl`` in the container and gives what it prints."""
        return self._compose("exec", "--no-TTY", self.service, "rabbitmqctl", *arguments)

    def new_vhost(self) -> str:
        """The address of a new, empty vhost."""
        vhost = f"test-{next(self._numbers)}"
        self.ctl("add_vhost", vhost)
        self.ctl("set_permissions", "--vhost", vhost, USER, ".*", ".*", ".*")
        return self.uri_of(vhost)

    def drop_vhost(self, uri: str) -> None:
        """Removes what `new_vhost` made, with every queue in it."""
        self.ctl("delete_vhost", uri.rpartition("/")[2])

    def alarm_memory(self) -> None:
        """Raises the memory alarm: publishers are blocked, consumers go on."""
        self.ctl("set_vm_memory_high_watermark", "absolute", "1MB")

    def calm_memory(self) -> None:
        """Takes the memory alarm back."""
        self.ctl("set_vm_memory_high_watermark", "0.4")

    def is_ready(self) -> bool:
        return speaks_amqp(self.port)


class ContainerPostgres(Databases, Container):
    """PostgreSQL in a container."""

    service = "postgresql"

    def __init__(self) -> None:
        super().__init__()
        self.url = f"postgresql+psycopg://{USER}:{self._password}@{LOOPBACK}:{self.port}/postgres"

    def is_ready(self) -> bool:
        try:
            with psycopg.connect(self.libpq_url, connect_timeout=2):
                return True
        except psycopg.OperationalError:
            return False
