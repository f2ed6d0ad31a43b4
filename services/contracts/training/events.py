"""What the training service tells: sessions, enrolments, certificates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from services.contracts.events import Event


@dataclass(frozen=True, kw_only=True)
class SessionAnnounced(Event):
    """A training, salon or visit was announced (article 16). `kind` is training, salon, outbound or inbound."""

    type: ClassVar[str] = "session.announced.v1"
    key: ClassVar[str] = "session_id"

    session_id: str
    kind: str
    title: str
    starts_at: str
    ends_at: str
    capacity: int


@dataclass(frozen=True, kw_only=True)
class SessionCancelled(Event):
    """A session will not take place."""

    type: ClassVar[str] = "session.cancelled.v1"
    key: ClassVar[str] = "session_id"

    session_id: str
    title: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Enrolled(Event):
    """A person has a seat, or a place on the waiting list (`state` enrolled or waiting; `position` 0 with a seat)."""

    type: ClassVar[str] = "enrolment.made.v1"
    key: ClassVar[str] = "enrolment_id"

    enrolment_id: str
    session_id: str
    person_id: str
    state: str
    position: int


@dataclass(frozen=True, kw_only=True)
class EnrolmentMoved(Event):
    """A waiting person got a seat, or someone withdrew: `state` is enrolled or withdrawn."""

    type: ClassVar[str] = "enrolment.moved.v1"
    key: ClassVar[str] = "enrolment_id"

    enrolment_id: str
    session_id: str
    person_id: str
    state: str
