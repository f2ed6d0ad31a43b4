"""A web page as one post: its title, the text of its article, and when it says it was published."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.parser import HTMLParser

from services.review.domain.watches import Found
from services.review.feeds.moments import moment_of

LONGEST_BODY = 200_000
SILENT = frozenset(
    {"script", "style", "noscript", "template", "head", "nav", "header", "footer", "aside", "form", "svg"}
)
BLOCKS = frozenset(
    {
        "p",
        "div",
        "br",
        "li",
        "tr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "section",
        "article",
        "blockquote",
        "table",
        "pre",
    }
)
MAIN = ("article", "main")
WHEN = ("article:published_time", "pubdate", "publishdate", "date", "og:published_time", "datepublished")

_charset = re.compile(r"charset=[\"']?([A-Za-z0-9._-]{1,40})", re.IGNORECASE)
_blank = re.compile(r"[ \t\r\f\v\u00a0\u3000]+")
_lines = re.compile(r"\n[ \n]*")


def decoded(content: bytes, told: str = "") -> str:
    """Bytes as text: by their mark of byte order, as told, as UTF-8, or as GB 18030."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    for encoding in (told, "utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding) if encoding else content.decode("utf-8-sig")
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("utf-8", "replace")


class _Text(HTMLParser):
    """Collects the visible text, that of the article apart, and what the head says of the page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.all: list[str] = []
        self.main: list[str] = []
        self.title: list[str] = []
        self.head: dict[str, str] = {}
        self._silent = 0
        self._main = 0
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "meta":
            name = (told.get("property") or told.get("name") or told.get("itemprop") or "").lower()
            self.head.setdefault(name, told.get("content", ""))
        elif tag == "title":
            self._in_title = True
        elif tag == "body":
            self._silent = 0
        elif tag in SILENT:
            self._silent += 1
        elif tag in MAIN:
            self._main += 1
        if tag in BLOCKS:
            self._put("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False
        elif tag in SILENT:
            self._silent = max(self._silent - 1, 0)
        elif tag in MAIN:
            self._main = max(self._main - 1, 0)
        if tag in BLOCKS:
            self._put("\n")

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title.append(data)
        elif not self._silent:
            self._put(data)

    def _put(self, text: str) -> None:
        self.all.append(text)
        if self._main:
            self.main.append(text)


def _read(markup: str) -> _Text:
    reader = _Text()
    reader.feed(markup)
    reader.close()
    return reader


def _tidy(pieces: list[str]) -> str:
    return _lines.sub("\n", _blank.sub(" ", "".join(pieces))).strip()


def text_of(markup: str) -> str:
    """The visible text of a piece of HTML; a plain text is itself."""
    return _tidy(_read(markup).all) if "<" in markup or "&" in markup else _tidy([markup])


def page_of(content: bytes, url: str, headers: Mapping[str, str]) -> list[Found]:
    """The page as one post; none where it shows no text."""
    told = _charset.search(headers.get("content-type", "")) or _charset.search(content[:2000].decode("latin-1"))
    read = _read(decoded(content, told[1] if told else ""))
    body = _tidy(read.main) or _tidy(read.all)
    title = _tidy([read.head.get("og:title", "")]) or _tidy(read.title)
    when = next((read.head[name] for name in WHEN if read.head.get(name)), "") or headers.get("last-modified", "")
    return [Found(url, title.replace("\n", " ")[:200], body[:LONGEST_BODY], moment_of(when))] if body or title else []
