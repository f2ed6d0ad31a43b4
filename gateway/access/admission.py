"""What a token stands for now: asked of the registry at first sight, kept true by events, asked again each minute.

A session's token proves itself by its signature, but somebody may have signed out, or hold other roles since. An access token
is only a secret: the registry knows whose. While the registry is away, what was known stays good until it ends, and a
session's token that was never seen is taken at its signature; what an event has called in question is not.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import structlog

from services.contracts.errors import NotAuthenticated, Unavailable
from services.contracts.registry.events import AccessEnded, PersonSaved
from services.kit.broker import Delivery
from services.kit.clock import Clock
from services.kit.identity import Identity, Keys
from services.kit.wire import NotAnEvent, Request, open_envelope

CHECKED_EVERY = 60.0
ASKED_AGAIN = 1.0
"""Seconds in which a registry that did not answer is not asked again about what may pass without its word."""
REMEMBERED = 50_000
ACCESS_TOKEN = "xm_"
LONGEST = 8_000

log = structlog.get_logger(__name__)


class Services(Protocol):
    """The way to the registry."""

    def call(self, service: str, operation: str, request: Request | None = None) -> Any: ...


@dataclass
class Known:
    """One token: the signed identity it stands for, until when, and when the registry was asked; 0: it must be asked."""

    proof: str
    identity: Identity
    expires: float
    checked_at: float


class Admission:
    """Everything that was admitted lately."""

    def __init__(self, remote: Services, keys: Keys, clock: Clock) -> None:
        self._remote = remote
        self._keys = keys
        self._clock = clock
        self._known: OrderedDict[bytes, Known] = OrderedDict()
        self._away_until = 0.0
        self._heard: dict[object, list[tuple[str, str]]] = {}

    def admit(self, token: str) -> Known:
        """What `token` stands for. Raises `NotAuthenticated`, or `Unavailable` where only the registry could say."""
        if not token or len(token) > LONGEST:
            raise NotAuthenticated()
        key, now = _key(token), self._clock.now().timestamp()
        known = self._known.get(key)
        if known is not None and now < min(known.expires, known.checked_at + CHECKED_EVERY):
            return known
        if not token.startswith(ACCESS_TOKEN):
            self._keys.verify(token, self._clock.now())
        return self._ask(key, token, known, now)

    def knows(self, token: str) -> bool:
        """Whether the registry has once said whose this is, and has not taken it back since."""
        return _key(token) in self._known

    def peek(self, token: str) -> Identity | None:
        """The identity where it needs no asking, for the shortest way to a board."""
        known = self._known.get(_key(token))
        now = self._clock.now().timestamp()
        fresh = known is not None and now < min(known.expires, known.checked_at + CHECKED_EVERY)
        return known.identity if known is not None and fresh else None

    def begin(self, token: str) -> Identity:
        """A token that the registry has issued this moment."""
        return self._keep(_key(token), token, self._clock.now().timestamp()).identity

    def hear(self, deliveries: Sequence[Delivery]) -> None:
        """Call in question what these events speak of: a person's roles, a session or token that ended."""
        for delivery in deliveries:
            if delivery.key not in (PersonSaved.type, AccessEnded.type):
                continue
            if not self._keys.event_is_ours(delivery.body, delivery.signature):
                continue
            try:
                data = open_envelope(delivery.body).data
            except NotAnEvent:
                continue
            self.question(person_id=str(data.get("person_id", "")), session=str(data.get("access_id", "")))

    def question(self, *, person_id: str = "", session: str = "") -> None:
        """The registry must be asked again before this person, or this session or token, is let in."""
        for heard in self._heard.values():
            heard.append((person_id, session))
        for known in self._known.values():
            if _speaks_of(known.identity, person_id, session):
                known.checked_at = 0.0

    def question_all(self) -> None:
        """Events may have passed unheard."""
        for known in self._known.values():
            known.checked_at = min(known.checked_at, self._clock.now().timestamp() - CHECKED_EVERY)

    def _ask(self, key: bytes, token: str, known: Known | None, now: float) -> Known:
        passes = self._without_word(token, known, now)
        if passes and now < self._away_until:
            return known or self._keep(key, token, now)
        asking, heard = object(), list[tuple[str, str]]()
        self._heard[asking] = heard
        try:
            answer = self._remote.call("registry", "open_access", Request(body={"token": token}))
        except Unavailable:
            self._away_until = self._clock.now().timestamp() + ASKED_AGAIN
            if not passes:
                raise
            log.warning("admitted_by_signature_alone")
            return known or self._keep(key, token, now)
        except NotAuthenticated:
            self._known.pop(key, None)
            raise
        finally:
            del self._heard[asking]
        self._away_until = 0.0
        kept = self._keep(key, answer["token"], now)
        if any(_speaks_of(kept.identity, *doubt) for doubt in heard):
            kept.checked_at = 0.0  # called in question while the registry answered: its next call asks once more
        return kept

    @staticmethod
    def _without_word(token: str, known: Known | None, now: float) -> bool:
        """Whether this token may pass while the registry is away: nothing called it in question, and it proves itself."""
        if known is None:
            return not token.startswith(ACCESS_TOKEN)
        return known.checked_at > 0 and now < known.expires

    def _keep(self, key: bytes, proof: str, now: float) -> Known:
        identity = self._keys.verify(proof, self._clock.now())
        known = self._known[key] = Known(proof, identity, self._keys.expires(proof), now)
        self._known.move_to_end(key)
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return known


def _speaks_of(identity: Identity, person_id: str, session: str) -> bool:
    """Whether what was called in question is this session or token, or else anything of this person."""
    return identity.session == session if session else bool(person_id) and identity.id == person_id


def _key(token: str) -> bytes:
    return hashlib.blake2b(token.encode(errors="replace"), digest_size=16).digest()
