"""The gateway as a nameko service: one entrypoint, one dependency."""

from __future__ import annotations

from gateway.app import Portal
from gateway.front import Front
from gateway.server import wsgi_app


class Gateway:
    """HTTP in front of the services."""

    name = "gateway"
    front = Front()

    @wsgi_app
    def portal(self) -> Portal:
        """The WSGI application that takes every method and path."""
        return Portal(self.front)
