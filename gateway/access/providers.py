"""Which providers of single sign-on the registry's settings name: asked once a while, for everybody who comes may want to know."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Protocol

import structlog
from eventlet.semaphore import Semaphore

from services.contracts.errors import XinmeiError
from services.kit.clock import Clock

KNOWN_FOR = timedelta(seconds=60)
ASKED_AGAIN = timedelta(seconds=1)

log = structlog.get_logger(__name__)


class Services(Protocol):
    """The way to the registry."""

    def call(self, service: str, operation: str) -> Any: ...


class Providers:
    """Each with its id and the name on its button. While the registry is away, what it said last."""

    def __init__(self, remote: Services, clock: Clock) -> None:
        self._remote = remote
        self._clock = clock
        self._turn = Semaphore()
        self._known: list[dict[str, str]] = []
        self._good_until = clock.now()

    def known(self) -> list[dict[str, str]]:
        with self._turn:
            if self._clock.now() >= self._good_until:
                self._ask()
            return self._known

    def _ask(self) -> None:
        lasts = ASKED_AGAIN
        try:
            self._known, lasts = self._remote.call("registry", "list_providers")["items"], KNOWN_FOR
        except XinmeiError as error:
            log.info("providers_unknown", error=error.code)
        self._good_until = self._clock.now() + lasts
