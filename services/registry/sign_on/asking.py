"""Asking an identity provider over HTTP: bounded in time as a whole and in size, following no redirect."""

from __future__ import annotations

from typing import Any

import eventlet
import httpx
import structlog

from services.contracts.errors import Unavailable

TIMEOUT = 5.0
WHOLE_TIMEOUT = 10.0
"""Seconds for the whole answer, however slowly its parts come: somebody waits for it at the sign-in page."""
MOST_BYTES = 256 * 1024

log = structlog.get_logger(__name__)


def ask(method: str, url: str, **options: Any) -> httpx.Response:
    """The answer, whatever its status. Raises `Unavailable` where none comes in time."""
    try:
        with (
            eventlet.Timeout(WHOLE_TIMEOUT, httpx.ReadTimeout("no whole answer in time")),
            httpx.Client(timeout=TIMEOUT, follow_redirects=False) as client,
            client.stream(method, url, **options) as answer,
        ):
            body = bytearray()
            for chunk in answer.iter_bytes():
                body += chunk
                if len(body) > MOST_BYTES:
                    raise httpx.DecodingError("the answer is too large")
            return httpx.Response(answer.status_code, headers={"content-type": answer.headers.get("content-type", "")},
                                  content=bytes(body))  # fmt: skip
    except httpx.HTTPError as error:
        log.warning("provider_away", url=url.partition("?")[0], error=str(error))
        raise Unavailable(
            zh="统一身份认证服务没有应答,未登录。请稍后重试,或使用本地账号登录。",
            en="The single sign-on service does not answer; you are not signed in. Try again, or use a local account.",
            service="sign_on",
        ) from error
