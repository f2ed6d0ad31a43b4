"""Fake vendor servers on loopback: they answer as told, and keep what they were sent."""

from __future__ import annotations

import json
import socket
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


class Trickle:
    """Answers a byte at a time, without end: no single read ever times out."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._open = True
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}/"

    def _serve(self) -> None:
        try:
            line, _ = self._socket.accept()
            with line:
                line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n")
                while self._open:
                    line.sendall(b"x")
                    time.sleep(0.05)
        except OSError:
            return

    def close(self) -> None:
        self._open = False
        self._socket.close()


class FakeMailServer:
    """Takes mail by SMTP; `reply` is what it says to each recipient."""

    def __init__(self, reply: str = "250 ok") -> None:
        self.reply = reply
        self.got: list[str] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self._socket.getsockname()[1]}"

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._socket.accept()
            except OSError:
                return
            with line, line.makefile("rwb") as lines:
                self._talk(lines)

    def _talk(self, lines: Any) -> None:
        self._say(lines, "220 fake")
        while order := lines.readline().decode().strip().upper():
            if order.startswith("DATA"):
                self._say(lines, "354 go on")
                self.got.append(b"".join(iter(lines.readline, b".\r\n")).decode())
            self._say(lines, self.reply if order.startswith("RCPT") else "221 bye" if order == "QUIT" else "250 ok")
            if order == "QUIT":
                return

    @staticmethod
    def _say(lines: Any, told: str) -> None:
        lines.write(f"{told}\r\n".encode())
        lines.flush()

    def close(self) -> None:
        self._socket.close()
