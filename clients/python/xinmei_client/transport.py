"""How a call reaches the suite: addresses, headers, answers, and problems as exceptions."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import httpx

TIMEOUT = 30.0


class ProblemRaised(Exception):
    """The suite said no: an RFC 9457 problem. `errors` names fields that do not fit, `retry_after` seconds to wait."""

    def __init__(self, status: int, problem: Mapping[str, Any], retry_after: float | None = None) -> None:
        self.status = status
        self.problem = problem
        self.code = str(problem.get("code", ""))
        self.detail = str(problem.get("detail", ""))
        self.trace = str(problem.get("trace", ""))
        self.errors: Mapping[str, list[str]] = problem.get("errors", {})
        self.retry_after = retry_after
        super().__init__(f"{status} {self.code}: {self.detail}")


class Transport:
    """One connection pool with one identity. `base_url` is the suite's address, without ``/api/v1``."""

    def __init__(self, base_url: str, token: str = "", *, timeout: float = TIMEOUT, language: str = "zh") -> None:
        self._http = httpx.Client(
            base_url=base_url.rstrip("/") + "/api/v1",
            timeout=timeout,
            headers={"Accept-Language": language, "User-Agent": "xinmei-client"},
        )
        self.token = token
        self.rate_limit = ""

    def send(
        self,
        method: str,
        path: str,
        *,
        given: Mapping[str, str],
        query: Mapping[str, Any],
        body: Any,
        file: tuple[str, bytes, str] | None,
        fields: Mapping[str, str] | None,
        headers: Mapping[str, str],
    ) -> httpx.Response:
        """The answer. Raises `ProblemRaised`, and `httpx.HTTPError` where none came."""
        address = path.format(**{name: quote(value, safe="") for name, value in given.items()})
        wanted = {name: value for name, value in query.items() if value is not None}
        identity = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        answer = self._http.request(
            method,
            address,
            params=wanted,
            json=body,
            files={"file": file} if file else None,
            data=dict(fields) if fields else None,
            headers={**headers, **identity},
        )
        self.rate_limit = answer.headers.get("RateLimit", "")
        if answer.status_code >= 400:
            raise _problem(answer)
        return answer

    def close(self) -> None:
        self._http.close()


class Calls:
    """What every group of calls stands on."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def _json(self, method: str, address: str, **options: Any) -> Any:
        return self._send(method, address, **options).json()

    def _bytes(self, method: str, address: str, **options: Any) -> bytes:
        return self._send(method, address, **options).content

    def _send(
        self,
        method: str,
        address: str,
        *,
        path: Mapping[str, str] | None = None,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        file: tuple[str, bytes, str] | None = None,
        fields: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> httpx.Response:
        headers = {"If-Match": if_match} if if_match else {}
        if method == "POST":
            headers["Idempotency-Key"] = idempotency_key or uuid.uuid4().hex
        return self._transport.send(
            method, address, given=path or {}, query=query or {}, body=body, file=file, fields=fields, headers=headers
        )


def _problem(answer: httpx.Response) -> ProblemRaised:
    try:
        problem = answer.json()
    except ValueError:
        problem = {"detail": answer.text[:500]}
    wait = answer.headers.get("Retry-After", "")
    return ProblemRaised(answer.status_code, problem, float(wait) if wait.isdigit() else None)
