"""One view an operation: from HTTP to a call to the service, and from its answer back to HTTP."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from flask import Request, Response

from gateway import limits, sessions
from gateway.api.bodies import read_body, read_key
from gateway.front import Desk
from services.contracts.operations import Operation
from services.kit import wire
from services.kit.wire import encode

FILE_SECONDS = 60.0
"""How long a table of thousands of rows, or a file made of them, may take."""
SIGNING_IN = ("sign_in", "sign_in_code")
"""Operations that answer with the token of a fresh session."""
ENDINGS: dict[str, tuple[str, ...]] = {
    "application/pdf": (".pdf",),
    "application/ofd": (".ofd",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/gif": (".gif",),
    "image/webp": (".webp",),
    "video/mp4": (".mp4", ".mov", ".m4v"),
    "text/plain": (".txt", ".log", ".csv", ".md"),
}
"""How a file that somebody uploaded may be called, by what its content showed."""
View = Callable[..., Response]


def make_view(desk: Desk, operation: Operation, location: str = "") -> View:
    """The view of `operation`, given the request and its path's parts; `location` is where a thing it creates can be found, without the id."""
    body_limit = desk.platform.settings.body_limit
    writes = operation.method != "GET"
    signs_in = operation.service == "registry" and operation.name in SIGNING_IN

    def view(request: Request, **path: str) -> Response:
        caller, headers = admit(desk, operation, request)
        query = where_from(request) if signs_in else request.args.to_dict()
        answer = desk.remote.call(
            operation.service,
            operation.name,
            wire.Request(path=path, query=query, body=read_body(request, operation, body_limit)),
            token=caller.token if caller else "",
            idempotency_key=read_key(request, "Idempotency-Key") if writes else "",
            if_match=read_key(request, "If-Match"),
            timeout=FILE_SECONDS if operation.file or operation.upload else None,
        )
        if writes:
            desk.boards.touch((operation.service,))
            call_in_question(desk, operation, caller, path.get("id", ""))
        response = respond(operation, answer)
        response.headers.extend(headers)
        if location and isinstance(answer, dict) and "id" in answer:
            response.headers["Location"] = f"{location}/{quote(str(answer['id']), safe='')}"
        if signs_in:
            sessions.open_session(desk, response, answer["token"])
        return response

    view.__name__ = f"{operation.service}_{operation.name}"
    return view


def where_from(asked: Request) -> dict[str, str]:
    """What a session is told of its beginning: the address, and what the browser calls itself."""
    agent = "".join(char for char in asked.headers.get("User-Agent", "") if char.isprintable())
    return {"address": asked.remote_addr or "", "agent": agent[:200]}


def call_in_question(desk: Desk, operation: Operation, caller: sessions.Caller | None, thing: str) -> None:
    """Events tell every gateway what ended or changed; this one need not wait for them."""
    if operation.service != "registry" or operation.tag not in ("access", "people"):
        return
    for person_id in (caller.identity.id if caller else "", thing):
        desk.admission.question(person_id=person_id)
    desk.admission.question(session=thing)


def admit(desk: Desk, operation: Operation, request: Request) -> tuple[sessions.Caller | None, dict[str, str]]:
    """Who calls, where the operation asks for that, and headers that tell of the rate limit. Raises `NotAuthenticated`, `TooMany`."""
    if not operation.public:
        caller = sessions.require_caller(desk, request)
        return caller, limit_caller(desk, caller)
    if operation.name in SIGNING_IN:
        return None, desk.limiter.take(f"sign_in:{request.remote_addr}", limits.SIGN_IN)
    return None, desk.limiter.take(f"public:{request.remote_addr}", limits.PUBLIC)


def limit_caller(desk: Desk, caller: sessions.Caller) -> dict[str, str]:
    """Count a call of this session or access token. Raises `TooMany`."""
    if desk.caller_rate is None:
        return {}
    return desk.limiter.take(f"caller:{caller.identity.session or caller.identity.id}", desk.caller_rate)


def respond(operation: Operation, answer: Any) -> Response:
    """The answer as JSON with its ETag, or as a download."""
    if operation.file:
        return as_download(answer)
    response = Response(encode(answer), status=operation.status, content_type="application/json")
    if isinstance(answer, dict) and (stamp := answer.get("version", answer.get("fingerprint"))) is not None:
        response.headers["ETag"] = f'"{stamp}"'
    return response


def as_download(answer: dict[str, Any]) -> Response:
    """A file that a browser saves and never runs: ``{"name", "media_type", "base64"}``."""
    media_type = str(answer["media_type"])
    name = "".join(c for c in str(answer["name"]) if c.isprintable() and c not in '/\\"')
    name = with_ending(name.strip(" .") or "download", media_type)
    plain = name.encode("ascii", "ignore").decode().strip()
    plain = f"download{plain}" if plain.startswith(".") else plain or "download"
    response = Response(base64.b64decode(answer["base64"]), content_type=media_type)
    response.headers["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    return response


def with_ending(name: str, media_type: str) -> str:
    """The name with an ending of what the file is, so that nothing judged harmless is opened as a program or a page once it is saved."""
    endings = ENDINGS.get(media_type.partition(";")[0], ())
    return name if not endings or name.lower().endswith(endings) else name + endings[0]
