"""How the review service's operations are written down."""

from __future__ import annotations

from typing import Any

from services.contracts.operations import Operation


def operation(name: str, method: str, path: str, zh: str, en: str, **kwargs: Any) -> Operation:
    """An operation of the review service."""
    return Operation(service="review", name=name, method=method, path=path, zh=zh, en=en, **{"tag": "review", **kwargs})
