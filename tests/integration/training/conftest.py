"""The training service as it runs in the embedded profile: in this process, over its own broker and database file."""

from __future__ import annotations

import os

os.environ.setdefault("PSYCOPG_WAIT_FUNC", "wait_selector")

import eventlet
import eventlet.debug

if not eventlet.patcher.is_monkey_patched("socket"):
    eventlet.monkey_patch()
    eventlet.debug.hub_prevent_multiple_readers(False)  # a file number that a test let go of may come back

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from nameko.runners import ServiceRunner

from services.contracts.events import Actor, Envelope, Event
from services.kit import wire
from services.kit.api import Identity, Request, new_id
from services.kit.broker import Outgoing
from services.kit.database import Database
from services.kit.migrations import upgrade
from services.kit.platform import CONFIG_KEY, Platform
from services.kit.remote import Remote
from services.kit.settings import Settings
from services.training.service import Training
from services.training.storage.tables import metadata
from tests.unit.training.campus import Campus

SECRET = "a secret of the tests, long enough"


class Running:
    """The service, running: `call` asks it as whoever holds these roles."""

    def __init__(self, settings: Settings) -> None:
        self.platform = Platform.from_settings(settings, [SECRET])
        upgrade(self.platform.database("training"), metadata)
        self.runner = ServiceRunner({CONFIG_KEY: self.platform})
        self.runner.add_service(Training)
        self.runner.start()
        self.remote = Remote(self.platform.broker, 8)

    def token(self, person_id: str, *roles: str) -> str:
        identity = Identity(
            id=person_id, username=person_id, name=person_id, unit_id="cs", grants=tuple((role, "") for role in roles)
        )
        return self.platform.keys.issue(identity, datetime.now(UTC), timedelta(hours=1))

    def call(self, operation: str, person: str, roles: tuple[str, ...] = (), **request: Any) -> Any:
        token = self.token(person, *roles) if person else ""
        return self.remote.call("training", operation, Request(**request), token=token)

    def tell(self, event: Event, actor: str = "registry") -> None:
        """Publish an event as its own service would; the first of its aggregate."""
        envelope = Envelope(
            id=new_id(),
            type=event.type,
            time=datetime.now(UTC).isoformat(),
            source=actor,
            aggregate=event.aggregate,
            sequence=1,
            actor=Actor(id=actor, name=actor),
            trace="trace",
            cause="",
            data=wire.event_data(event),
        )
        body = wire.encode(envelope)
        self.platform.broker.publish([Outgoing(event.type, body, self.platform.keys.sign_event(body))])

    def stop(self) -> None:
        self.remote.close()
        self.runner.stop()
        self.platform.close()


@pytest.fixture(scope="module")
def training(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The service in the embedded profile."""
    running = Running(Settings(data=tmp_path_factory.mktemp("training")))
    yield running
    running.stop()


@pytest.fixture
def distributed(fresh_vhost: str, fresh_database: str) -> Iterator[Running]:
    """The service over RabbitMQ and PostgreSQL."""
    running = Running(Settings(amqp_uri=fresh_vhost, database_url=fresh_database))
    yield running
    running.stop()


@pytest.fixture
def campus(fresh_database: str) -> Iterator[Campus]:
    """The campus of the unit tests, over PostgreSQL."""
    database = Database(fresh_database, "training")
    yield Campus(database)
    database.close()


@pytest.fixture
def wanted() -> Callable[..., dict[str, Any]]:
    """The body of an announcement, with changes."""

    def make(**changes: Any) -> dict[str, Any]:
        now = datetime.now(UTC)
        return {
            "kind": "salon",
            "title": "短视频选题沙龙",
            "starts_at": (now + timedelta(hours=2)).isoformat(),
            "ends_at": (now + timedelta(hours=4)).isoformat(),
            "enrol_opens_at": (now - timedelta(hours=2)).isoformat(),
            "enrol_closes_at": (now + timedelta(hours=1)).isoformat(),
            "capacity": 2,
            "hours": 2,
            "audience": {},
            **changes,
        }

    return make
