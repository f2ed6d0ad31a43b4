"""The boards over HTTP: one call each, with ETag and 304; and the live streams."""

from __future__ import annotations

from flask import Flask, Response, request

from gateway import sessions
from gateway.boards.cache import Board, Wanted
from gateway.boards.rights import SEES_ALL, WATCHES_INCIDENTS, require_reading
from gateway.front import Desk
from services.contracts.errors import XinmeiError

STREAM_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def find_board(desk: Desk, wanted: Wanted, caller: sessions.Caller) -> Board:
    """The board for a verified caller. Raises `NotPermitted` where it is not theirs to see."""
    require_reading(caller.identity)
    if wanted.kind == "department":
        caller.identity.require(*SEES_ALL)
    return desk.boards.get(wanted, caller.identity, caller.token)


def board_response(board: Board, content_type: str = "application/json") -> Response:
    """The board's JSON, or 304 where the caller has it already."""
    quoted = f'"{board.etag}"'
    if quoted in request.headers.get("If-None-Match", ""):
        response = Response(status=304)
    else:
        response = Response(board.body, content_type=content_type)
    response.headers["ETag"] = quoted
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def stream_response(desk: Desk, subject: str, caller: sessions.Caller) -> Response:
    """An open stream that ends when the caller's sign-in does."""

    require_reading(caller.identity)

    def still_good() -> bool:
        try:
            desk.admission.admit(caller.shown)
        except XinmeiError:
            return False
        return True

    request.environ["eventlet.minimum_write_chunk_size"] = 1
    stream = desk.streams.open(subject, caller.identity.id, still_good)
    return Response(stream, mimetype="text/event-stream", headers=STREAM_HEADERS)


def install(app: Flask, desk: Desk, base: str) -> None:
    """Add the boards under `base`."""

    def department() -> Response:
        return board_response(find_board(desk, Wanted("department"), sessions.require_caller(desk, request)))

    def unit(unit_id: str) -> Response:
        return board_response(find_board(desk, Wanted("unit", unit_id), sessions.require_caller(desk, request)))

    def association() -> Response:
        return board_response(find_board(desk, Wanted("association"), sessions.require_caller(desk, request)))

    def incidents() -> Response:
        caller = sessions.require_caller(desk, request)
        caller.identity.require(*WATCHES_INCIDENTS)
        return stream_response(desk, "incidents", caller)

    def changes() -> Response:
        return stream_response(desk, "changes", sessions.require_caller(desk, request))

    app.add_url_rule(f"{base}/boards/department", "board_department", department)
    app.add_url_rule(f"{base}/boards/unit/<unit_id>", "board_unit", unit)
    app.add_url_rule(f"{base}/boards/association", "board_association", association)
    app.add_url_rule(f"{base}/boards/incidents/stream", "board_incidents_stream", incidents)
    app.add_url_rule(f"{base}/boards/changes/stream", "board_changes_stream", changes)
