"""The server itself: who sends slowly, byte by byte, is cut off in the end, and who sends a lot is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import eventlet
import pytest
from eventlet.green import socket
from nameko.constants import WEB_SERVER_CONFIG_KEY

from gateway import server
from gateway.server import GatewayServer

pytestmark = pytest.mark.filterwarnings("ignore:capitalize_response_headers")
LONG = 500
POST = b"POST / HTTP/1.1\r\nHost: x\r\n"


def echo(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    """Answers with how much came, read in parts as werkzeug does; 400 where it did not come whole."""
    try:
        body = b"".join(iter(lambda: environ["wsgi.input"].read(16_384), b""))
    except OSError:
        start_response("400 BAD REQUEST", [])
        return [b""]
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(len(body)).encode()]


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr(server, "HEADERS_IN", 0.1)
    monkeypatch.setattr(server, "BODY_IN", 0.1)
    found = GatewayServer()
    found.container = SimpleNamespace(
        config={WEB_SERVER_CONFIG_KEY: "127.0.0.1:0"}, spawn_managed_thread=lambda run, identifier: eventlet.spawn(run)
    )
    found.start()
    found.serve(echo)
    yield found.port
    found.stop()


def drip(port: int, begin: bytes, part: bytes, times: int = LONG) -> bytes:
    """Send a beginning, then the same part again and again until it is enough or the line is closed; what was answered."""
    with socket.create_connection(("127.0.0.1", port)) as line, eventlet.Timeout(20):
        line.sendall(begin)
        answered = eventlet.spawn(line.recv, 4096)
        try:
            for _ in range(times):
                if answered.dead:
                    break
                line.sendall(part)
                eventlet.sleep(0.01)
        except OSError:
            return answered.wait() if answered.dead else b""
        assert answered.dead or times < LONG, "nobody stopped it"
        found: bytes = answered.wait()
        return found


def test_headers_that_never_end_are_cut_off(port: int) -> None:
    assert drip(port, POST + b"X: ", b"y") == b""


@pytest.mark.parametrize(
    "headers, part",
    [(b"Content-Length: 1000000\r\n\r\n", b"y"), (b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\ny\r\n")],
)
def test_a_body_that_never_ends_is_cut_off(port: int, headers: bytes, part: bytes) -> None:
    assert drip(port, POST + headers, part).startswith(b"HTTP/1.1 400")


def test_a_large_body_that_keeps_coming_may_take_its_time(port: int) -> None:
    """20 parts at 10 ms each take twice as long as a small one may, and each earns more."""
    answer = drip(port, POST + b"Content-Length: 655360\r\n\r\n", b"y" * 32_768, times=20)
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith(b"655360")


@pytest.mark.parametrize(
    "headers",
    [
        b"Content-Length: 2\r\nContent-Length: 3\r\n\r\nab",
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
        b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        b"Host: y\r\n\r\n",
        b"nothing at all\r\n\r\n",
    ],
)
def test_headers_that_a_proxy_may_read_otherwise_are_refused_and_the_line_is_closed(port: int, headers: bytes) -> None:
    smuggled = b"GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port)) as line, eventlet.Timeout(20):
        line.sendall(POST + headers + smuggled)
        answered = b"".join(iter(lambda: line.recv(4096), b""))
    assert (answered[:12], answered.count(b"HTTP/1.1 ")) == (b"HTTP/1.1 400", 1)


def test_a_form_with_a_file_is_read_as_ever(port: int) -> None:
    headers = b"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 3\r\n\r\n"
    assert drip(port, POST + headers, b"abc", times=1).endswith(b"3")
