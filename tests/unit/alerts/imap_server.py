"""A small IMAP server on loopback, for one account and one folder: what the mailbox asks, and how servers fail."""

from __future__ import annotations

import re
import socketserver
import ssl
import threading
from typing import Any


class ImapServer:
    """Serves `mails` by UID; `validity` is its UIDVALIDITY; it closes the line at the command named in `breaks_at`.

    With `tls` every line is encrypted from its first byte (``imaps``). With `silent` it takes a line and says nothing.
    """

    def __init__(self, password: str = "secret", tls: ssl.SSLContext | None = None, *, silent: bool = False) -> None:
        self.mails: dict[int, bytes] = {}
        self.validity, self.password, self.breaks_at = 7, password, ""
        self.commands: list[str] = []
        ours = self

        class Session(socketserver.StreamRequestHandler):
            def setup(self) -> None:
                if tls:
                    self.request = tls.wrap_socket(self.request, server_side=True)
                super().setup()

            def finish(self) -> None:
                super().finish()
                self.request.close()

            def handle(self) -> None:
                if silent:
                    self.rfile.read()
                else:
                    ours.serve(self.rfile, self.wfile)

        class Server(socketserver.ThreadingTCPServer):
            def handle_error(self, request: Any, client_address: Any) -> None:
                """A line that a client refuses is no fault of the server."""

        self._scheme = "imaps" if tls else "imap"
        self._server = Server(("127.0.0.1", 0), Session)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    @property
    def url(self) -> str:
        return self.url_at("127.0.0.1")

    def url_at(self, host: str) -> str:
        return f"{self._scheme}://reports%40example.edu.cn@{host}:{self._server.server_address[1]}/INBOX"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def serve(self, lines: Any, out: Any) -> None:
        out.write(b"* OK ready\r\n")
        for line in lines:
            tag, _, command = line.decode().strip().partition(" ")
            self.commands.append(command)
            if self.breaks_at and command.startswith(self.breaks_at):
                return
            out.write(self.answer(tag, command))

    def answer(self, tag: str, command: str) -> bytes:
        done = f"{tag} OK done\r\n".encode()
        if command == "CAPABILITY":
            return b"* CAPABILITY IMAP4rev1\r\n" + done
        if command.startswith("LOGIN"):
            return done if f'"{self.password}"' in command else f"{tag} NO wrong\r\n".encode()
        if command.startswith("EXAMINE"):
            following = max(self.mails, default=0) + 1
            told = f"* {len(self.mails)} EXISTS\r\n* OK [UIDVALIDITY {self.validity}] x\r\n* OK [UIDNEXT {following}] x\r\n"
            return told.encode() + done
        if found := re.match(r"UID SEARCH UID (\d+):\*", command):
            fit = {uid for uid in self.mails if uid >= int(found[1])} or set(sorted(self.mails)[-1:])
            return f"* SEARCH {' '.join(map(str, sorted(fit)))}\r\n".encode() + done
        if found := re.match(r"UID FETCH (\d+) \((.*)\)", command):
            raw = self.mails[int(found[1])]
            if "SIZE" in found[2]:
                return f"* 1 FETCH (UID {found[1]} RFC822.SIZE {len(raw)})\r\n".encode() + done
            return f"* 1 FETCH (UID {found[1]} BODY[] {{{len(raw)}}}\r\n".encode() + raw + b")\r\n" + done
        return b"* BYE\r\n" + done
