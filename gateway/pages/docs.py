"""The API's readable pages: a plain list that needs no script, and swagger-ui, served from here, to try calls out."""

from __future__ import annotations

from itertools import groupby

from flask import Flask, Response

from gateway.boards.operations import BOARDS
from gateway.catalogue import OPERATIONS
from gateway.front import Desk
from gateway.pages.rendering import page

PATH = "/api/docs"


def install(app: Flask, desk: Desk) -> None:
    """Add ``/api/docs``."""
    ordered = sorted(
        (*OPERATIONS, *BOARDS), key=lambda operation: (operation.service, operation.path, operation.method)
    )
    groups = [(service, list(found)) for service, found in groupby(ordered, key=lambda operation: operation.service)]

    def docs() -> Response:
        return page("docs.html", groups=groups)

    app.add_url_rule(PATH, "docs", docs)
