"""The gateway over fakes: services that answer what a test says, a clock that stands still, a browser that keeps its cookies."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway.app import Portal
from gateway.front import Desk
from services.contracts.errors import NotFound
from services.kit.clock import FixedClock
from services.kit.identity import Identity
from services.kit.platform import Platform
from services.kit.settings import Settings
from services.kit.wire import Request

Browser = Any
"""flask.testing.FlaskClient; its `json` is whatever came."""

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


class FakeServices:
    """Answers calls from `answers` (a value, an exception to raise, or a function of the request), and remembers them."""

    def __init__(self) -> None:
        self.answers: dict[tuple[str, str], Any] = {}
        self.calls: list[dict[str, Any]] = []

    def call(self, service: str, operation: str, request: Request | None = None, **options: Any) -> Any:
        if (service, operation) == ("registry", "open_access") and (service, operation) not in self.answers:
            assert request is not None
            return request.body
        self.calls.append({"service": service, "operation": operation, "request": request, **options})
        answer = self.answers.get((service, operation), NotFound())
        if isinstance(answer, Exception):
            raise answer
        return answer(request) if callable(answer) else answer

    def count(self, service: str, operation: str) -> int:
        return sum(1 for call in self.calls if (call["service"], call["operation"]) == (service, operation))

    def close(self) -> None:
        self.calls.clear()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def platform(tmp_path: Path, clock: FixedClock) -> Platform:
    return Platform.from_settings(Settings.from_environment({}, data=tmp_path), ["s" * 40], clock)


@pytest.fixture
def services() -> FakeServices:
    return FakeServices()


@pytest.fixture
def desk(platform: Platform, services: FakeServices) -> Desk:
    return Desk(platform, services)


@pytest.fixture
def portal(desk: Desk) -> Portal:
    return Portal(desk)


@pytest.fixture
def client(portal: Portal) -> Browser:
    """A browser that keeps its cookies and goes through the whole application, headers and measure included."""
    return portal.flask.test_client()


@pytest.fixture
def identify(platform: Platform, clock: FixedClock) -> Callable[..., str]:
    """Makes a token: ``identify("director")``, ``identify(("operator", "u1"), unit_id="u1")``."""

    def issue(*grants: Any, unit_id: str = "", id: str = "p1", session: str = "s1", hours: float = 12) -> str:
        pairs = tuple((grant, "") if isinstance(grant, str) else grant for grant in grants)
        identity = Identity(id=id, username="someone", name="某人", unit_id=unit_id, grants=pairs, session=session)
        return platform.keys.issue(identity, clock.now(), timedelta(hours=hours))

    return issue


@pytest.fixture
def bearer(identify: Callable[..., str]) -> Callable[..., dict[str, str]]:
    return lambda *grants, **kwargs: {"Authorization": f"Bearer {identify(*grants, **kwargs)}"}
