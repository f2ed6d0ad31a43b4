"""The loops beside the one that keeps time: reading watched addresses, and the vigil over word list and freezes."""

from __future__ import annotations

from typing import Any

import eventlet

from services.kit.serving import TICK, Loop
from services.review.poller import AT_ONCE

LOOK_EVERY = 2.0
"""Seconds between two looks for addresses that are due: they are read every few minutes."""


class PollerLoop(Loop):
    """Looks at watched addresses that are due; a slow site delays no deadline. What is cut off is looked at again later."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._pool = eventlet.GreenPool(AT_ONCE)

    def _round(self) -> None:
        self._say_begun()
        while not self._stopping:
            if self.work(self._pool):
                eventlet.sleep(0)
            else:
                self._pause(LOOK_EVERY)

    def stop(self) -> None:
        super().stop()
        for looking in list(self._pool.coroutines_running):
            looking.kill()


class VigilLoop(Loop):
    """Catches up with word list and freezes every half second."""

    def _round(self) -> None:
        self.work()
        self._say_begun()
        while not self._stopping:
            self._pause(TICK)
            self.work()
