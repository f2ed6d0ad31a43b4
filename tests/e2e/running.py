"""The suite as a person starts it: processes of the `xinmei` command, and an HTTP client for each of the college's people."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx

from clients.python.xinmei_client import Client, ProblemRaised
from tests.servers.reaper import reaper

SERVICES = ("registry", "review", "alerts", "training", "gateway")
START_SECONDS = 120
PATIENCE = 20.0


class Program:
    """One `xinmei` process, which does not outlive the tests. What it writes is kept for when something goes wrong."""

    def __init__(self, arguments: list[str], environment: dict[str, str]) -> None:
        self.arguments = arguments
        self._environment = {**os.environ, **environment}
        self._output: list[str] = []
        self.process = self._spawn()

    def _spawn(self) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "deploy", *self.arguments],
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        reaper.tell("watch", process.pid)
        self._ready = threading.Event()
        self._reading = threading.Thread(target=self._read, args=(process, self._ready), daemon=True)
        self._reading.start()
        return process

    def _read(self, process: subprocess.Popen[str], ready: threading.Event) -> None:
        assert process.stdout is not None
        with process.stdout:
            for line in process.stdout:
                self._output.append(line)
                if line.startswith("ready"):
                    ready.set()

    def wait_ready(self) -> None:
        until = time.monotonic() + START_SECONDS
        while not self._ready.wait(0.05):
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"{self.arguments} is not ready:\n{self.output()}")

    def output(self) -> str:
        return "".join(self._output[-200:])

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        self.process.kill()
        self.process.wait(timeout=30)
        reaper.tell("forget", self.process.pid)

    def restart(self) -> None:
        """Start it again after `kill` or `stop`."""
        self.process = self._spawn()

    def stop(self) -> int:
        """Ask it to stop; its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout=12)
            except subprocess.TimeoutExpired:
                self.kill()
        self._reading.join(timeout=5)
        reaper.tell("forget", self.process.pid)
        return int(self.process.returncode)


class Suite:
    """A running suite, however it runs."""

    def __init__(
        self, programs: dict[str, Program], base_url: str, environment: dict[str, str], data: Path | None
    ) -> None:
        self.programs = programs
        self.base_url = base_url
        self.environment = environment
        self.data = data

    def command(self, *arguments: str, **kwargs: Any) -> subprocess.CompletedProcess[str]:
        """Run an `xinmei` command against this suite."""
        return run_command(list(arguments), self.environment, self.data, **kwargs)

    def close(self) -> None:
        for program in reversed(list(self.programs.values())):
            program.stop()


def run_command(
    arguments: list[str], environment: dict[str, str], data: Path | None, **kwargs: Any
) -> subprocess.CompletedProcess[str]:
    """An `xinmei` command to its end."""
    more = ["--data", str(data)] if data else []
    return subprocess.run(
        [sys.executable, "-m", "deploy", *arguments, *more],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        **kwargs,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def embedded(data: Path, *options: str, **environment: str) -> Iterator[Suite]:
    """`xinmei up` on a data folder."""
    port = free_port()
    program = Program(["up", "--data", str(data), "--port", str(port), *options], environment)
    suite = Suite({"up": program}, f"http://127.0.0.1:{port}", environment, data)
    try:
        program.wait_ready()
        yield suite
    finally:
        suite.close()


def distributed(amqp_uri: str, database_url: str, **more: str) -> contextlib.AbstractContextManager[Suite]:
    """A process for each service over RabbitMQ and PostgreSQL."""
    return wired(amqp_uri, database_url, {}, **more)


@contextlib.contextmanager
def wired(amqp_uri: str, database_url: str, own: Mapping[str, Mapping[str, str]], /, **more: str) -> Iterator[Suite]:
    """The same, where single services have settings of their `own`."""
    environment = {
        "XINMEI_AMQP_URI": amqp_uri,
        "XINMEI_DATABASE_URL": database_url,
        "XINMEI_SECRET": "for-tests-only-" + "0123456789abcdef" * 3,
        **more,
    }
    migrated = run_command(["migrate"], environment, None)
    assert migrated.returncode == 0, migrated.stderr
    port = free_port()
    programs = {
        name: Program(
            ["run", name, *(["--port", str(port)] if name == "gateway" else [])],
            {**environment, **own.get(name, {})},
        )
        for name in SERVICES
    }
    suite = Suite(programs, f"http://127.0.0.1:{port}", environment, None)
    try:
        for program in programs.values():
            program.wait_ready()
        yield suite
    finally:
        suite.close()


class Person:
    """Somebody who has signed in: `api` is the typed client in their name; the other methods send what no client would."""

    def __init__(self, base_url: str, username: str, password: str) -> None:
        self._http = httpx.Client(base_url=base_url + "/api/v1", timeout=15)
        answer = self._http.post("/login", json={"username": username, "password": password})
        assert answer.status_code == 200, answer.text
        self.id: str = answer.json()["person"]["id"]
        self._http.headers["Authorization"] = f"Bearer {answer.json()['token']}"
        self._http.cookies.clear()
        self.api = Client(base_url, answer.json()["token"], timeout=15)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """Whatever the answer is."""
        return self._http.request(method, path, json=body, headers=headers)

    @property
    def token(self) -> str:
        """What proves who this is."""
        return self._http.headers["Authorization"].removeprefix("Bearer ")

    def send(self, method: str, path: str, **kwargs: Any) -> httpx.Response:
        """Whatever the answer is, to whatever `httpx` can be told to send."""
        return self._http.request(method, path, **kwargs)

    def close(self) -> None:
        self._http.close()
        self.api.close()

    def get(self, path: str) -> Any:
        answer = self.ask("GET", path)
        assert answer.status_code == 200, f"GET {path}: {answer.status_code} {answer.text}"
        return answer.json()

    def post(self, path: str, body: Any = None, status: int = 200, **headers: str) -> Any:
        """The answer, which must have this status."""
        answer = self.ask("POST", path, body, **headers)
        assert answer.status_code == status, f"POST {path}: {answer.status_code} {answer.text}"
        return answer.json()


def refusal(call: Callable[[], object]) -> tuple[int, str]:
    """Status and code of the problem that a call of the typed client meets. Raises AssertionError where it meets none."""
    try:
        found = call()
    except ProblemRaised as problem:
        return problem.status, problem.code
    raise AssertionError(f"not refused: {found}")


def eventually(look: Callable[[], Any], what: str) -> Any:
    """What `look` finds, once it finds something: events take their moment."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found = look()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"never came: {what}")
