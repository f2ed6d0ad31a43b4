"""What the gateway's views work with: the way to the services, the keys, the cached boards and the live streams.

As nameko's dependency it opens with the service and closes with it; one listener hears every event that passes.
"""

from __future__ import annotations

from typing import Any, Protocol

from nameko.extensions import DependencyProvider

from gateway.access.admission import Admission
from gateway.access.providers import Providers
from gateway.boards.cache import Boards
from gateway.boards.drawn import Drawn
from gateway.boards.listener import Listener
from gateway.boards.streams import Streams
from gateway.boards.unread import Unread
from gateway.limits import Limiter, rate_of_a_caller
from services.kit.clock import Clock
from services.kit.identity import Keys
from services.kit.platform import CONFIG_KEY, Platform
from services.kit.remote import Remote
from services.kit.wire import Request


class Services(Protocol):
    """The way to the services; `services.kit.remote.Remote`, or a fake of it."""

    def call(
        self,
        service: str,
        operation: str,
        request: Request | None = None,
        *,
        token: str = "",
        idempotency_key: str = "",
        if_match: str = "",
        timeout: float | None = None,
    ) -> Any: ...

    def close(self) -> None: ...


class Desk:
    """Everything a view needs, and nothing of nameko."""

    def __init__(self, platform: Platform, remote: Services) -> None:
        self.platform = platform
        self.remote = remote
        self.limiter = Limiter(platform.clock)
        self.caller_rate = rate_of_a_caller(platform.settings.rate_per_minute)
        self.admission = Admission(remote, platform.keys, platform.clock)
        self.providers = Providers(remote, platform.clock)
        self.streams = Streams()
        self.boards = Boards(remote, platform.clock)
        self.unread = Unread(remote, self.boards, platform.clock)
        self.drawn = Drawn(platform.clock, self.unread.known)

    @property
    def keys(self) -> Keys:
        return self.platform.keys

    @property
    def clock(self) -> Clock:
        return self.platform.clock

    def close(self) -> None:
        """End what would not end by itself."""
        self.streams.close()


class Front(DependencyProvider):  # type: ignore[misc]
    """Opens a `Desk` over the process's platform, and listens."""

    def setup(self) -> None:
        platform: Platform = self.container.config[CONFIG_KEY]
        self.desk = Desk(platform, Remote(platform.broker, platform.settings.rpc_timeout))
        self._listener = Listener(
            platform.broker, platform.keys, self.desk.boards, self.desk.streams, self.desk.admission
        )

    def start(self) -> None:
        self.container.spawn_managed_thread(self._listener.run, identifier="listener")

    def get_dependency(self, worker_ctx: Any) -> Desk:
        return self.desk

    def stop(self) -> None:
        self._listener.stop()
        self.desk.remote.close()

    kill = stop
