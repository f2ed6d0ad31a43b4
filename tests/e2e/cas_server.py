"""A small CAS 3.0 server for tests: sign-in, service tickets that work once for one service, validation with attributes.

It follows the protocol's specification (``/login``, ``/p3/serviceValidate``). No CAS server under a permissive licence is kept on
the package index; this one keeps its users in a table and asks for no password.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from xml.sax.saxutils import escape

HEAD = '<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas">'


class CasServer:
    """`users` maps a user to attributes, each with one value or several; ``/login?as=USER`` signs that user in."""

    def __init__(self, users: Mapping[str, Mapping[str, list[str]]]) -> None:
        self._users = users
        self._tickets: dict[str, tuple[str, str]] = {}
        self.url = ""

    def ticket(self, user: str, service: str) -> str:
        """A fresh ticket of `user` for `service`."""
        made = f"ST-{secrets.token_urlsafe(16)}"
        self._tickets[made] = (user, service)
        return made

    def validate(self, ticket: str, service: str) -> str:
        """The XML that answers a validation; a ticket is gone with its first."""
        user, wanted = self._tickets.pop(ticket, ("", ""))
        if not user:
            return f'{HEAD}<cas:authenticationFailure code="INVALID_TICKET">unknown</cas:authenticationFailure></cas:serviceResponse>'
        if wanted != service:
            return f'{HEAD}<cas:authenticationFailure code="INVALID_SERVICE">other</cas:authenticationFailure></cas:serviceResponse>'
        told = "".join(
            f"<cas:{name}>{escape(value)}</cas:{name}>"
            for name, values in self._users[user].items()
            for value in values
        )
        success = f"<cas:user>{escape(user)}</cas:user><cas:attributes>{told}</cas:attributes>"
        return f"{HEAD}<cas:authenticationSuccess>{success}</cas:authenticationSuccess></cas:serviceResponse>"


@contextmanager
def running_cas(users: Mapping[str, Mapping[str, list[str]]]) -> Iterator[CasServer]:
    """The server on a free port of this machine."""
    cas = CasServer(users)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            if parts.path == "/cas/login":
                back = asked["service"] + ("&" if "?" in asked["service"] else "?")
                self.send_response(302)
                self.send_header("Location", back + urlencode({"ticket": cas.ticket(asked["as"], asked["service"])}))
                self.end_headers()
            elif parts.path == "/cas/p3/serviceValidate":
                body = cas.validate(asked.get("ticket", ""), asked.get("service", "")).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/xml")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            else:
                self.send_error(404)

        def log_message(self, *_args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    cas.url = f"http://127.0.0.1:{server.server_port}/cas"
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    try:
        yield cas
    finally:
        server.shutdown()
        server.server_close()
        serving.join(5)
