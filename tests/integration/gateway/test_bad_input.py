"""Whatever is sent, to whichever operation, by whomever: a 4xx that names what is wrong, never a 500."""

from __future__ import annotations

import socket
import time
from typing import Any

import httpx
import pytest

from gateway.catalogue import OPERATIONS
from services.contracts.operations import Operation
from tests.integration.gateway.conftest import Suite, start, stop

BODIES: list[Any] = [
    None,
    [],
    "text",
    {"no_such_field": 1},
    {"title": 7, "name": [], "tier": "x", "reason": {}, "severity": None, "decision": True, "text": 10**30, "scope": 5},
    {"title": "\x00", "name": "a\ud7ff", "comment": "x" * 200_000},
]
WRITES = [operation for operation in OPERATIONS if operation.method != "GET" and operation.name != "sign_in"]
READS = [operation for operation in OPERATIONS if operation.method == "GET"]


def path_of(operation: Operation, value: str = "no-such-thing") -> str:
    parts = [value if part.startswith("{") and part.endswith("}") else part for part in operation.path.split("/")]
    return "/".join(part.split("{")[0] + value + part.partition("}")[2] if "{" in part else part for part in parts)


@pytest.mark.parametrize("operation", WRITES, ids=lambda operation: operation.name)
def test_nonsense_is_refused_and_never_fails_inside(suite: Suite, operation: Operation) -> None:
    for who in ("director", "student1"):
        for body in BODIES:
            answer = suite.call(who, operation.method, path_of(operation), body)
            assert answer.status_code < 500, f"{who} {body!r:.80}: {answer.text}"
            if answer.status_code >= 400:
                assert answer.headers["Content-Type"] == "application/problem+json"
            if answer.status_code == 422:
                assert answer.json()["errors"]


@pytest.mark.parametrize("operation", READS, ids=lambda operation: operation.name)
def test_odd_questions_are_answered_or_refused(suite: Suite, operation: Operation) -> None:
    for query in (
        "",
        "?limit=x&cursor=%00",
        "?limit=-1&tier=abc&state=%F0%9F",
        "?cursor=' OR 1=1--&q=%25_",
        "?starts_from=yesterday",
    ):
        answer = suite.call("director", "GET", path_of(operation, "%2e%2e%2f%00") + query)
        assert answer.status_code < 500, f"{query}: {answer.text}"


@pytest.mark.parametrize("operation", [o for o in OPERATIONS if not o.public], ids=lambda operation: operation.name)
def test_without_an_identity_an_operation_is_refused(suite: Suite, operation: Operation) -> None:
    assert suite.call("", operation.method, path_of(operation)).status_code == 401


SIGNED_OTHERWISE = ("take_report", "open_duty_calendar")
"""Public operations that know their caller by a signature or a token in the address."""


@pytest.mark.parametrize("operation", [o for o in OPERATIONS if o.public], ids=lambda operation: operation.name)
def test_a_public_operation_asks_for_no_identity(suite: Suite, operation: Operation) -> None:
    answer = suite.call("", operation.method, path_of(operation))
    assert answer.status_code in ((401,) if operation.name in SIGNED_OTHERWISE else (200, 404, 422))


def test_ten_megabytes_are_413_and_the_connection_goes_on(suite: Suite) -> None:
    headers = {"Authorization": f"Bearer {suite.token('officer')}", "Content-Type": "application/json"}
    with httpx.Client(base_url=suite.url, timeout=20) as client:
        assert client.post("/api/v1/incidents", content=b"x" * 10_000_000, headers=headers).status_code == 413
        assert client.get("/healthz").status_code == 200


def exchange(suite: Suite, raw: bytes) -> bytes:
    host, _, port = suite.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=5) as line:
        line.sendall(raw)
        line.settimeout(2)
        try:
            return line.recv(4096)
        except TimeoutError:
            return b""


@pytest.mark.parametrize(
    "raw",
    [
        b"\x00\x01\x02\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 3000 + b"\r\n",
        b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\n\r\n",
        b"POST /api/v1/login HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        b"POST /api/v1/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
def test_a_client_that_speaks_no_http_harms_nobody(suite: Suite, raw: bytes) -> None:
    assert b" 500 " not in exchange(suite, raw).partition(b"\r\n")[0]
    assert httpx.get(suite.url + "/healthz").status_code == 200


def test_clients_that_break_off_in_the_middle_harm_nobody(suite: Suite) -> None:
    host, _, port = suite.url.removeprefix("http://").partition(":")
    for _ in range(50):
        line = socket.create_connection((host, int(port)), timeout=10)
        line.sendall(
            b"POST /api/v1/login HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\nContent-Type: application/json\r\n\r\n{"
        )
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        line.close()
    assert httpx.get(suite.url + "/readyz").status_code == 200


def test_the_gateway_stops_in_time_with_idle_connections_and_streams_open(tmp_path: Any) -> None:
    found = start(tmp_path)
    lines = [socket.create_connection(("127.0.0.1", int(found.url.rpartition(":")[2])), timeout=10) for _ in range(20)]
    begun = time.monotonic()
    code = stop(found)
    assert code == 0
    assert time.monotonic() - begun < 5
    for line in lines:
        line.close()
