"""Unit tests run in a process with ordinary threads."""

from __future__ import annotations

from pathlib import Path

import pytest

QUICK = tuple(Path(__file__).parents[1] / name for name in ("unit", "contracts", "lanes"))


def pytest_collection_finish(session: pytest.Session) -> None:
    """A test module that patches the process as it is imported makes a server on a thread of another test wait for ever."""
    alone = all(any(folder in item.path.parents for folder in QUICK) for item in session.items)
    import eventlet.patcher

    if alone and eventlet.patcher.is_monkey_patched("thread"):
        raise pytest.UsageError("a module of tests/unit imports deploy.green: these tests need ordinary threads")
