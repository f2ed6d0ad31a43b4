"""Chinese by default, English by choice: which language a request is answered in, and the words of the portal in it.

The portal's texts stand in the code in Chinese; the catalogues in ``locales/en/`` hold the English ones, one a part of the portal, and a test
fails where one is missing. A page's language is a choice (``?lang=`` or the cookie); a caller of the API names it in ``Accept-Language``.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po
from flask import Request, g, has_request_context

LANGUAGES = ("zh", "en")
DEFAULT = "zh"
COOKIE = "lang"
CATALOGUES = Path(__file__).parent / "locales"


@cache
def catalogue(language: str) -> dict[str, str]:
    """Texts of `language` by their Chinese original; empty for Chinese itself."""
    found: dict[str, str] = {}
    for path in sorted((CATALOGUES / language).glob("*.po")):
        with path.open("rb") as file:
            found |= {
                str(message.id): str(message.string) for message in read_po(file) if message.id and message.string
            }
    return found


def choose_for_page(request: Request) -> str:
    """The language a person chose, in the address or earlier."""
    chosen = request.args.get("lang") or request.cookies.get(COOKIE) or DEFAULT
    return chosen if chosen in LANGUAGES else DEFAULT


def choose_for_api(request: Request) -> str:
    """The best of ours in ``Accept-Language``."""
    best = request.accept_languages.best_match(["zh", "zh-CN", "en"], default=DEFAULT) or DEFAULT
    return best.partition("-")[0]


def current() -> str:
    """The language of the request at hand."""
    return str(g.get("language", DEFAULT)) if has_request_context() else DEFAULT


def gettext(text: str, **values: object) -> str:
    """`text` in the language of the request at hand, with ``%(name)s`` filled in."""
    found = catalogue(current()).get(text, text)
    return found % values if values else found
