"""The alerts service as nameko runs it, on the embedded platform and on real servers; and a desk over PostgreSQL."""

from __future__ import annotations

import os

os.environ.setdefault("PSYCOPG_WAIT_FUNC", "wait_selector")

import eventlet
import eventlet.debug

if not eventlet.patcher.is_monkey_patched("socket"):
    eventlet.monkey_patch()
    eventlet.debug.hub_prevent_multiple_readers(False)  # a file number that a test let go of may come back

import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from nameko.runners import ServiceRunner

from services.alerts.delivery.addresses import Guard
from services.alerts.service import Alerts
from services.alerts.storage import metadata
from services.contracts.events import Actor, Envelope, Event
from services.kit import migrations, wire
from services.kit.broker import Outgoing
from services.kit.clock import FixedClock
from services.kit.database import Database
from services.kit.identity import Identity
from services.kit.platform import CONFIG_KEY, Platform
from services.kit.remote import Remote
from services.kit.settings import Settings
from services.kit.tables import inbox
from tests.unit.alerts.conftest import vendor as vendor
from tests.unit.alerts.desk import PEOPLE, Desk, open_desk


class Running:
    """A running service: call it with tokens, tell it events, move its clock, wait for what must become true."""

    def __init__(self, platform: Platform, clock: FixedClock, runner: ServiceRunner) -> None:
        self.platform, self.clock, self.runner = platform, clock, runner
        self.remote = Remote(platform.broker, 5)
        self._sequences: Counter[str] = Counter()

    def call(self, who: str, operation: str, body: Any = None, **where: str) -> Any:
        path = {"id": where.pop("id")} if "id" in where else {}
        identity = Identity(id=who, username=who, name=who, grants=PEOPLE[who]) if who else None
        token = self.platform.keys.issue(identity, self.clock.now(), timedelta(days=1)) if identity else ""
        return self.remote.call("alerts", operation, wire.Request(path=path, query=where, body=body), token=token)

    def tell(self, *events: Event) -> None:
        """Publish events as their own service would."""
        self.platform.broker.publish([self._outgoing(event) for event in events])

    def _outgoing(self, event: Event) -> Outgoing:
        self._sequences[event.aggregate] += 1
        envelope = Envelope(
            id=f"{event.aggregate}-{self._sequences[event.aggregate]}", type=event.type, time=self.clock.now().isoformat(),
            source="test", aggregate=event.aggregate, sequence=self._sequences[event.aggregate],
            actor=Actor(id="officer", name="officer"), trace="t", cause="", data=wire.event_data(event),
        )  # fmt: skip
        body = wire.encode(envelope)
        return Outgoing(event.type, body, self.platform.keys.sign_event(body))

    def handled_all(self) -> bool:
        """Whether every event that was told has had its effect."""
        mine = sa.select(sa.func.count()).select_from(inbox).where(inbox.c.queue != "alerts.hooks")
        with self.platform.database("alerts").begin(writes=False) as session:
            return session.scalar(mine) == self._sequences.total()

    def until(self, question: Callable[[], Any], seconds: float = 10) -> Any:
        """What `question` answers once that is true; fails after some seconds."""
        ends = time.monotonic() + seconds
        while not (found := question()):
            assert time.monotonic() < ends, "it never became true"
            eventlet.sleep(0.05)
        return found


@pytest.fixture(params=["embedded", "distributed"])
def running(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    """The service on one of the two profiles, with a clock that the test moves."""
    where: dict[str, Any] = {"data": tmp_path, "secret": "s" * 40}
    if request.param == "distributed":
        where["amqp_uri"] = request.getfixturevalue("fresh_vhost")
        where["database_url"] = request.getfixturevalue("fresh_database")
    clock = FixedClock(datetime.now(UTC))
    platform = Platform.from_settings(Settings.from_environment({}, **where), ["s" * 40], clock)
    monkeypatch.setattr("services.alerts.service.delivery_calls.guard_of", lambda settings: Guard.of("127.0.0.1"))
    monkeypatch.setattr("services.alerts.service.guard_of", lambda settings: Guard.of("127.0.0.1"))
    migrations.upgrade(platform.database("alerts"), metadata)
    runner = ServiceRunner({CONFIG_KEY: platform})
    runner.add_service(Alerts)
    runner.start()
    found = Running(platform, clock, runner)
    yield found
    found.remote.close()
    runner.stop()
    platform.close()


@pytest.fixture
def desk(fresh_database: str) -> Iterator[Desk]:
    """The desk of the unit tests, over PostgreSQL."""
    database = Database(fresh_database, "alerts")
    yield open_desk(database)
    database.close()
