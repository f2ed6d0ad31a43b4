"""How the registry's operations are written down: service and tag once, Chinese and English in one title."""

from __future__ import annotations

from typing import Any

from services.contracts.operations import Operation


def registry_operation(tag: str, name: str, method: str, path: str, title: str, **kwargs: Any) -> Operation:
    zh, _, en = title.partition(" ")
    return Operation(service="registry", tag=tag, name=name, method=method, path=path, zh=zh, en=en, **kwargs)
