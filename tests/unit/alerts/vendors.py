"""Fake vendor servers on loopback: they answer as told, and keep what they were sent."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Answer:
    """One answer: a status and body, after a delay; or the line is closed without one."""

    body: str = '{"errcode": 0, "errmsg": "ok"}'
    status: int = 200
    delay: float = 0
    closes: bool = False
    headers: dict[str, str] = field(default_factory=dict)


class FakeVendor:
    """Listens on a free port; `answers` are given in order, the last again and again."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers) or [Answer()]
        self.got: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.bodies: list[bytes] = []
        vendor = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                vendor.answer(self)

            def log_message(self, *_: Any) -> None:
                """Keep quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/send?key=secret-key-1234"

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers.get("content-length", 0)))
        self.bodies.append(body)
        self.got.append(json.loads(body))
        self.paths.append(request.path)
        self.headers.append({name.lower(): value for name, value in request.headers.items()})
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        time.sleep(answer.delay)
        if answer.closes:
            request.close_connection = True
            return
        self._write(request, answer)

    @staticmethod
    def _write(request: BaseHTTPRequestHandler, answer: Answer) -> None:
        data = answer.body.encode()
        try:
            request.send_response(answer.status)
            for name, value in {"Content-Length": str(len(data)), **answer.headers}.items():
                request.send_header(name, value)
            request.end_headers()
            request.wfile.write(data)
        except OSError:
            request.close_connection = True

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
