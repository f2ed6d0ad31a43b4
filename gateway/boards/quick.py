"""The shortest way to a board: where a caller's board stands ready and fresh, it is answered before Flask is asked.

It answers only what the long way would answer too - same rights, same bytes, same headers - and leaves everything else to it:
errors, stale boards, other paths.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.access.admission import Admission
from gateway.boards.cache import Boards, Wanted
from gateway.boards.rights import SEES_ALL, reads_all
from gateway.sessions import BEARER, SESSION

PREFIX = "/api/v1/boards/"
JSON = ("Content-Type", "application/json")
CACHED = ("Cache-Control", "private, no-cache")

Answer = tuple[str, list[tuple[str, str]], bytes]


def wanted_by(path: str) -> Wanted | None:
    """Which board an address of the API names."""
    kind, _, unit_id = path[len(PREFIX) :].partition("/")
    if kind in ("department", "association") and not unit_id:
        return Wanted(kind)
    return Wanted("unit", unit_id) if kind == "unit" and unit_id and "/" not in unit_id else None


def answer(boards: Boards, admission: Admission, environ: Mapping[str, Any]) -> Answer | None:
    """Status, headers and body of a fresh board, or None."""
    path = environ["PATH_INFO"]
    if not path.startswith(PREFIX) or environ["REQUEST_METHOD"] != "GET":
        return None
    wanted, token = wanted_by(path), _token(environ)
    if wanted is None or not token:
        return None
    identity = admission.peek(token)
    if identity is None or not reads_all(identity):
        return None
    if wanted.kind == "department" and not identity.has(*SEES_ALL):
        return None
    board = boards.fresh(wanted, identity)
    if board is None:
        return None
    tag = f'"{board.etag}"'
    if tag in environ.get("HTTP_IF_NONE_MATCH", ""):
        return "304 NOT MODIFIED", [("ETag", tag), CACHED], b""
    return "200 OK", [JSON, ("Content-Length", str(len(board.body))), ("ETag", tag), CACHED], board.body


def _token(environ: Mapping[str, Any]) -> str:
    header: str = environ.get("HTTP_AUTHORIZATION", "")
    if header:
        return header[len(BEARER) :].strip() if header.lower().startswith(BEARER) else ""
    for part in environ.get("HTTP_COOKIE", "").split(";"):
        name, _, value = part.strip().partition("=")
        if name == SESSION:
            return str(value)
    return ""
