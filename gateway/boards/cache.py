"""Boards from a cache that events keep true.

A board has one part a service. A part is good as long as no event of that service has passed since its computing *began*
(a counter a service tells), and for `KEPT` seconds at most, for time itself changes boards. What a service answers depends on
who asks, so a board is kept for one viewer with exactly their rights: the services judged them, and nobody else gets it.
"""

from __future__ import annotations

import hashlib
from collections import Counter, OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

import eventlet
import msgspec
from eventlet.semaphore import Semaphore

from services.contracts.errors import NotFound, NotPermitted, Unavailable, XinmeiError
from services.kit.clock import Clock
from services.kit.identity import Identity
from services.kit.ids import current_trace, set_trace
from services.kit.wire import Request, encode

KEPT = 10.0
KEPT_WHILE_AWAY = 1.0
MOST_BOARDS = 4000
PATIENCE = 2.5
"""Seconds a board waits for one service before it goes without."""

SERVICES = ("registry", "review", "alerts", "training")
ASKED = {"department": SERVICES, "unit": SERVICES, "association": ("training",), "duty": ("alerts",)}
"""Which services a kind of board is made of."""


class Caller(Protocol):
    """What the boards need of `Remote`."""

    def call(self, service: str, operation: str, request: Request, *, token: str, timeout: float) -> Any: ...


@dataclass(frozen=True)
class Wanted:
    """Which board: its kind, and the unit where it is one unit's."""

    kind: str
    unit_id: str = ""


@dataclass
class Part:
    """What one service answered: its JSON, when its computing began, and the refusal where it refused."""

    generation: int
    until: float
    body: bytes
    refusal: XinmeiError | None = None
    away: bool = False

    @property
    def shows(self) -> bool:
        return self.refusal is None and not self.away


@dataclass
class Board:
    """One viewer's board. `body` is the JSON of it all, `etag` its fingerprint."""

    wanted: Wanted
    parts: dict[str, Part] = field(default_factory=dict)
    locks: dict[str, Semaphore] = field(default_factory=dict)
    body: bytes = b""
    etag: str = ""

    def data(self) -> dict[str, Any]:
        """The board as plain values."""
        found: dict[str, Any] = msgspec.json.decode(self.body)
        return found


class Boards:
    """All boards that were asked for lately."""

    def __init__(self, remote: Caller, clock: Clock) -> None:
        self._remote = remote
        self._clock = clock
        self._generations: Counter[str] = Counter()
        self._boards: OrderedDict[tuple[Any, ...], Board] = OrderedDict()

    def touch(self, services: Iterable[str]) -> None:
        """Something has changed in these services: what was computed, or is being computed, is stale."""
        self._generations.update(services)

    def generation(self, service: str) -> int:
        """How often something has changed in this service, as far as was heard."""
        return self._generations[service]

    def fresh(self, wanted: Wanted, identity: Identity) -> Board | None:
        """The board as `identity` may see it, where it stands ready and nothing has changed since."""
        board = self._boards.get(_key(wanted, identity))
        if board is None or not board.body:
            return None
        now = self._clock.now().timestamp()
        good = all(self._is_good(board.parts.get(service), service, now) for service in ASKED[wanted.kind])
        return board if good else None

    def get(self, wanted: Wanted, identity: Identity, token: str) -> Board:
        """The board as `identity` may see it. Raises `NotPermitted` or `NotFound` where no service shows them anything."""
        board = self._find(_key(wanted, identity), wanted)
        now = self._clock.now().timestamp()
        stale = [s for s in ASKED[wanted.kind] if not self._is_good(board.parts.get(s), s, now)]
        if stale:
            self._refresh(board, stale, token)
        if stale or not board.body:
            _assemble(board)
        return board

    def _find(self, key: tuple[Any, ...], wanted: Wanted) -> Board:
        board = self._boards.get(key)
        if board is None:
            board = self._boards[key] = Board(wanted)
            if len(self._boards) > MOST_BOARDS:
                self._boards.popitem(last=False)
        else:
            self._boards.move_to_end(key)
        return board

    def _is_good(self, part: Part | None, service: str, now: float) -> bool:
        return part is not None and part.generation == self._generations[service] and now < part.until

    def _refresh(self, board: Board, services: list[str], token: str) -> None:
        trace = current_trace()

        def work(service: str) -> None:
            set_trace(trace)
            self._compute(board, service, token)

        threads = [eventlet.spawn(work, service) for service in services[1:]]
        self._compute(board, services[0], token)
        for thread in threads:
            thread.wait()

    def _compute(self, board: Board, service: str, token: str) -> None:
        """Ask the service, unless somebody else asked it after the last change."""
        wanted = self._generations[service]
        with board.locks.setdefault(service, Semaphore()):
            part, now = board.parts.get(service), self._clock.now().timestamp()
            if part is not None and part.generation >= wanted and now < part.until:
                return
            started = self._generations[service]
            board.parts[service] = self._ask(board.wanted, service, token, started, now)

    def _ask(self, wanted: Wanted, service: str, token: str, started: int, now: float) -> Part:
        query = {"unit_id": wanted.unit_id} if wanted.unit_id else {}
        if service == "training" and wanted.kind != "department":
            query["mine"] = "1"
        try:
            found = self._remote.call(service, "board", Request(query=query), token=token, timeout=PATIENCE)
        except Unavailable:
            return Part(started, now + KEPT_WHILE_AWAY, b'{"unavailable":true}', away=True)
        except (NotPermitted, NotFound) as refusal:
            return Part(started, now + KEPT, b'{"not_permitted":true}', refusal)
        return Part(started, now + KEPT, encode(found))


def _key(wanted: Wanted, identity: Identity) -> tuple[Any, ...]:
    """One viewer with exactly their rights."""
    return wanted, identity.id, identity.unit_id, identity.grants


def _assemble(board: Board) -> None:
    """Join the parts. Raises the refusal where nobody but the registry, whose numbers are then zero, shows anything."""
    services = ASKED[board.wanted.kind]
    parts = [board.parts[service] for service in services]
    told = [board.parts[service] for service in services if service != "registry"]
    refusals = [part.refusal for part in told if part.refusal is not None]
    if refusals and not any(part.shows for part in told):
        board.body = b""
        raise refusals[0]
    head = encode({"board": board.wanted.kind, "unit_id": board.wanted.unit_id or None})
    joined = b"".join(b',"%s":%s' % (s.encode(), part.body) for s, part in zip(services, parts, strict=True))
    board.body = head[:-1] + joined + b"}"
    board.etag = hashlib.blake2b(board.body, digest_size=12).hexdigest()
