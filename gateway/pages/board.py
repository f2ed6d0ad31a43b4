"""The boards as pages: the propaganda department's, a unit's, the association's, the duty desk. A page that has not changed is 304."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Flask, Response, request
from werkzeug.wrappers import Response as AnyResponse

from gateway import language, sessions
from gateway.boards import reading
from gateway.boards.cache import Board, Wanted
from gateway.boards.drawn import Drawing
from gateway.boards.rights import WATCHES_INCIDENTS
from gateway.boards.views import find_board
from gateway.front import Desk
from gateway.pages import assets
from gateway.pages.actions import ask, require
from gateway.pages.rendering import NOTICE, THEME, page, unread_of


def install(app: Flask, desk: Desk) -> None:
    """Add ``/boards/…``."""

    def show(template: str, wanted: Wanted, **more: Any) -> AnyResponse:
        caller = require(desk)
        board = find_board(desk, wanted, caller)
        unread = unread_of(desk, caller)
        tag = _tag(desk, board, caller, {**more, "unread": unread})
        if tag in request.headers.get("If-None-Match", ""):
            return _kept(Response(status=304), tag)
        data, now = board.data(), desk.clock.now()
        told: dict[str, Any] = {
            "waiting": reading.waiting_for(data, caller.identity),
            "deadlines": reading.deadlines(data, now),
            "identity": caller.identity,
        }
        response = page(template, board=data, **told, **more)
        if not (more or request.query_string or NOTICE in request.cookies):
            reader, body = caller.identity.id, response.get_data()
            drawing = Drawing(board.etag, tag.strip('"'), language.current(), body, reader, unread)
            desk.drawn.keep(request.environ, drawing)
        return _kept(response, tag)

    def department() -> AnyResponse:
        return show("board_department.html", Wanted("department"))

    def unit(unit_id: str) -> AnyResponse:
        return show("board_unit.html", Wanted("unit", unit_id))

    def association() -> AnyResponse:
        mine = ask(desk, "training", "list_own_certificates", limit="20")["items"]
        return show("board_association.html", Wanted("association"), certificates=mine)

    def duty() -> AnyResponse:
        require(desk).identity.require(*WATCHES_INCIDENTS)
        return show("board_duty.html", Wanted("duty"), on_duty=ask(desk, "alerts", "show_duty")["items"])

    app.add_url_rule("/boards/department", "page_department", department)
    app.add_url_rule("/boards/unit/<unit_id>", "page_unit", unit)
    app.add_url_rule("/boards/association", "page_association", association)
    app.add_url_rule("/boards/duty", "page_duty", duty)


def _tag(desk: Desk, board: Board, caller: sessions.Caller, more: dict[str, Any]) -> str:
    """What the page is made of: the board, what is told beside it, its language and look, the hour that waiting is counted to, and who reads it."""
    hour = f"{desk.clock.now():%Y%m%d%H}"
    choices = (language.current(), request.cookies.get(THEME, ""), request.cookies.get(NOTICE, ""))
    made_of = (board.etag, *choices, request.query_string, hour, caller.token, assets.edition(), more)
    return f'"{hashlib.blake2b(repr(made_of).encode(), digest_size=12).hexdigest()}"'


def _kept(response: Response, tag: str) -> Response:
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "private, no-cache"
    return response
