"""Alive, ready, and the numbers."""

from __future__ import annotations

from datetime import timedelta

import eventlet

from gateway.front import Desk
from gateway.health import SERVICES, Readiness
from services.contracts.errors import Unavailable
from services.kit.clock import FixedClock
from services.kit.wire import Request
from tests.unit.gateway.conftest import Browser, FakeServices


def test_the_gateway_is_alive_whoever_is_away(client: Browser) -> None:
    assert client.get("/healthz").json == {"status": "alive"}


def test_it_is_ready_when_every_service_answers(client: Browser, services: FakeServices) -> None:
    for service in ("registry", "review", "alerts", "training"):
        services.answers[service, "ping"] = {"service": service}
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["status"]) == (200, "ready")


def test_it_is_not_ready_while_one_is_away_and_says_which(client: Browser, services: FakeServices) -> None:
    for service in ("registry", "review", "training"):
        services.answers[service, "ping"] = {"service": service}
    services.answers["alerts", "ping"] = Unavailable()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["away"]) == (503, ["alerts"])
    assert "alerts" in answer.json["detail"]


def test_however_many_want_to_know_the_services_are_asked_once_a_second(
    desk: Desk, services: FakeServices, clock: FixedClock
) -> None:
    def slow(_request: Request) -> dict[str, str]:
        eventlet.sleep(0)
        return {}

    services.answers |= {(service, "ping"): slow for service in SERVICES}
    readiness = Readiness(desk)
    found = list(eventlet.GreenPool().imap(lambda _: readiness.answers(), range(20)))
    assert (found, len(services.calls)) == ([dict.fromkeys(SERVICES, True)] * 20, len(SERVICES))
    clock.move(by=timedelta(seconds=1))
    services.answers["alerts", "ping"] = Unavailable()
    assert readiness.answers() == {**found[0], "alerts": False}


def test_requests_are_counted_by_method_and_status(client: Browser) -> None:
    client.get("/nothing")
    assert 'xinmei_http_seconds_count{method="GET",status="404"}' in client.get("/metrics").text
