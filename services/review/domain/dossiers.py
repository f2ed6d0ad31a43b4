"""What a use case answers: the parts of a thing as a person looks at it, put together and not yet dumped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from services.review.domain.campaigns import Campaign, Material
from services.review.domain.observed import Account, ObservedPost
from services.review.domain.sealing import Seal
from services.review.domain.stages import Step
from services.review.domain.submission import Submission
from services.review.domain.versions import Decision, Finding, Note, Version

Chain = tuple[int, str, Sequence[Step]]
"""The steps of a tier, or of one channel in it."""


@dataclass(frozen=True)
class Dossier:
    """A submission with all that a reviewer needs; `before` is the version before the newest, `material` the campaign's.

    `stored_media` are the checksums of those pictures and videos that can be looked at here.
    """

    submission: Submission
    version: Version
    before: Version | None
    findings: Sequence[Finding]
    decisions: Sequence[Decision]
    seal: Seal | None
    material: Material | None = None
    notes: Sequence[Note] = ()
    stored_media: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Verification:
    """A seal with what was recomputed; `problems` is empty where it holds."""

    seal: Seal
    submission: Submission
    recomputed: str
    problems: list[str]


@dataclass(frozen=True)
class Matrix:
    """A campaign with its newest material and, of each account in scope, its newest text or none.

    `readable` are the ids of those texts that its reader may open.
    """

    campaign: Campaign
    material: Material | None
    lines: Sequence[tuple[Account, Submission | None]]
    readable: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Trial:
    """How many texts were tried, and those that the draft list flags: (submission id, title, findings)."""

    tried: int
    flagged: Sequence[tuple[str, str, Sequence[Any]]]


@dataclass(frozen=True)
class Board:
    """Counts, what waits, the newest texts, the most urgent ones, what was observed in thirty days, and campaigns."""

    states: dict[str, int]
    tiers: dict[str, int]
    channels: dict[str, int]
    waiting: Sequence[Any]
    newest: Sequence[Submission]
    due: Sequence[Submission]
    verdicts: dict[str, int]
    bad_posts: Sequence[ObservedPost]
    campaigns: Sequence[tuple[Campaign, dict[str, int]]]
    trend: Sequence[dict[str, Any]] = ()
