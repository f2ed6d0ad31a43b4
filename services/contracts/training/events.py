"""What the training service tells: sessions, enrolments, certificates, who must be trained, and what people are to be told."""

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


@dataclass(frozen=True, kw_only=True)
class SessionMoved(Event):
    """Time or place of a session changed after it was announced; what it is now."""

    type: ClassVar[str] = "session.moved.v1"
    key: ClassVar[str] = "session_id"

    session_id: str
    title: str
    place: str
    starts_at: str
    ends_at: str


@dataclass(frozen=True, kw_only=True)
class TrainingNoticed(Event):
    """These people are to be told something about training, on their page and through channels that carry it.

    `kind` says what it is (``session_moved``, ``session_cancelled``, ``session_reminder``, ``seat_given``, ``seat_offered``,
    ``duty_owed``, ``duty_due`` …); `subject` and `subject_id` what it is about; `zh` and `en` are whole sentences.
    """

    type: ClassVar[str] = "training_notice.sent.v1"
    key: ClassVar[str] = "notice_id"

    notice_id: str
    kind: str
    subject: str
    subject_id: str
    person_ids: tuple[str, ...]
    zh: str
    en: str


@dataclass(frozen=True, kw_only=True)
class TrainingStandingChanged(Event):
    """Whether a person who runs accounts is trained as the rules ask (articles 15 and 16).

    `mode` ``clear``: nothing is owed; ``warn``: their submissions carry a warning; ``block``: they may not submit until they
    are trained. `due_at` is when what they owe is due, or empty; `zh` and `en` say what is owed.
    """

    type: ClassVar[str] = "training_standing.changed.v1"
    key: ClassVar[str] = "person_id"

    person_id: str
    mode: str
    due_at: str
    zh: str
    en: str
