"""Whether the gateway lives, whether everything behind it answers, and the numbers for Prometheus."""

from __future__ import annotations

from typing import Any

import eventlet
from flask import Flask, Response
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest

from gateway.front import Desk
from services.contracts.errors import Unavailable, XinmeiError
from services.kit.wire import Request, encode

SERVICES = ("registry", "review", "alerts", "training")
PATIENCE = 2.0


def ask_all(desk: Desk) -> dict[str, bool]:
    """Which services answer, their databases with them, within `PATIENCE` seconds; all are asked at once."""
    threads = {service: eventlet.spawn(_answers, desk, service) for service in SERVICES}
    return {service: thread.wait() for service, thread in threads.items()}


def _answers(desk: Desk, service: str) -> bool:
    try:
        desk.remote.call(service, "ping", Request(), timeout=PATIENCE)
    except XinmeiError:
        return False
    return True


def install(app: Flask, desk: Desk) -> None:
    """Add ``/healthz``, ``/readyz`` and ``/metrics``."""

    def alive() -> Response:
        return _json({"status": "alive"})

    def ready() -> Response:
        answers = ask_all(desk)
        away = sorted(service for service, answered in answers.items() if not answered)
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
