"""The review service as it runs, in both profiles, with a registry beside it that says only what it is told to say."""

from __future__ import annotations

import os

os.environ.setdefault("PSYCOPG_WAIT_FUNC", "wait_selector")

import eventlet
import eventlet.debug

eventlet.monkey_patch()
eventlet.debug.hub_prevent_multiple_readers(False)  # a file number that a test let go of may come back

from collections.abc import Callable, Iterator  # noqa: E402
from datetime import UTC, datetime, timedelta  # noqa: E402
from typing import Any  # noqa: E402

import pytest  # noqa: E402
import sqlalchemy as sa  # noqa: E402
from kombu import Connection  # noqa: E402
from nameko.runners import ServiceRunner  # noqa: E402

from services.contracts.events import EVENTS  # noqa: E402
from services.kit.api import Identity, Request, Service, Work, command  # noqa: E402
from services.kit.migrations import upgrade  # noqa: E402
from services.kit.platform import CONFIG_KEY, Platform  # noqa: E402
from services.kit.remote import Remote  # noqa: E402
from services.kit.settings import Settings  # noqa: E402
from services.kit.tables import create_v1  # noqa: E402
from services.review.service import Review  # noqa: E402
from services.review.storage.tables import metadata  # noqa: E402

SECRET = "a secret of the tests, long enough"


class Others(Service):
    """The other services: tells any event it is asked to tell."""

    name = "others"

    @command
    def tell(self, work: Work, request: Request) -> dict[str, Any]:
        work.emit(EVENTS[request.body["type"]](**request.body["data"]))
        return {}


class Running:
    """The service, running: `call` asks it as a person, `tell` lets an event come from elsewhere."""

    def __init__(self, settings: Settings) -> None:
        self.platform = Platform.from_settings(settings, [SECRET])
        upgrade(self.platform.database("review"), metadata)
        self._prepare_others()
        self.runner = ServiceRunner({CONFIG_KEY: self.platform})
        self.runner.add_service(Review)
        self.runner.add_service(Others)
        self.runner.start()
        self.remote = Remote(self.platform.broker, 8)

    def _prepare_others(self) -> None:
        database = self.platform.database("others")
        with database.engine.begin() as connection:
            if not database.is_sqlite:
                connection.execute(sa.text("CREATE SCHEMA others"))
            create_v1(connection)

    def token(self, person: str, *grants: tuple[str, str]) -> str:
        identity = Identity(id=person, username=person, name=person, grants=grants)
        return self.platform.keys.issue(identity, datetime.now(UTC), timedelta(hours=1))

    def call(self, operation: str, person: tuple[str, *tuple[tuple[str, str], ...]], **request: Any) -> Any:
        return self.remote.call("review", operation, Request(**request), token=self.token(*person))

    def tell(self, type_: str, **data: Any) -> None:
        self.remote.call("others", "tell", Request(body={"type": type_, "data": data}), token=self.token("others"))

    def stop(self) -> None:
        self.remote.close()
        self.runner.stop()
        self.platform.close()


def until(found: Callable[[], Any], seconds: float = 10.0) -> Any:
    """What `found` returns, once it is true."""
    with eventlet.Timeout(seconds):
        while not (result := found()):
            eventlet.sleep(0.02)
    return result


def drop_queues(uri: str) -> None:
    """On a broker that is not ours the vhost stays: what we declared there must not."""
    with Connection(uri) as connection:
        for queue in Review.queues():
            connection.default_channel.queue_delete(queue)


@pytest.fixture(scope="module", params=["embedded", "distributed"])
def review(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    if request.param == "embedded":
        running = Running(Settings(data=tmp_path_factory.mktemp("review")))
        yield running
        running.stop()
        return
    rabbitmq, postgres = request.getfixturevalue("rabbitmq"), request.getfixturevalue("postgres")
    vhost, database = rabbitmq.new_vhost(), postgres.create_database()
    running = Running(Settings(amqp_uri=vhost, database_url=database))
    yield running
    running.stop()
    drop_queues(vhost)
    rabbitmq.drop_vhost(vhost)
    postgres.drop_database(database)
