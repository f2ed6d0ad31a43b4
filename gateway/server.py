"""HTTP inside nameko: a bounded WSGI server, and the entrypoint that hands it the application.

A request costs no nameko worker: the entrypoint fires once, when the service starts, and every request after that goes
straight to the WSGI application that the method answered. A broken client ends its own connection and nothing else.
"""

from __future__ import annotations

import resource
import socket
import time
from collections.abc import Callable
from email.errors import FirstHeaderLineIsContinuationDefect, MissingHeaderBodySeparatorDefect
from typing import Any

import eventlet
import structlog
from eventlet import wsgi
from eventlet.event import Event as Signal
from eventlet.green import socket as green_socket
from eventlet.greenpool import GreenPool
from nameko.constants import WEB_SERVER_CONFIG_KEY
from nameko.extensions import Entrypoint
from nameko.web.server import WebServer, parse_address

from services.kit.platform import CONFIG_KEY

MOST_CONNECTIONS = 4096
BACKLOG = 1024
MOST_FILES = 16_384
READ_TIMEOUT = 30.0
KEEP_ALIVE = 75.0
HEADERS_IN = 20.0
BODY_IN = 30.0
SLOWEST = 16 * 1024
"""Bytes a second: a body may take `BODY_IN` seconds, and longer only as long as this much arrives. Who sends a byte now and then ties up nothing."""
GRACE = 2.0
PAUSE = 0.05
NO_HEADER = (MissingHeaderBodySeparatorDefect, FirstHeaderLineIsContinuationDefect)
REUSE_PORT_KEY = "WEB_SERVER_REUSE_PORT"
"""nameko config: True lets several gateway processes share one port, and the kernel spread the connections."""

log = structlog.get_logger(__name__)

WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Any]


class _InTime:
    """The bytes of one body, as long as they keep coming. Raises `TimeoutError` where they do not."""

    def __init__(self, sent: Any) -> None:
        self._sent = sent
        self._until = time.monotonic() + BODY_IN

    def read(self, size: int) -> bytes:
        return self._in_time(self._sent.read, size)

    def readline(self, *size: int) -> bytes:
        return self._in_time(self._sent.readline, *size)

    def _in_time(self, read: Callable[..., bytes], *size: int) -> bytes:
        left = max(0.0, self._until - time.monotonic())
        with eventlet.Timeout(left, TimeoutError("the body did not come in time")):
            found = read(*size)
        self._until += len(found) / SLOWEST
        return found


class _Protocol(wsgi.HttpProtocol):  # type: ignore[misc]
    """eventlet's, which tells the application that a chunked body ends where the chunks end, and is fair to its neighbours."""

    def handle_one_request(self) -> None:
        super().handle_one_request()
        # A busy connection always has its next request ready and would never wait by itself: let the others go first.
        eventlet.sleep(0)

    def _read_request_line(self) -> Any:
        with eventlet.Timeout(KEEP_ALIVE, False):
            return super()._read_request_line()
        return ""

    def parse_request(self) -> Any:
        with eventlet.Timeout(HEADERS_IN, TimeoutError("the headers did not come in time")):
            understood = super().parse_request()
        if understood and self._is_ambiguous():
            self.send_error(400, "Ambiguous headers")
            return False
        return understood

    def _is_ambiguous(self) -> bool:
        """Whether a proxy may read these headers otherwise: where the body ends, and what is a header at all. Nothing good sends such."""
        twice = any(len(self.headers.get_all(name, ())) > 1 for name in ("content-length", "transfer-encoding", "host"))
        return twice or any(isinstance(defect, NO_HEADER) for defect in self.headers.defects)

    def get_environ(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environ()
        given = environ["eventlet.input"]
        given.rfile = _InTime(given.rfile)
        environ["SERVER_PROTOCOL"] = self.request_version
        environ["wsgi.input_terminated"] = given.chunked_input
        return environ


class GatewayServer(WebServer):  # type: ignore[misc]
    """Listens, and runs each connection in a green thread of a bounded pool."""

    def __init__(self) -> None:
        super().__init__()
        self._pool = GreenPool(MOST_CONNECTIONS)
        self._connections: dict[int, list[Any]] = {}
        self._stopping = False
        self._on_stop: list[Callable[[], None]] = []

    @property
    def bind_addr(self) -> tuple[str, int]:
        given = self.container.config.get(WEB_SERVER_CONFIG_KEY)
        if given:
            host, port = parse_address(given)
            return host, port
        settings = self.container.config[CONFIG_KEY].settings
        return settings.host, settings.port

    @property
    def port(self) -> int:
        """The port that is listened on, also where port 0 was asked for."""
        return int(self._sock.getsockname()[1])

    def start(self) -> None:
        """Take the port, so that a busy one fails the start. Raises OSError."""
        _allow_connections()
        address = self.bind_addr
        self._sock = green_socket.socket(socket.AF_INET6 if ":" in address[0] else socket.AF_INET, socket.SOCK_STREAM)
        self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if self.container.config.get(REUSE_PORT_KEY):
            self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        self._sock.bind(address)
        self._sock.listen(BACKLOG)

    def serve(self, app: WsgiApp, on_stop: Callable[[], None] = lambda: None) -> None:
        """Hand every request to `app` from now on; `on_stop` ends what would not end by itself (streams)."""
        self._on_stop.append(on_stop)
        self._serv = wsgi.Server(
            self._sock,
            self._sock.getsockname(),
            app,
            protocol=_Protocol,
            log_output=False,
            debug=False,
            keepalive=KEEP_ALIVE,
            socket_timeout=READ_TIMEOUT,
            capitalize_response_headers=False,  # they are written as they should be already
        )
        self._gt = self.container.spawn_managed_thread(self.run, identifier="http")

    def run(self) -> None:
        while not self._stopping:
            try:
                connection, address = self._sock.accept()
            except OSError as error:
                if self._stopping:
                    return
                log.warning("accept_failed", error=str(error))
                eventlet.sleep(PAUSE)
                continue
            self._pool.spawn_n(self._converse, connection, address)

    def _converse(self, connection: Any, address: Any) -> None:
        state = [address, connection, wsgi.STATE_IDLE]
        self._connections[id(state)] = state
        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.settimeout(READ_TIMEOUT)
            self._serv.process_request(state)
        except (OSError, ValueError) as error:
            log.debug("client_broke_off", error=str(error))
        except Exception:
            log.exception("connection_failed")
        finally:
            self._connections.pop(id(state), None)
            connection.close()

    def stop(self) -> None:
        """Stop accepting, close what is idle, and let running requests end within `GRACE` seconds."""
        if self._stopping:
            return
        self._stopping = True
        self._sock.close()
        if self._gt is not None:
            self._gt.kill()
        for callback in self._on_stop:
            callback()
        with eventlet.Timeout(GRACE, False):
            while self._close_idle():
                eventlet.sleep(PAUSE)
        self._connections.clear()

    kill = stop

    def _close_idle(self) -> int:
        """Close connections between two requests; how many are left with one under way."""
        if self._serv is None:
            return 0
        self._serv.keepalive = False
        for state in list(self._connections.values()):
            if state[2] == wsgi.STATE_IDLE:
                state[2] = wsgi.STATE_CLOSE
                _shut(state[1])
        return int(self._serv.outstanding_requests)


def _allow_connections() -> None:
    """Raise this process's own limit of open files as far as it may: many systems begin with 1,024, too few for live pages."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(MOST_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _shut(connection: Any) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError as error:
        log.debug("already_closed", error=str(error))


class WsgiEntrypoint(Entrypoint):  # type: ignore[misc]
    """Fires its method once, at the start: what it answers is the WSGI application that serves from then on.

    The application may have a method `close`, called when the gateway stops.
    """

    server = GatewayServer()

    def start(self) -> None:
        made: Signal = Signal()

        def handle_result(_context: Any, result: Any, exc_info: Any) -> tuple[Any, Any]:
            made.send((result, exc_info))
            return result, exc_info

        self.container.spawn_worker(self, (), {}, handle_result=handle_result)
        app, exc_info = made.wait()
        if exc_info is not None:
            raise exc_info[1]
        self.server.serve(app, getattr(app, "close", lambda: None))

    def stop(self) -> None:
        self.server.stop()


wsgi_app = WsgiEntrypoint.decorator
