"""The word list: looking at it, adding to it. Each change is a version of its own (article 10)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from services.contracts.errors import InputInvalid, StateConflict
from services.kit.api import Work
from services.review.handlers.rights import DEPARTMENT
from services.review.storage import lexicon as stored

READERS = (
    "officer",
    "director",
    "auditor",
    "admin",
    "reviewer",
    "responsible",
    "operator",
    "league",
    "student_affairs",
)
Dump = Callable[[Any], dict[str, Any]]


def list_terms(work: Work, wanted: Mapping[str, Any], dump: Dump) -> dict[str, Any]:
    """By age, the oldest first."""
    work.identity.require(*READERS)
    return _page(stored.page_of_terms(work.session, wanted), wanted["limit"], dump)


def list_allowed(work: Work, wanted: Mapping[str, Any], dump: Dump) -> dict[str, Any]:
    """By age, the oldest first."""
    work.identity.require(*READERS)
    return _page(stored.page_of_allowed(work.session, wanted), wanted["limit"], dump)


def _page(rows: Sequence[Any], limit: int, dump: Dump) -> dict[str, Any]:
    items = [dump(row._mapping) for row in rows[:limit]]
    return {"items": items, "next_cursor": items[-1]["id"] if len(rows) > limit else None}


def add_term(work: Work, wanted: dict[str, Any]) -> dict[str, Any]:
    """Add a term; from the next batch on every process screens for it. Raises `StateConflict` where it is listed."""
    work.identity.require(*DEPARTMENT)
    since = stored.next_version(work.session)
    if stored.has_term(work.session, wanted["text"]):
        raise _listed(wanted["text"])
    _must_be_visible(wanted["text"])
    added = stored.add_terms(work, since, [wanted])[0]
    work.record("add_term", f"lexicon:{since}", text=wanted["text"], severity=wanted["severity"])
    return added


def add_allowed(work: Work, text: str) -> dict[str, Any]:
    """Add a phrase within which nothing is found."""
    work.identity.require(*DEPARTMENT)
    since = stored.next_version(work.session)
    if stored.has_allowed(work.session, text):
        raise _listed(text)
    added = stored.add_allowed(work, since, [{"text": text}])[0]
    work.record("add_allowed", f"lexicon:{since}", text=text)
    return added


def _must_be_visible(text: str) -> None:
    if not any(char.isalnum() for char in text):
        message = "词条须含文字或数字。 A term needs a letter or a figure."
        raise InputInvalid({"text": [message]})


def _listed(text: str) -> StateConflict:
    return StateConflict(
        code="already_listed",
        zh=f"“{text}”已在词库中。没有作任何更改。",
        en=f"“{text}” is listed already. Nothing was changed.",
    )
