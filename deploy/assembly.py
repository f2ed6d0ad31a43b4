"""The composition root: which services there are, and how a process of them is made, checked, started and stopped."""

from __future__ import annotations

import contextlib
import fcntl
import gc
import importlib
import os
import secrets
import signal
import socket
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

import eventlet
from nameko.constants import WEB_SERVER_CONFIG_KEY
from nameko.runners import ServiceRunner
from sqlalchemy.exc import SQLAlchemyError

from deploy.problems import Problem
from deploy.supervision import Supervision
from services.contracts.queues import QUEUES, bindings
from services.kit import logs, migrations, traces
from services.kit.broker import BrokerAway
from services.kit.clock import Clock
from services.kit.listening import begin_listening
from services.kit.platform import CONFIG_KEY, Platform
from services.kit.settings import Settings

SERVICES = ("registry", "review", "alerts", "training")
GATEWAY = "gateway"
CLASSES = {
    "registry": "services.registry.service:Registry",
    "review": "services.review.service:Review",
    "alerts": "services.alerts.service:Alerts",
    "training": "services.training.service:Training",
    "gateway": "gateway.service:Gateway",
}
SHUTDOWN_SECONDS = 4.5
SECRET_LENGTH = 32


def service_class(name: str) -> type:
    """The nameko class of a service."""
    module, _, attribute = CLASSES[name].partition(":")
    found: type = getattr(importlib.import_module(module), attribute)
    return found


def make_platform(settings: Settings, clock: Clock | None = None, *, needs_database: bool = True) -> Platform:
    """The platform for these settings; raises `Problem` where they do not fit together. The gateway needs no database."""
    if bool(settings.amqp_uri) != bool(settings.database_url) and (needs_database or not settings.amqp_uri):
        raise Problem(
            "XINMEI_AMQP_URI 与 XINMEI_DATABASE_URL 须同时设置(分布式),或都不设置(单机)。",
            "Set both XINMEI_AMQP_URI and XINMEI_DATABASE_URL (distributed), or neither (embedded).",
        )
    logs.configure(settings.log_level, settings.log_format)
    secrets_ = _secrets(settings)
    return Platform.from_settings(replace(settings, secret=",".join(secrets_)), secrets_, clock)


def _secrets(settings: Settings) -> list[str]:
    """The signing secrets: as set, or in the embedded profile made once and kept in the data folder."""
    found = [part.strip() for part in settings.secret.split(",") if part.strip()]
    if not found and settings.embedded:
        found = [kept_secret(settings.data)]
    if not found or min(map(len, found)) < SECRET_LENGTH:
        raise Problem(
            f"请设置 XINMEI_SECRET(或 XINMEI_SECRET_FILE),每个密钥至少 {SECRET_LENGTH} 个字符。",
            f"Set XINMEI_SECRET (or XINMEI_SECRET_FILE), each secret of {SECRET_LENGTH} characters at least.",
        )
    return found


def kept_secret(folder: Path) -> str:
    """The secret of this data folder, made whole or not at all: half of one would stand in the way of every later start."""
    path, made = folder / "secret", folder / f"secret.{os.getpid()}"
    try:
        if not path.exists():
            made.touch(mode=0o600)
            made.write_text(secrets.token_urlsafe(48))
            made.replace(path)
        return path.read_text().strip()
    except OSError as error:
        made.unlink(missing_ok=True)
        raise Problem(
            f"无法写入或读取 {path}({error.strerror}),没有启动。请清理磁盘或改正权限后重试。",
            f"{path} cannot be written or read ({error.strerror}); nothing was started. Free some space or mend its rights, then try again.",
        ) from error


@contextlib.contextmanager
def data_folder(settings: Settings) -> Iterator[None]:
    """The embedded profile's folder: made, writable, and held by this process alone. Raises `Problem`."""
    lock: IO[str] | None = None
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
        lock = (settings.data / "lock").open("w")
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise Problem(
            f"数据目录 {settings.data} 正被另一个 xinmei 进程使用。",
            f"The data folder {settings.data} is in use by another xinmei process.",
        ) from error
    except OSError as error:
        raise Problem(
            f"数据目录 {settings.data} 不可写({error.strerror})。请用 --data 指定可写的目录。",
            f"The data folder {settings.data} cannot be written ({error.strerror}). Name a writable one with --data.",
        ) from error
    try:
        yield
    finally:
        lock.close()


def check_port(settings: Settings) -> None:
    """Raise `Problem` where the gateway's port is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise Problem(
                f"端口 {settings.port} 无法使用({error.strerror})。请用 --port 或 PORT 另选一个。",
                f"Port {settings.port} cannot be used ({error.strerror}). Choose another with --port or PORT.",
            ) from error


def migrate(platform: Platform, names: Sequence[str] = SERVICES) -> list[str]:
    """Bring the services' databases and queues up to date; the names of those whose schema was not. Raises `Problem`."""
    with _database_problems(platform.settings):
        changed = [name for name in names if migrations.upgrade(platform.database(name))]
        declare_queues(platform)
        for queue, topics in QUEUES.items():
            with platform.database(queue.partition(".")[0]).begin() as session:
                begin_listening(session, queue, topics, platform.clock.now())
    return changed


def check_servers(platform: Platform, names: Sequence[str]) -> None:
    """Raise `Problem` where the broker or a database is away, or a schema is not of this version."""
    try:
        platform.broker.ping()
    except BrokerAway as error:
        raise Problem(
            f"无法连接消息服务器(XINMEI_AMQP_URI):{error}",
            f"The broker cannot be reached (XINMEI_AMQP_URI): {error}",
        ) from error
    declare_queues(platform)
    check_databases(platform, [name for name in names if name != GATEWAY])


def check_databases(platform: Platform, names: Sequence[str] = SERVICES) -> None:
    """Raise `Problem` where a database is away, is none, or its schema is not of this version."""
    with _database_problems(platform.settings):
        for name in names:
            migrations.check(platform.database(name))


def declare_queues(platform: Platform) -> None:
    """Make every service's queues, before anybody publishes: until they are there nobody keeps an event for them."""
    try:
        for queue in QUEUES:
            platform.broker.declare(queue, bindings(queue))
    except BrokerAway as error:
        raise Problem(
            f"无法在消息服务器上建立队列:{error}",
            f"The queues cannot be made on the broker: {error}",
        ) from error


@contextlib.contextmanager
def _database_problems(settings: Settings) -> Iterator[None]:
    try:
        yield
    except migrations.SchemaNewer as error:
        raise Problem("数据库由更新版本的软件写成:请安装该版本,或恢复本版本的备份。", str(error)) from error
    except migrations.SchemaOlder as error:
        raise Problem("数据库结构尚未更新:请先运行 xinmei migrate。", str(error)) from error
    except SQLAlchemyError as error:
        where = "XINMEI_DATABASE_URL" if settings.database_url else f"--data {settings.data}"
        reason = str(getattr(error, "orig", error)).splitlines()[0]
        raise Problem(
            f"无法使用数据库({where}):{reason}", f"The database cannot be used ({where}): {reason}"
        ) from error


def _spare_collector() -> None:
    """What start-up made lives as long as the process: the collector need not walk through it, nor run after every few objects.

    A batch of events makes tens of thousands of objects; walking word lists and mappings for them took a third of its time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


class Process:
    """The services of this process: started together, stopped within five seconds, whatever happened meanwhile."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._runners: list[ServiceRunner] = []
        self._stopping = False
        self._failed: BaseException | None = None

    def start(self, names: Sequence[str]) -> None:
        """Start these services and return once they serve."""
        settings = self._platform.settings
        config: dict[str, Any] = {
            CONFIG_KEY: self._platform,
            WEB_SERVER_CONFIG_KEY: f"{settings.host}:{settings.port}",
            "max_workers": settings.workers,
        }
        traces.configure(settings.traces, names[0] if len(names) == 1 else "suite")
        runner = ServiceRunner(config)
        for name in names:
            runner.add_service(service_class(name))
        self._runners.append(runner)
        runner.start()
        _spare_collector()
        eventlet.spawn(self._watch, runner)

    def _watch(self, runner: ServiceRunner) -> None:
        try:
            runner.wait()
        except BaseException as error:
            self._failed = error
        self._stopping = True

    def obey_signals(self) -> None:
        """From now on SIGTERM and SIGINT end `wait` in order. To be called before `ready` is said."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask_to_stop)

    def wait(self) -> int:
        """Serve until SIGTERM, SIGINT or a failure; the exit status."""
        self.obey_signals()
        supervision = Supervision()
        supervision.ready()
        while not self._stopping:
            supervision.alive()
            eventlet.sleep(0.1)
        supervision.stopping()
        self.stop()
        if self._failed is not None:
            print(f"xinmei: {type(self._failed).__name__}: {self._failed}", file=sys.stderr)
        return int(self._failed is not None)

    def _ask_to_stop(self, *_: object) -> None:
        self._stopping = True

    def stop(self) -> None:
        """Stop the gateway first, then the services; what does not stop in time is left behind."""
        with eventlet.Timeout(SHUTDOWN_SECONDS, False):
            for runner in reversed(self._runners):
                runner.stop()
            traces.close()
            self._platform.close()
