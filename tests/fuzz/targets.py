"""What is fuzzed: one function a parser. Whatever it raises besides its own refusals is a fault."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable

from services.contracts.errors import InputInvalid, TooLarge
from services.kit.wire import NotAnEvent, open_call, open_envelope, open_event
from services.registry.domain.attachments import media_type_of, plain_name
from services.registry.sheets import read_lines
from services.review.feeds.pages import page_of, text_of
from services.review.feeds.parsing import FeedRefused, posts_of
from services.review.screening import Lexicon, Screener, Term
from services.review.screening.lines import screen_lines

Target = Callable[[bytes], object]
COLUMNS = {"姓名": "name", "用户名": "username", "电话": "phone"}


@functools.cache
def _screener() -> Screener:
    return Screener(Lexicon([Term(text) for text in ("刷单", "加微信", "代考", "abc")], ["刷单机"], "fuzz"))


def _text(data: bytes) -> str:
    """Whatever stands there, also halves of surrogates, which JSON lets through."""
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace")


def screening(data: bytes) -> None:
    """Findings lie within the text, and what they matched is what stands there."""
    text = _text(data)
    for finding in _screener().screen(text):
        if not 0 <= finding.start < finding.end <= len(text) or text[finding.start : finding.end] != finding.matched:
            raise AssertionError(f"{finding} is not in {text!r}")
    list(screen_lines(data.splitlines(), _screener()))


def upload(data: bytes) -> None:
    """A scan is taken by its content, and its name never leads out of a folder."""
    with contextlib.suppress(InputInvalid):
        media_type_of(data)
    name = plain_name(data.decode("utf-8", "replace"))
    if "/" in name or "\\" in name or "\0" in name or name in ("..", "."):
        raise AssertionError(f"{name!r} leads elsewhere")


def sheet(data: bytes) -> None:
    """Excel or CSV, or refused."""
    with contextlib.suppress(InputInvalid, TooLarge):
        read_lines(data, COLUMNS)


def envelope(data: bytes) -> None:
    """An event or a call, or refused."""
    with contextlib.suppress(NotAnEvent):
        open_event(open_envelope(data))
    with contextlib.suppress(InputInvalid):
        open_call(data)


def feed(data: bytes) -> None:
    """A feed or a page, or refused."""
    with contextlib.suppress(FeedRefused):
        posts_of(data, "https://example.edu/feed")
    page_of(data, "https://example.edu/", {})
    text_of(data.decode("utf-8", "replace"))


TARGETS: dict[str, Target] = {
    "screening": screening,
    "upload": upload,
    "sheet": sheet,
    "envelope": envelope,
    "feed": feed,
}
