"""What was handed in, what screening showed in it, and what people decided on it: each bound to one version of a text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal


@dataclass(eq=False)
class Version:
    """What was handed in, as written. `media` lists ``{"name", "media_type", "checksum", "size", "url"}``."""

    submission_id: str
    version: int
    title: str
    body: str
    media: list[dict[str, Any]]
    source: str
    licence: str
    scheduled_at: datetime | None
    fingerprint: str
    created_by: str
    created_by_name: str
    created_at: datetime


@dataclass(eq=False)
class Finding:
    """Something that screening showed to people; `field` is title or body, `start` and `end` are code points in it."""

    submission_id: str
    version: int
    number: int
    field: str
    name: str
    rule: str
    start: int
    end: int
    matched: str
    tier: str
    severity: str
    article: int
    answer: str = ""
    answered_by: str = ""
    answered_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.severity == "block_until_answered" and not self.answer


@dataclass(eq=False)
class Decision:
    """What one person decided at one stage of one version; `for_id` is whose place they took, who is on leave."""

    id: str
    submission_id: str
    version: int
    fingerprint: str
    stage: int
    role: str
    decision: str
    comment: str
    passages: list[dict[str, Any]]
    decided_by: str
    decided_by_name: str
    decided_at: datetime
    for_id: str = ""
    for_name: str = ""


NoteKind = Literal["hold", "unhold", "escalate", "assign", "withdraw", "training_owed"]


@dataclass(eq=False)
class Note:
    """What people did with a text beside deciding: `subject` is who it was given to."""

    id: str
    submission_id: str
    version: int
    kind: NoteKind
    text: str
    subject_id: str
    subject_name: str
    noted_by: str
    noted_by_name: str
    noted_at: datetime
