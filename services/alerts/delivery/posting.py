"""Asking an HTTP address, guarded: a pinned address, no redirects, bounded in time and size."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

import eventlet
import httpx

from services.alerts.delivery.addresses import Guard, place_of
from services.alerts.domain.delivery import Outcome

TIMEOUT = 8.0
WHOLE_TIMEOUT = 12.0
MOST_BYTES = 64 * 1024


@dataclass(frozen=True)
class Answer:
    """What a server said."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")[:1000]

    @property
    def retry_after(self) -> float:
        try:
            return min(float(self.headers.get("retry-after", "0")), 600.0)
        except ValueError:
            return 0.0


class Poster:
    """Posts bodies and gets pages. Raises `AddressRefused`, or `httpx.HTTPError`, `OSError` or `TimeoutError` where no whole answer came."""

    def __init__(self, guard: Guard, timeout: float = TIMEOUT) -> None:
        self._guard = guard
        self._timeout = timeout

    def post(self, url: str, body: bytes, headers: Mapping[str, str] | None = None) -> Answer:
        return self._ask("POST", url, body, {"Content-Type": "application/json; charset=utf-8", **(headers or {})})

    def get(self, url: str) -> Answer:
        return self._ask("GET", url, b"", {"Accept": "text/html,*/*"})

    def _ask(self, method: str, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        host, port = place_of(url)
        with eventlet.Timeout(WHOLE_TIMEOUT, TimeoutError("no whole answer in time")):
            place = self._guard.find(host, port)
            parts = urlsplit(url)
            ip = f"[{place.ip}]" if ":" in place.ip else place.ip
            pinned = urlunsplit((parts.scheme, f"{ip}:{port}", parts.path or "/", parts.query, ""))
            return self._send(method, pinned, host, body, {"Host": parts.netloc, **headers})

    def _send(self, method: str, url: str, host: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        with (
            httpx.Client(timeout=self._timeout, follow_redirects=False, trust_env=False) as client,
            client.stream(
                method, url, content=body, headers=dict(headers), extensions={"sni_hostname": host}
            ) as response,
        ):
            read = b""
            for chunk in response.iter_bytes():
                read += chunk
                if len(read) > MOST_BYTES:
                    break
            return Answer(response.status_code, read[:MOST_BYTES], response.headers)


def by_status(answer: Answer) -> Outcome | None:
    """What the HTTP status alone says; None where the body decides."""
    if 200 <= answer.status < 300:
        return None
    passing = answer.status >= 500 or answer.status == 408
    result = "throttled" if answer.status == 429 else "retry" if passing else "rejected"
    return Outcome(result=result, code=f"http_{answer.status}", answer=answer.text, retry_after=answer.retry_after)
