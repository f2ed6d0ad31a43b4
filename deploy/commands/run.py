"""``xinmei run SERVICE…``: the named services over RabbitMQ and PostgreSQL, in one process or several."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import click
import eventlet
from prometheus_client import start_http_server

from deploy import assembly
from deploy.cli import leave
from deploy.commands.options import examples
from deploy.problems import Problem
from services.kit.settings import Settings

RESTART_AFTER = 1.0
STOP_WITHIN = 8.0


@click.command(
    epilog=examples(
        "xinmei run registry alerts training",
        "xinmei run review --processes 4",
        "xinmei run gateway --port 8000",
    )
)
@click.argument("services", nargs=-1, required=True, type=click.Choice(list(assembly.CLASSES)))
@click.option("--processes", type=click.IntRange(1, 64), default=1, help="进程数。 Number of processes.")
@click.option("--port", type=click.IntRange(1, 65535), help="网关端口。 Port of the gateway.")
def run(services: tuple[str, ...], processes: int, port: int | None) -> None:
    """分布式运行指定服务。 Run the named services over RabbitMQ and PostgreSQL.

    地址取自 XINMEI_AMQP_URI 与 XINMEI_DATABASE_URL;先运行 xinmei migrate。 Their addresses are XINMEI_AMQP_URI and
    XINMEI_DATABASE_URL; run `xinmei migrate` first.
    """
    settings = Settings.from_environment(port=port)
    if settings.embedded or (_need_database(services) and not settings.database_url):
        raise Problem(
            "请设置 XINMEI_AMQP_URI 与 XINMEI_DATABASE_URL;单机运行请用 xinmei up。",
            "Set XINMEI_AMQP_URI and XINMEI_DATABASE_URL; for one machine use xinmei up.",
        )
    if processes > 1 and assembly.GATEWAY in services:
        raise Problem(
            "网关每个进程占用一个端口:请逐个启动,各用自己的 --port。",
            "Each gateway process takes a port: start them one by one, each with its own --port.",
        )
    supervisor = _Supervisor(services, processes, settings.metrics_port)
    leave(_serve(settings, services) if processes == 1 else supervisor.run())


def _need_database(services: tuple[str, ...]) -> bool:
    return any(name != assembly.GATEWAY for name in services)


def _serve(settings: Settings, services: tuple[str, ...]) -> int:
    platform = assembly.make_platform(settings, needs_database=_need_database(services))
    if assembly.GATEWAY in services:
        assembly.check_port(settings)
    assembly.check_servers(platform, services)
    process = assembly.Process(platform)
    process.start(services)
    if settings.metrics_port:  # only now: whoever probes this port asks whether the service serves
        start_http_server(settings.metrics_port, addr=settings.host)
    address = f"  {settings.base_url}" if assembly.GATEWAY in services else ""
    process.obey_signals()
    click.echo(f"ready  {' '.join(services)}{address}")
    return process.wait()


class _Supervisor:
    """Keeps N processes of the same services running: one that dies is started again, all stop together."""

    def __init__(self, services: tuple[str, ...], processes: int, metrics_port: int) -> None:
        self._metrics_port = metrics_port
        self._command = [sys.executable, "-m", "deploy", "run", *services]
        self._wanted = processes
        self._children: list[subprocess.Popen[bytes]] = []
        self._stopping = False

    def run(self) -> int:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask_to_stop)
        self._children = [self._spawn(index) for index in range(self._wanted)]
        while not self._stopping:
            eventlet.sleep(0.2)
            for index, child in enumerate(self._children):
                if child.poll() is not None and not self._stopping:
                    click.echo(
                        f"xinmei: process {child.pid} ended with {child.returncode}; starting it again", err=True
                    )
                    eventlet.sleep(RESTART_AFTER)
                    self._children[index] = self._spawn(index)
        return self._stop()

    def _spawn(self, index: int) -> subprocess.Popen[bytes]:
        """The `index`-th process; each shows its metrics on a port of its own, counted from the one that was set."""
        port = str(self._metrics_port + index) if self._metrics_port else "0"
        return subprocess.Popen(self._command, env={**os.environ, "XINMEI_METRICS_PORT": port})

    def _ask_to_stop(self, *_: object) -> None:
        self._stopping = True

    def _stop(self) -> int:
        for child in self._children:
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
        until = time.monotonic() + STOP_WITHIN
        while any(child.poll() is None for child in self._children) and time.monotonic() < until:
            eventlet.sleep(0.05)
        for child in self._children:
            if child.poll() is None:
                child.kill()
        return 0
