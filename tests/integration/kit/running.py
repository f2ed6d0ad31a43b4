"""Runs the desk and the watch in this process, over either profile, as `xinmei` runs the real services."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import eventlet
import kombu
import sqlalchemy as sa
from nameko.runners import ServiceRunner

from services.kit import tables, wire
from services.kit.database import Database
from services.kit.identity import Identity
from services.kit.ids import new_id
from services.kit.platform import CONFIG_KEY, Platform
from services.kit.remote import Remote, queue_of
from services.kit.settings import Settings
from services.kit.wire import Call, Request
from tests.integration.kit.desk import Desk, Watch
from tests.unit.kit.world import SECRET, count, make_tables, person

QUEUES = ("kitwatch.events", "kitwatch.batches")
SERVICES = (Desk, Watch)


class Suite:
    """A platform, its services, and a caller with an identity."""

    def __init__(self, folder: Path, amqp_uri: str = "", database_url: str = "", **changed: Any) -> None:
        settings: dict[str, Any] = {"rpc_timeout": 4.0, "retry_delays": "0.1,0.2,0.3", "workers": 8, "batch_size": 50}
        given = {"data": folder, "amqp_uri": amqp_uri, "database_url": database_url}
        self.settings = Settings(**{**settings, **given, **changed})
        self.platform = Platform.from_settings(self.settings, [SECRET])
        self.runners: list[ServiceRunner] = []
        self.remote = Remote(self.platform.broker, self.settings.rpc_timeout)
        self.token = self.issue(person())
        if amqp_uri:
            _delete_queues(amqp_uri)
        for service in SERVICES:
            make_tables(self.database(service.name))
            service.declare_queues(self.platform.broker)

    def database(self, service: str) -> Database:
        return self.platform.database(service)

    def issue(self, identity: Identity, lasts: timedelta = timedelta(hours=1)) -> str:
        return self.platform.keys.issue(identity, datetime.now(UTC), lasts)

    def start(self, services: Sequence[type] = SERVICES) -> ServiceRunner:
        runner = ServiceRunner({CONFIG_KEY: self.platform, "max_workers": self.settings.workers})
        for service in services:
            runner.add_service(service)
        runner.start()
        self.runners.append(runner)
        return runner

    def stop(self) -> None:
        for runner in self.runners:
            runner.stop()
        self.runners.clear()

    def call(
        self, operation: str, body: Any = None, *, service: str = "kitdesk", token: str | None = None, **more: Any
    ) -> Any:
        request = more.pop("request", None) or Request(body=body)
        return self.remote.call(service, operation, request, token=self.token if token is None else token, **more)

    def send(self, body: bytes | Call, service: str = "kitdesk", seconds: float = 5) -> bytes | None:
        """Bytes straight to the service's queue, past every gateway; the answer's bytes, None where none comes."""
        heard: dict[str, bytes | None] = {}
        caller, id_ = self.platform.broker.caller(heard.__setitem__), new_id()
        caller.send(queue_of(service), body if isinstance(body, bytes) else wire.encode(body), id_, seconds)
        with eventlet.Timeout(seconds, False):
            while id_ not in heard:
                eventlet.sleep(0.01)
        caller.close()
        return heard.get(id_)

    def heard(self) -> dict[str, list[str]]:
        return self.call("list_heard", service="kitwatch")

    def count(self, service: str, table: sa.Table) -> int:
        return count(self.database(service), table)

    def is_quiet(self) -> bool:
        """Whether every event has left the outbox and every failure is settled."""
        is_waiting = tables.failed_events.c.next_try_at.is_not(None)
        with self.database("kitwatch").begin(writes=False) as session:
            retrying = session.scalar(sa.select(sa.func.count()).select_from(tables.failed_events).where(is_waiting))
        return not retrying and not self.count("kitdesk", tables.outbox)

    def close(self) -> None:
        self.remote.close()
        self.stop()
        if not self.settings.embedded:
            for service in SERVICES:
                database = self.database(service.name)
                with database.engine.begin() as connection:
                    connection.execute(sa.text(f'DROP SCHEMA "{database.schema}" CASCADE'))
            _delete_queues(self.settings.amqp_uri)
        self.platform.close()


def _delete_queues(uri: str) -> None:
    with kombu.Connection(uri) as connection:
        for queue in (*QUEUES, *(queue_of(service.name) for service in SERVICES)):
            connection.default_channel.queue_delete(queue)
