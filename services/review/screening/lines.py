"""Owns the form in which `xinmei screen` takes texts and gives findings: JSON, a line a text."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any, Final

from services.review.screening.lexicon import Lexicon, Term
from services.review.screening.screener import Screener

MOST_LEXICA: Final = 64  # lexica of single lines that are kept, for lines often share theirs


class LineRefused(ValueError):
    """A line is no request to screen a text; the message says why, in Chinese and in English."""


@dataclass(frozen=True, slots=True)
class Request:
    """One line: a text, and the lexicon that it brings with it, if any."""

    id: Any
    text: str
    terms: tuple[str, ...] | None
    allow: tuple[str, ...]


def screen_lines(lines: Iterable[str | bytes], default_screener: Screener) -> Iterator[dict[str, Any]]:
    """Answers each line in its turn.

    A line in is `{"id","text","terms":[…]?,"allow":[…]?}`; with `terms`, only they and `allow` are its lexicon, without them it
    is screened by `default_screener`. An answer is `{"id","findings":[…]}`; a line that cannot be read gives
    `{"error":…,"line":N}`, N counted from 1, and the run goes on. Blank lines are passed over. Bytes are read as UTF-8.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            request = read_request(line)
            findings = screener_for(request, default_screener).screen(request.text)
        except LineRefused as refused:
            yield {"error": str(refused), "line": number}
        else:
            yield {"id": request.id, "findings": [asdict(finding) for finding in findings]}


def read_request(line: str | bytes) -> Request:
    """One line's request. Raises LineRefused."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise LineRefused(
            f"不是有效的 JSON，本行未筛查，其余各行照常。Not valid JSON; this line was not screened: {error}"
        ) from None
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        raise LineRefused('需要一个含有 "text" 字符串的对象。Needs an object with a string "text".')
    terms, allow = (read_strings(value, name) for name in ("terms", "allow"))
    return Request(value.get("id"), value["text"], terms, allow or ())


def read_strings(value: dict[str, Any], name: str) -> tuple[str, ...] | None:
    """An optional list of strings of a request. Raises LineRefused."""
    found = value.get(name)
    if found is None:
        return None
    if not isinstance(found, list) or not all(isinstance(entry, str) for entry in found):
        raise LineRefused(f'"{name}" 应为字符串数组。"{name}" must be a list of strings.')
    return tuple(entry for entry in found if entry.strip())


def screener_for(request: Request, default_screener: Screener) -> Screener:
    """The screener of a request's own lexicon, or the default one; its allowed phrases alone add to the default list."""
    if request.terms is not None:
        return small_screener(request.terms, request.allow)
    if request.allow:
        known = default_screener.lexicon
        return Screener(Lexicon(known.terms, (*known.allow, *request.allow), known.version), default_screener.today)
    return default_screener


@lru_cache(maxsize=MOST_LEXICA)
def small_screener(terms: tuple[str, ...], allow: tuple[str, ...]) -> Screener:
    """A screener of a line's own terms; a millisecond or two."""
    return Screener(Lexicon([Term(term) for term in terms], allow, "line"))
