"""Work that keeps a processor busy, done in a real thread, so that green threads do not wait for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import eventlet.patcher
from eventlet import tpool

T = TypeVar("T")


def aside(function: Callable[..., T], *args: Any) -> T:
    """What `function` gives; run in a thread under green threads, else here."""
    if eventlet.patcher.is_monkey_patched("thread"):
        found: T = tpool.execute(function, *args)
        return found
    return function(*args)
