"""The training service as it runs in the embedded profile: in this process, over its own broker and database file."""

from __future__ import annotations

import eventlet

eventlet.monkey_patch()

from collections.abc import Callable, Iterator  # noqa: E402
from datetime import UTC, datetime, timedelta  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

import pytest  # noqa: E402
from nameko.runners import ServiceRunner  # noqa: E402

from services.kit.api import Identity, Request  # noqa: E402
from services.kit.migrations import upgrade  # noqa: E402
from services.kit.platform import CONFIG_KEY, Platform  # noqa: E402
from services.kit.remote import Remote  # noqa: E402
from services.kit.settings import Settings  # noqa: E402
from services.training.service import Training  # noqa: E402
from services.training.storage.tables import metadata  # noqa: E402

SECRET = "a secret of the tests, long enough"


class Running:
    """The service, running: `call` asks it as whoever holds these roles."""

    def __init__(self, folder: Path) -> None:
        self.platform = Platform.from_settings(Settings(data=folder), [SECRET])
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

    def stop(self) -> None:
        self.remote.close()
        self.runner.stop()
        self.platform.close()


@pytest.fixture(scope="module")
def training(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    running = Running(tmp_path_factory.mktemp("training"))
    yield running
    running.stop()


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
