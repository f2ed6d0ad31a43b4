"""RSS 2.0, RSS 1.0 and Atom as posts. A document with a DTD or entities of its own is refused: feeds need none, bombs do."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin
from xml.etree import ElementTree

from services.review.domain.watches import Found
from services.review.feeds.moments import moment_of
from services.review.feeds.pages import decoded, text_of

MOST_POSTS = 200
LONGEST_BODY = 200_000
DEEPEST = 64

_declaration = re.compile(r"^\ufeff?\s*<\?xml[^>]{0,200}\?>")
_bomb = re.compile(r"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_told_encoding = re.compile(rb"<\?xml[^>]{0,100}encoding=[\"']([A-Za-z0-9._-]{1,40})[\"']")


class FeedRefused(ValueError):
    """It is no feed that is read; the message says why, in Chinese and English."""


def posts_of(content: bytes, base: str) -> list[Found]:
    """The posts of a feed, the newest 200 at most. Raises `FeedRefused`."""
    told = _told_encoding.search(content[:300])
    text = _declaration.sub("", decoded(content, told[1].decode() if told else ""))
    if _bomb.search(text):
        raise FeedRefused("订阅源含 DTD 或实体定义,未读取。 The feed has a DTD or entities; it was not read.")
    root = _parsed(text)
    if _name(root) not in ("rss", "RDF", "feed"):
        raise FeedRefused("不是 RSS 或 Atom。 It is neither RSS nor Atom.")
    found = [_post(item, base) for item in root.iter() if _name(item) in ("item", "entry")]
    return [post for post in found if post is not None][:MOST_POSTS]


def _parsed(text: str) -> ElementTree.Element:
    """The document's root; refused where it nests deeper than any feed does."""
    parser: Any = ElementTree.XMLPullParser(["start", "end"])
    depth = 0
    root: ElementTree.Element | None = None
    try:
        for begin in range(0, len(text), 16_384):
            parser.feed(text[begin : begin + 16_384])
            for event, element in parser.read_events():
                root = element if root is None else root
                depth += 1 if event == "start" else -1
                if depth > DEEPEST:
                    raise FeedRefused("嵌套过深。 It is nested too deeply.")
        parser.close()
    except ElementTree.ParseError as error:
        raise FeedRefused(f"不是有效的 XML。 Not valid XML: {error}") from error
    if root is None:
        raise FeedRefused("没有内容。 It is empty.")
    return root


def _name(element: ElementTree.Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _post(item: ElementTree.Element, base: str) -> Found | None:
    texts: dict[str, str] = {}
    link = ""
    for part in item:
        name = _name(part)
        if name == "link" and part.get("href"):
            link = link or (part.get("href", "") if part.get("rel", "alternate") == "alternate" else "")
        else:
            texts.setdefault(name, "".join(part.itertext()).strip())
    told = link or texts.get("link", "") or texts.get("guid", "")
    url = urljoin(base, told)
    if not told or not url.startswith(("http://", "https://")) or len(url) > 2000:
        return None
    body = next((texts[name] for name in ("encoded", "content", "description", "summary") if texts.get(name)), "")
    when = next((texts[name] for name in ("pubDate", "published", "updated", "date") if texts.get(name)), "")
    title = text_of(texts.get("title", "")).replace("\n", " ")[:200]
    return Found(url, title, text_of(body)[:LONGEST_BODY], moment_of(when))
