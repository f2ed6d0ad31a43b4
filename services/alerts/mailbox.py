"""A mailbox that is read for reports, over IMAP: by UID, never changing a mail, bounded in time and size.

What was read is remembered in the database, in the same transaction as what became of it: a mail is read at least once, whatever
dies meanwhile, and is known again by its Message-ID.
"""

from __future__ import annotations

import contextlib
import imaplib
import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

TIMEOUT = 20.0
LARGEST = 25 * 1024 * 1024
AT_ONCE = 50
AWAY = (OSError, imaplib.IMAP4.error, imaplib.IMAP4.abort, UnicodeError)
_NUMBER = re.compile(rb"(\d+)")
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


@dataclass(frozen=True)
class Cursor:
    """How far a mailbox was read: the server's mark of validity, and the last UID. `validity` 0: not looked at yet."""

    validity: int = 0
    uid: int = 0


@dataclass(frozen=True)
class Mail:
    """One mail with how far the mailbox is read with it; `raw` is None where it is too large to be taken."""

    cursor: Cursor
    raw: bytes | None


@dataclass(frozen=True)
class Mailbox:
    """``imaps://user@host:993/INBOX`` and its password; ``imap://`` only where the way to the server is trusted, for it is not
    encrypted. Raises what is in `AWAY`."""

    url: str
    password: str
    context: ssl.SSLContext | None = None

    def look(self, after: Cursor) -> Iterator[Mail]:
        """The mails behind `after`, the oldest first, some at a time; after the first look at a mailbox only what comes later."""
        parts = urlsplit(self.url)
        with contextlib.ExitStack() as stack:
            server = self._connect()
            stack.callback(_leave, server)
            server.login(unquote(parts.username or ""), self.password)
            answer, _ = server.select(f'"{unquote(parts.path.strip("/")) or "INBOX"}"', readonly=True)
            if answer != "OK":
                raise imaplib.IMAP4.error("no such folder")
            validity = _number(server.response("UIDVALIDITY")[1])
            if after.validity == 0:
                yield Mail(Cursor(validity, max(_number(server.response("UIDNEXT")[1]) - 1, 0)), None)
                return
            last = after.uid if after.validity == validity else 0
            for uid in _uids(server, last)[:AT_ONCE]:
                yield Mail(Cursor(validity, uid), _fetch(server, uid))

    def _connect(self) -> imaplib.IMAP4:
        parts = urlsplit(self.url)
        if parts.scheme == "imap":
            return imaplib.IMAP4(parts.hostname or "", parts.port or 143, timeout=TIMEOUT)
        context = self.context or ssl.create_default_context()
        return imaplib.IMAP4_SSL(parts.hostname or "", parts.port or 993, ssl_context=context, timeout=TIMEOUT)


def _leave(server: imaplib.IMAP4) -> None:
    """Say goodbye, and close the line also where nobody hears it."""
    for end in (server.logout, server.shutdown):
        with contextlib.suppress(*AWAY):
            end()


def _uids(server: imaplib.IMAP4, last: int) -> list[int]:
    """UIDs above `last`; ``n:*`` always names the newest mail, also where it is older."""
    _, found = server.uid("SEARCH", "UID", f"{last + 1}:*")
    return sorted(uid for line in found if line for uid in map(int, line.split()) if uid > last)


def _fetch(server: imaplib.IMAP4, uid: int) -> bytes | None:
    _, sizes = server.uid("FETCH", str(uid), "(RFC822.SIZE)")
    told = next((part for part in sizes if isinstance(part, bytes)), b"")
    size = _SIZE.search(told)
    if size is None or int(size[1]) > LARGEST:
        return None
    _, found = server.uid("FETCH", str(uid), "(BODY.PEEK[])")
    return next((bytes(part[1]) for part in found if isinstance(part, tuple)), None)


def _number(found: list[bytes | None] | None) -> int:
    number = _NUMBER.search((found or [b""])[0] or b"")
    return int(number[1]) if number else 0
