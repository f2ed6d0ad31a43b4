"""``python -m tests.integration.kit.child FOLDER CASE``: the desk and the watch in a process of their own, put together and
ended as `xinmei up` does it, after something has gone wrong in it."""

from __future__ import annotations

import deploy.green  # noqa: F401  isort: skip  (green threads before anything else)

import contextlib
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import eventlet

from deploy import assembly
from deploy.cli import leave
from services.contracts.errors import XinmeiError
from services.kit.platform import Platform
from services.kit.remote import Remote
from services.kit.settings import Settings
from services.kit.wire import Request
from tests.integration.kit.desk import Desk, Watch
from tests.unit.kit.world import make_tables, person

NAMES = (Desk.name, Watch.name)
assembly.CLASSES.update({Desk.name: f"{Desk.__module__}:Desk", Watch.name: f"{Watch.__module__}:Watch"})


def main(folder: Path, case: str) -> int:
    platform = assembly.make_platform(Settings(data=folder, retry_delays="0.1,0.1"))
    for service in (Desk, Watch):
        if not (folder / f"{service.name}.sqlite").exists():
            make_tables(platform.database(service.name))
        service.declare_queues(platform.broker)
    Watch.stuck_on = "nothing" if case == "told" else "stuck"
    process = assembly.Process(platform)
    process.start(NAMES)
    token = platform.keys.issue(person(), datetime.now(UTC), timedelta(hours=1))
    remote = Remote(platform.broker, 60)

    def call(operation: str, body: Any = None, **path: str) -> Any:
        service = Watch.name if operation == "list_heard" else Desk.name
        with contextlib.suppress(XinmeiError):
            return remote.call(service, operation, Request(body=body, path=path), token=token)

    CASES[case](call, platform)
    process.obey_signals()
    print("ready", flush=True)
    return process.wait()


def _idle(_call: Any, _platform: Platform) -> None:
    """Nothing happens at all."""


def _failing(call: Any, _platform: Platform) -> None:
    for kind in ("ZeroDivisionError", "IntegrityError", "Unavailable"):
        call("fail", kind=kind)
    call("take_note", {"text": "bad"})
    eventlet.sleep(0.5)


def _stuck_consumer(call: Any, _platform: Platform) -> None:
    for text in ("stuck", "behind"):
        call("take_note", {"text": text})
    eventlet.sleep(0.3)


def _stuck_call(call: Any, _platform: Platform) -> None:
    eventlet.spawn(call, "take_note", {"text": "slow", "slow": 60})
    eventlet.sleep(0.3)


def _no_broker(call: Any, platform: Platform) -> None:
    call("take_note", {"text": "stuck"})
    platform.broker.close()
    eventlet.sleep(0.3)


def _locked_database(call: Any, platform: Platform) -> None:
    """Somebody never gives the database's turn back."""
    platform.database(Desk.name)._turn.acquire()
    eventlet.spawn(call, "take_note", {"text": "waits"})
    eventlet.sleep(0.3)


def _told(call: Any, _platform: Platform) -> None:
    """Nobody is stuck any more: says what the watch has heard of what was left."""
    for _ in range(100):
        heard = call("list_heard") or {}
        if len(heard.get("heard", ())) == 2:
            break
        eventlet.sleep(0.1)
    print(sorted(heard["heard"]), flush=True)


CASES: dict[str, Callable[[Any, Platform], None]] = {
    "idle": _idle,
    "failing": _failing,
    "stuck consumer": _stuck_consumer,
    "stuck call": _stuck_call,
    "no broker": _no_broker,
    "locked database": _locked_database,
    "told": _told,
}

if __name__ == "__main__":
    leave(main(Path(sys.argv[1]), sys.argv[2]))
