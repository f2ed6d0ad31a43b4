"""One look at an address: conditional by ETag and Last-Modified, at most three redirects, each address looked at before."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urljoin, urlsplit, urlunsplit

import eventlet
import httpx

from services.kit.addresses import AddressRefused, Guard, place_of
from services.review.domain.watches import FEED, Reading, Watch
from services.review.feeds.pages import page_of
from services.review.feeds.parsing import FeedRefused, posts_of

TIMEOUT = 8.0
WHOLE_TIMEOUT = 20.0
MOST_BYTES = 4 * 1024 * 1024
MOST_REDIRECTS = 3
LONGEST_RETRY = timedelta(hours=24)
REDIRECTS = (301, 302, 303, 307, 308)
AGENT = "xinmei/1.0 (campus new-media review)"


@dataclass(frozen=True)
class _Answer:
    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    url: str = ""


class Reader:
    """Looks at watched addresses. Whatever happens becomes a `Reading`; nothing is raised."""

    def __init__(self, guard: Guard, timeout: float = TIMEOUT) -> None:
        self._guard = guard
        self._timeout = timeout

    def read(self, watch: Watch) -> Reading:
        """What stands there now."""
        try:
            with eventlet.Timeout(WHOLE_TIMEOUT, TimeoutError("no whole answer in time")):
                answer = self._follow(watch.url, _conditions(watch))
        except AddressRefused as error:
            return Reading("refused", str(error)[:500])
        except (httpx.HTTPError, OSError, TimeoutError, ValueError) as error:
            return Reading("failed", f"{type(error).__name__}: {error}"[:500])
        return _reading(watch, answer)

    def _follow(self, url: str, told: Mapping[str, str]) -> _Answer:
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._get(url, told)
            if answer.status not in REDIRECTS or "location" not in answer.headers:
                return answer
            url = urljoin(url, answer.headers["location"])
        raise ValueError("too many redirects")

    def _get(self, url: str, told: Mapping[str, str]) -> _Answer:
        """Ask at the very address that was looked at, so that the name cannot point elsewhere meanwhile."""
        host, port = place_of(url)
        place, parts = self._guard.find(host, port), urlsplit(url)
        ip = f"[{place.ip}]" if ":" in place.ip else place.ip
        pinned = urlunsplit((parts.scheme, f"{ip}:{port}", parts.path or "/", parts.query, ""))
        headers = {"Host": parts.netloc, "User-Agent": AGENT, "Accept-Encoding": "gzip, identity", **told}
        with (
            httpx.Client(timeout=self._timeout, follow_redirects=False, trust_env=False) as client,
            client.stream("GET", pinned, headers=headers, extensions={"sni_hostname": host}) as response,
        ):
            return _Answer(response.status_code, _bounded(response), response.headers, url)


def _bounded(response: httpx.Response) -> bytes:
    """The unpacked body. Raises `ValueError` over 4 MB, however small it was packed."""
    read = bytearray()
    for chunk in response.iter_bytes(64 * 1024):
        read += chunk
        if len(read) > MOST_BYTES:
            raise ValueError(f"larger than {MOST_BYTES} bytes")
    return bytes(read)


def _conditions(watch: Watch) -> dict[str, str]:
    found = {"If-None-Match": watch.etag, "If-Modified-Since": watch.modified}
    return {name: value for name, value in found.items() if value}


def _reading(watch: Watch, answer: _Answer) -> Reading:
    if answer.status == 304:
        return Reading("unchanged")
    if answer.status != 200:
        return Reading("failed", f"HTTP {answer.status}", retry_after=_retry_after(answer))
    content_hash = hashlib.sha256(answer.body).hexdigest()
    if content_hash == watch.content_hash:
        return Reading("unchanged")
    try:
        posts = (
            posts_of(answer.body, answer.url) if watch.kind == FEED else page_of(answer.body, watch.url, answer.headers)
        )
    except FeedRefused as error:
        return Reading("failed", str(error)[:500])
    return Reading(
        "read",
        f"{len(posts)}",
        posts,
        etag=answer.headers.get("etag", "")[:500],
        modified=answer.headers.get("last-modified", "")[:100],
        content_hash=content_hash,
    )


def _retry_after(answer: _Answer) -> timedelta:
    told = answer.headers.get("retry-after", "")
    return min(timedelta(seconds=int(told)), LONGEST_RETRY) if told.isascii() and told.isdigit() else timedelta(0)
