"""Whether the gateway lives, whether everything behind it answers, and the numbers for Prometheus."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import eventlet
from eventlet.semaphore import Semaphore
from flask import Flask, Response
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest

from gateway.front import Desk
from services.contracts.errors import Unavailable, XinmeiError
from services.kit.wire import Request, encode

SERVICES = ("registry", "review", "alerts", "training")
PATIENCE = 2.0
KNOWN_FOR = timedelta(seconds=1)


class Readiness:
    """Which services answer, their databases with them, within `PATIENCE` seconds; asked once a `KNOWN_FOR`, whoever wants to know."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._turn = Semaphore()
        self._known: dict[str, bool] = {}
        self._asked_at = desk.clock.now() - KNOWN_FOR

    def answers(self) -> dict[str, bool]:
        with self._turn:
            if self._desk.clock.now() - self._asked_at >= KNOWN_FOR:
                self._known = self._ask_all()
                self._asked_at = self._desk.clock.now()
            return self._known

    def _ask_all(self) -> dict[str, bool]:
        threads = {service: eventlet.spawn(self._ask, service) for service in SERVICES}
        return {service: thread.wait() for service, thread in threads.items()}

    def _ask(self, service: str) -> bool:
        try:
            self._desk.remote.call(service, "ping", Request(), timeout=PATIENCE)
        except XinmeiError:
            return False
        return True


def install(app: Flask, desk: Desk) -> None:
    """Add ``/healthz``, ``/readyz`` and ``/metrics``."""
    readiness = Readiness(desk)

    def alive() -> Response:
        return _json({"status": "alive"})

    def ready() -> Response:
        away = sorted(service for service, answered in readiness.answers().items() if not answered)
        if away:
            names = "、".join(away)
            raise Unavailable(
                zh=f"未就绪:{names} 无应答。", en=f"Not ready: no answer from {', '.join(away)}.", away=away
            )
        return _json({"status": "ready", "services": dict.fromkeys(SERVICES, "ready")})

    def metrics() -> Response:
        return Response(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)

    app.add_url_rule("/healthz", "healthz", alive)
    app.add_url_rule("/readyz", "readyz", ready)
    app.add_url_rule("/metrics", "metrics", metrics)


def _json(value: Any) -> Response:
    return Response(encode(value), content_type="application/json")
