"""Somebody who reaches the broker past the gateway: calls every operation named on standard input, once without a token and once
with a false one, and prints each operation with the code of its answer. A program of its own, for the kit's green threads.

Where the deployment has no broker outside its process, the services run here, over a folder of their own.
"""

from __future__ import annotations

import deploy.green  # noqa: F401  isort: skip  (patches before anything else is imported)

import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy import assembly
from deploy.cli import leave
from services.contracts.errors import XinmeiError
from services.kit.platform import Platform
from services.kit.remote import Remote
from services.kit.settings import Settings
from services.kit.wire import Request


def main() -> None:
    asked = json.load(sys.stdin)
    with _platform() as platform:
        remote = Remote(platform.broker, 10.0)
        answers = [
            (f"{service}.{name}", _code(remote, service, name, token))
            for service, name in asked["calls"]
            for token in ("", asked["false_token"])
        ]
        remote.close()
    print(json.dumps(answers))
    leave(0)


def _code(remote: Remote, service: str, name: str, token: str) -> str:
    try:
        remote.call(service, name, Request(path={"id": "x"}, body={}), token=token)
    except XinmeiError as error:
        return error.code
    return "it was carried out"


@contextmanager
def _platform() -> Iterator[Platform]:
    settings = Settings.from_environment()
    if not settings.embedded:
        yield assembly.make_platform(settings)
        return
    with tempfile.TemporaryDirectory() as folder:
        platform = assembly.make_platform(Settings.from_environment(data=Path(folder)))
        assembly.migrate(platform)
        process = assembly.Process(platform)
        process.start(assembly.SERVICES)
        yield platform
        process.stop()


main()
