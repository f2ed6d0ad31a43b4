"""A typed client of Xinmei's API.

with Client("https://xinmei.example.edu.cn", token="xm_…") as xinmei:
    for account in each(lambda cursor: xinmei.registry.list_accounts(tier=2, cursor=cursor)):
        print(account["name"], account["status"])
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import TracebackType
from typing import TypeVar

from .generated import shapes
from .generated.alerts import Alerts
from .generated.gateway import Gateway
from .generated.registry import Registry
from .generated.review import Review
from .generated.training import Training
from .transport import ProblemRaised, Transport

__all__ = ["Client", "ProblemRaised", "each", "shapes"]

T = TypeVar("T")


class Client:
    """The suite's calls, by service. `token` is an access token, or that of a session."""

    def __init__(self, base_url: str, token: str = "", *, timeout: float = 30.0, language: str = "zh") -> None:
        self.transport = Transport(base_url, token, timeout=timeout, language=language)
        self.registry = Registry(self.transport)
        self.review = Review(self.transport)
        self.alerts = Alerts(self.transport)
        self.training = Training(self.transport)
        self.boards = Gateway(self.transport)

    def sign_in(self, username: str, password: str) -> shapes.RegistryMe:
        """Begin a session as a person; programs use an access token instead."""
        signed_in = self.registry.sign_in({"username": username, "password": password})
        self.transport.token = signed_in["token"]
        return signed_in["person"]

    def close(self) -> None:
        self.transport.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def each(page: Callable[[str | None], shapes.Page[T]]) -> Iterator[T]:
    """Every item of a list, page after page; `page` asks for the part after a cursor."""
    cursor: str | None = None
    while True:
        found = page(cursor)
        yield from found["items"]
        cursor = found["next_cursor"]
        if not cursor:
            return
