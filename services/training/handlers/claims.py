"""Who claims a place or a speaker at a time: seen beforehand, named as a warning, or refused, as the rules or the session have it."""

from __future__ import annotations

from datetime import datetime

from services.contracts.errors import StateConflict
from services.kit.api import Work
from services.training.domain.sessions import Session
from services.training.handlers.notices import said
from services.training.handlers.rights import require_reader
from services.training.storage import programme
from services.training.storage.rules import rules_in_force

Claims = list[tuple[Session, list[str]]]
"""Other sessions, each with what both claim: place, speaker."""
WORDS = {"place": ("地点", "the place"), "speaker": ("主讲", "the speaker")}


def find_clashes(work: Work, session: Session) -> Claims:
    """Sessions that meet this one in time and claim the same."""
    found = programme.find_clashes(work.session, session)
    return [(other, session.claims_with(other)) for other in found]


def preview_clashes(work: Work, place: str, speaker: str, starts_at: datetime, ends_at: datetime) -> Claims:
    """What else claims this place or speaker at that time, before anything is announced."""
    require_reader(work.identity)
    found = programme.meeting(work.session, place, speaker, starts_at, ends_at)
    wanted = {"place": place, "speaker": speaker}
    return [(s, [name for name, value in wanted.items() if value and getattr(s, name) == value]) for s in found]


def check_claims(work: Work, session: Session, on_clash: str) -> None:
    """Raise `StateConflict` (``claimed_twice``) where the session claims what another has at that time, and this is refused:
    by `on_clash` (warn or refuse), or where that is empty by the rules. Two that claim the same at once take turns."""
    if (on_clash or rules_in_force(work.session).on_clash) != "refuse":
        return
    programme.take_turn_of_claims(work.session, session.place, session.speaker)
    found = find_clashes(work, session)
    if found:
        raise _claimed_twice(*found[0])


def _claimed_twice(other: Session, claims: list[str]) -> StateConflict:
    zh, en = "、".join(WORDS[name][0] for name in claims), " and ".join(WORDS[name][1] for name in claims)
    when = said(other.starts_at)
    return StateConflict(
        zh=f"{zh}与“{other.title}”（{when}）冲突，没有作任何更改。请另选时间或{zh}，或在“冲突处理”中选择仅提示。",
        en=f"“{other.title}” ({when}) has {en} at that time. Nothing was changed: choose another, or have clashes only warned of.",
        code="claimed_twice",
        session_id=other.id,
        claims=claims,
    )
