"""The shortest way to a board: where a caller's board stands ready and fresh, it is answered before Flask is asked.

It answers only what the long way would answer too - same rights, same bytes, same headers - and leaves everything else to it:
errors, stale boards, other paths.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.access.admission import Admission
from gateway.boards.cache import Board, Boards, Wanted
from gateway.boards.drawn import Drawn
from gateway.boards.rights import SEES_ALL, reads_all
from gateway.sessions import BEARER, SESSION

PREFIX = "/api/v1/boards/"
PAGES = "/boards/"
JSON = ("Content-Type", "application/json")
HTML = ("Content-Type", "text/html; charset=utf-8")
CACHED = ("Cache-Control", "private, no-cache")

Answer = tuple[str, list[tuple[str, str]], bytes]


def wanted_by(path: str) -> Wanted | None:
    """Which board an address names, of the API or of a page."""
    kind, _, unit_id = path[len(PREFIX if path.startswith(PREFIX) else PAGES) :].partition("/")
    if kind in ("department", "association") and not unit_id:
        return Wanted(kind)
    return Wanted("unit", unit_id) if kind == "unit" and unit_id and "/" not in unit_id else None


def answer(boards: Boards, drawn: Drawn, admission: Admission, environ: Mapping[str, Any]) -> Answer | None:
    """Status, headers and body of a fresh board or of its page, or None."""
    path = environ["PATH_INFO"]
    if not path.startswith((PREFIX, PAGES)) or environ["REQUEST_METHOD"] != "GET":
        return None
    board = _fresh(boards, admission, environ)
    if board is None:
        return None
    if path.startswith(PREFIX):
        return _told(environ, board.etag, [JSON], board.body)
    page = None if "HTTP_AUTHORIZATION" in environ else drawn.find(environ, board.etag)
    return _told(environ, page.tag, [HTML, ("Content-Language", page.language)], page.body) if page else None


def _fresh(boards: Boards, admission: Admission, environ: Mapping[str, Any]) -> Board | None:
    """The board as the caller may see it, where it stands ready."""
    wanted, token = wanted_by(environ["PATH_INFO"]), _token(environ)
    if wanted is None or not token:
        return None
    identity = admission.peek(token)
    if identity is None or not reads_all(identity):
        return None
    if wanted.kind == "department" and not identity.has(*SEES_ALL):
        return None
    return boards.fresh(wanted, identity)


def _told(environ: Mapping[str, Any], etag: str, headers: list[tuple[str, str]], body: bytes) -> Answer:
    tag = f'"{etag}"'
    if tag in environ.get("HTTP_IF_NONE_MATCH", ""):
        return "304 NOT MODIFIED", [("ETag", tag), CACHED], b""
    return "200 OK", [*headers, ("Content-Length", str(len(body))), ("ETag", tag), CACHED], body


def _token(environ: Mapping[str, Any]) -> str:
    header: str = environ.get("HTTP_AUTHORIZATION", "")
    if header:
        return header[len(BEARER) :].strip() if header.lower().startswith(BEARER) else ""
    for part in environ.get("HTTP_COOKIE", "").split(";"):
        name, _, value = part.strip().partition("=")
        if name == SESSION:
            return str(value)
    return ""
