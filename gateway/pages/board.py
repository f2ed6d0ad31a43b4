"""The boards as pages: the propaganda department's, a unit's, the association's."""

from __future__ import annotations

from typing import Any

from flask import Flask, request
from werkzeug.wrappers import Response as AnyResponse

from gateway.boards.cache import Wanted
from gateway.boards.views import find_board
from gateway.front import Desk
from gateway.pages.rendering import caller_of, go, page


def install(app: Flask, desk: Desk) -> None:
    """Add ``/boards/…``."""

    def show(template: str, wanted: Wanted) -> AnyResponse:
        caller = caller_of(desk)
        if caller is None:
            return go(f"/?next={request.path}")
        return page(template, board=find_board(desk, wanted, caller).data(), **_chosen(caller))

    def department() -> AnyResponse:
        return show("board_department.html", Wanted("department"))

    def unit(unit_id: str) -> AnyResponse:
        return show("board_unit.html", Wanted("unit", unit_id))

    def association() -> AnyResponse:
        return show("board_association.html", Wanted("association"))

    app.add_url_rule("/boards/department", "page_department", department)
    app.add_url_rule("/boards/unit/<unit_id>", "page_unit", unit)
    app.add_url_rule("/boards/association", "page_association", association)


def _chosen(caller: Any) -> dict[str, Any]:
    return {"identity": caller.identity}
