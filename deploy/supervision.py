"""What a process tells systemd that started it: that it serves, that it is alive, that it stops. Silent where nobody asked."""

from __future__ import annotations

import contextlib
import os
import socket
import time


class Supervision:
    """The line to systemd, if there is one (``Type=notify``, ``WatchdogSec=``)."""

    def __init__(self) -> None:
        self._address = os.environ.get("NOTIFY_SOCKET", "")
        self._every = int(os.environ.get("WATCHDOG_USEC", "0")) / 2_000_000
        self._told = time.monotonic()

    def ready(self) -> None:
        """It serves."""
        self._tell("READY=1")

    def stopping(self) -> None:
        """It was asked to stop."""
        self._tell("STOPPING=1")

    def alive(self) -> None:
        """To be called often: green threads still take turns. Tells so twice in systemd's patience."""
        if self._every and time.monotonic() - self._told > self._every:
            self._told = time.monotonic()
            self._tell("WATCHDOG=1")

    def _tell(self, what: str) -> None:
        if not self._address:
            return
        address = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.sendto(what.encode(), address)
