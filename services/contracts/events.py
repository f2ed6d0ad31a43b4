"""What an event is: a fact in the past tense, frozen, whose type is also its routing key.

An event class names its `type` (``account.approved.v1``) and its `key`, the field that holds the id of the aggregate it
tells of. A published version never changes; a new need is a v2 beside it. Each service's events stand in the module
`events` of its package here; `EVENTS` finds a class by its type.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

EVENTS: dict[str, type[Event]] = {}


@dataclass(frozen=True, kw_only=True)
class Event:
    """A fact that a service tells the others. Subclasses are frozen dataclasses of plain JSON values."""

    type: ClassVar[str] = ""
    key: ClassVar[str] = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.type in EVENTS:
            raise TypeError(f"two events are named {cls.type}")
        EVENTS[cls.type] = cls

    @classmethod
    def topic(cls) -> str:
        """The kind of aggregate, first part of the type: ``account``."""
        return cls.type.partition(".")[0]

    @property
    def aggregate(self) -> str:
        """The aggregate this event belongs to: ``account:0192…``. Events of one aggregate are handled in order."""
        return f"{self.topic()}:{getattr(self, self.key)}"


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who did it, as events and ledgers tell it: a person, or a service acting by itself (``service:alerts``)."""

    id: str
    name: str
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """What travels with every event.

    `sequence` counts the events of one aggregate from 1; `begun` is the time of its first; `cause` is the id of the event or
    request before it; `trace` is the W3C trace id that joins everything one action set off.
    """

    id: str
    type: str
    time: str
    source: str
    aggregate: str
    sequence: int
    actor: Actor
    trace: str
    cause: str
    data: dict[str, Any]
    begun: str = ""
