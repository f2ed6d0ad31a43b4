"""What codes are called for people. The texts are Chinese; the catalogue has the English. One module a service."""

from __future__ import annotations

from gateway.language import gettext
from gateway.pages.words import alerts, boards, registry, review, settings, training

WORDS: dict[str, dict[str, str]] = {
    **boards.WORDS,
    **registry.WORDS,
    **review.WORDS,
    **alerts.WORDS,
    **training.WORDS,
    **settings.WORDS,
    "told_of": {**settings.WORDS["event_type"], **alerts.WORDS["notice"]},
}


def word(kind: str, code: object) -> str:
    """What `code` is called in the language of the request; the code itself where it has no name."""
    known = WORDS[kind].get(str(code))
    return gettext(known) if known else str(code)


def choices(kind: str) -> list[tuple[str, str]]:
    """Codes and what they are called, for a list to choose from."""
    return [(code, gettext(text)) for code, text in WORDS[kind].items()]
