"""Fake vendor servers on loopback: they answer as told, and keep what they were sent."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from dataclasses import dataclass, field
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
    """Listens on a free port; `answers` are given in order, the last again and again.

    Made of plain sockets and threads, which work the same whether green threads were put in their place or not.
    """

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers) or [Answer()]
        self.got: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.bodies: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}/send?key=secret-key-1234"

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(line,), daemon=True).start()

    def _talk(self, line: socket.socket) -> None:
        with line, line.makefile("rb") as lines, contextlib.suppress(OSError):
            self._take(lines)
            answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            time.sleep(answer.delay)
            if not answer.closes:
                line.sendall(self._said(answer))

    def _take(self, lines: Any) -> None:
        path = lines.readline().split()[1].decode()
        headers = {}
        while told := lines.readline().decode().strip():
            name, _, value = told.partition(":")
            headers[name.lower()] = value.strip()
        body = lines.read(int(headers.get("content-length", 0)))
        self.paths.append(path)
        self.headers.append(headers)
        self.bodies.append(body)
        self.got.append(json.loads(body or b"null"))

    @staticmethod
    def _said(answer: Answer) -> bytes:
        data = b"" if answer.status == 204 else answer.body.encode()
        headers = {"Content-Length": str(len(data)), "Connection": "close", **answer.headers}
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return f"HTTP/1.1 {answer.status} Said\r\n{head}\r\n".encode() + data

    def close(self) -> None:
        self._socket.close()


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
