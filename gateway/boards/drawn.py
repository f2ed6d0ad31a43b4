"""Pages of boards as they were drawn: whoever looks again at an unchanged board, with the same cookies, costs no drawing."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from services.kit.clock import Clock

MOST_PAGES = 300
Key = tuple[str, ...]


@dataclass(frozen=True)
class Drawing:
    """A page: the fingerprint of the board that it shows, its own, its language and its bytes; and who reads it, told of how many unread messages."""

    of: str
    tag: str
    language: str
    body: bytes
    reader: str = ""
    unread: int = 0


class Drawn:
    """The pages drawn lately, by address, cookies (who reads, in which language and look) and the hour that waiting is counted to."""

    def __init__(self, clock: Clock, unread: Callable[[str], int]) -> None:
        self._clock = clock
        self._unread = unread
        self._pages: OrderedDict[Key, Drawing] = OrderedDict()

    def keep(self, environ: Mapping[str, Any], drawing: Drawing) -> None:
        self._pages[self._key(environ)] = drawing
        if len(self._pages) > MOST_PAGES:
            self._pages.popitem(last=False)

    def find(self, environ: Mapping[str, Any], of: str) -> Drawing | None:
        """The page at this address for these cookies, where it shows the board `of` that fingerprint and all else is as it was."""
        found = self._pages.get(self._key(environ))
        return found if found is not None and found.of == of and self._unread(found.reader) == found.unread else None

    def _key(self, environ: Mapping[str, Any]) -> Key:
        hour = f"{self._clock.now():%Y%m%d%H}"
        return environ["PATH_INFO"], environ.get("QUERY_STRING", ""), environ.get("HTTP_COOKIE", ""), hour
