"""Unit tests run in a process with ordinary threads."""

from __future__ import annotations

from pathlib import Path

import eventlet.patcher
import pytest

QUICK = tuple(Path(__file__).parents[1] / name for name in ("unit", "contracts", "lanes"))


def pytest_collection_finish(session: pytest.Session) -> None:
    """A module that patches the process as it is imported makes a server on a thread of another test wait for ever."""
    quick = any(folder in item.path.parents for item in session.items for folder in QUICK)
    if quick and not session.config.option.collectonly and eventlet.patcher.is_monkey_patched("thread"):
        raise pytest.UsageError(
            "单元测试须与用绿色线程的测试分开运行(make test 会分开)。 Unit tests need ordinary threads: run them apart from "
            "tests/integration (make test does), and let none of them import deploy.green."
        )
