"""How many messages wait unread for each person, for the header of every page: known beforehand, so that no page asks for it.

It is asked for when somebody's first page is drawn. After that a page shows what is known; where events of the alerts service have
passed since, or `KEPT` seconds, the number is asked for anew beside the page, for the one that follows.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

import eventlet

from gateway.boards.cache import Boards, Caller
from services.contracts.errors import XinmeiError
from services.kit.clock import Clock
from services.kit.identity import Identity
from services.kit.ids import current_trace, set_trace
from services.kit.wire import Request

KEPT = 60.0
PATIENCE = 1.0
"""Seconds for which the first page of all waits for the number."""
MOST_PEOPLE = 10_000
SERVICE = "alerts"


@dataclass
class Count:
    """A number, which generation of the service's events it belongs to, until when it is good, and whether it is being asked for."""

    number: int
    generation: int
    until: float
    asking: bool = False


class Unread:
    """The numbers of all who looked at a page lately."""

    def __init__(self, remote: Caller, boards: Boards, clock: Clock) -> None:
        self._remote = remote
        self._boards = boards
        self._clock = clock
        self._counts: OrderedDict[str, Count] = OrderedDict()

    def known(self, person_id: str) -> int:
        """What a page drawn now shows; 0 where nothing is known."""
        found = self._counts.get(person_id)
        return found.number if found else 0

    def count(self, identity: Identity, token: str) -> int:
        """The number for a page of this person."""
        found = self._counts.get(identity.id)
        if found is None:
            self._ask(identity.id, token)
        elif not (found.asking or self._is_good(found)):
            found.asking = True
            eventlet.spawn(self._ask, identity.id, token, current_trace())
        return self.known(identity.id)

    def keep(self, person_id: str, number: int) -> None:
        """A service has just said how many there are."""
        self._put(person_id, number, self._boards.generation(SERVICE))

    def _is_good(self, found: Count) -> bool:
        return found.generation == self._boards.generation(SERVICE) and self._clock.now().timestamp() < found.until

    def _ask(self, person_id: str, token: str, trace: str = "") -> None:
        if trace:
            set_trace(trace)
        generation, number = self._boards.generation(SERVICE), self.known(person_id)
        try:
            asked = Request(query={"limit": "1"})
            number = self._remote.call(SERVICE, "list_messages", asked, token=token, timeout=PATIENCE)["unread"]
        except XinmeiError:
            pass  # what was known stays, until it is asked for again
        self._put(person_id, number, generation)

    def _put(self, person_id: str, number: int, generation: int) -> None:
        self._counts[person_id] = Count(number, generation, self._clock.now().timestamp() + KEPT)
        self._counts.move_to_end(person_id)
        if len(self._counts) > MOST_PEOPLE:
            self._counts.popitem(last=False)
