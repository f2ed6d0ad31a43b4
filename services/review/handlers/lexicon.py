"""The word list: looking at it, adding to it. Each change is a version of its own (article 10)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from services.contracts.errors import InputInvalid, NotFound, StateConflict
from services.contracts.review.events import LexiconChanged
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
    tell_changed(work, since, added=1)
    return added


def add_allowed(work: Work, text: str) -> dict[str, Any]:
    """Add a phrase within which nothing is found."""
    work.identity.require(*DEPARTMENT)
    since = stored.next_version(work.session)
    if stored.has_allowed(work.session, text):
        raise _listed(text)
    added = stored.add_allowed(work, since, [{"text": text}])[0]
    work.record("add_allowed", f"lexicon:{since}", text=text)
    tell_changed(work, since, added=1)
    return added


def remove_term(work: Work, term_id: str) -> dict[str, Any]:
    """Take a term from the list: a new version without it."""
    return _removed(work, "remove_term", term_id, stored.remove_term)


def remove_allowed(work: Work, phrase_id: str) -> dict[str, Any]:
    """Take a phrase from the white list: a new version without it."""
    return _removed(work, "remove_allowed", phrase_id, stored.remove_allowed)


def _removed(work: Work, action: str, row_id: str, remove: Callable[[Any, str], str | None]) -> dict[str, Any]:
    work.identity.require(*DEPARTMENT)
    since = stored.next_version(work.session)
    text = remove(work.session, row_id)
    if text is None:
        raise NotFound(id=row_id)
    work.record(action, f"lexicon:{since}", text=text)
    tell_changed(work, since, removed=1)
    return {"id": row_id, "text": text, "version": since}


def list_titles(work: Work) -> Sequence[Any]:
    """The titles that people hold, by name."""
    work.identity.require(*READERS)
    return stored.titles(work.session)


def set_titles(work: Work, name: str, titles: Sequence[str]) -> dict[str, Any]:
    """Say which titles a person holds; another title beside the name is shown from then on (article 13)."""
    work.identity.require(*DEPARTMENT)
    since = stored.next_version(work.session)
    found = stored.set_titles(work, since, name, list(dict.fromkeys(titles)))
    work.record("set_titles", f"lexicon:{since}", titles=len(titles))
    tell_changed(work, since, added=int(bool(titles)), removed=int(not titles))
    return found


def note_name(work: Work, unit_id: str, name: str) -> None:
    """A unit's name is protected (article 8); a new one is a new version of the list."""
    if stored.save_name(work.session, unit_id, name):
        since = stored.next_version(work.session)
        tell_changed(work, since, added=1)


def note_name_gone(work: Work, unit_id: str) -> None:
    """A unit is no more, and its name protected no longer."""
    if stored.drop_name(work.session, unit_id):
        tell_changed(work, stored.next_version(work.session), removed=1)


def tell_changed(work: Work, version: int, *, added: int = 0, removed: int = 0) -> None:
    """Say that the list has a new version."""
    work.emit(LexiconChanged(lexicon="terms", version=version, added=added, removed=removed))


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
