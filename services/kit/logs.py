"""Structured logs: one JSON object a line on standard error, each with its trace id and service; secrets never get in."""

from __future__ import annotations

import logging
import sys
from typing import Any

import structlog

from services.kit.ids import current_trace

SECRET_WORDS = ("password", "secret", "token", "authorization", "cookie")


def configure(level: str, style: str) -> None:
    """Set up structlog and the standard library's logging for this process."""
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _add_trace,
        _hide_secrets,
        structlog.processors.format_exc_info,
    ]
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if style == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer]
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for noisy in ("nameko", "amqp", "kombu", "werkzeug", "alembic", "eventlet", "httpx"):
        logging.getLogger(noisy).setLevel(max(logging.WARNING, logging.getLevelName(level)))


def _add_trace(_logger: Any, _method: str, entry: dict[str, Any]) -> dict[str, Any]:
    entry.setdefault("trace", current_trace())
    return entry


def _hide_secrets(_logger: Any, _method: str, entry: dict[str, Any]) -> dict[str, Any]:
    for name in entry:
        if any(word in name.lower() for word in SECRET_WORDS):
            entry[name] = "•••"
    return entry
