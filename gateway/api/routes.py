"""The routes of the API: every operation of the catalogue under one base, and the description of them all."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flask import Flask, Response

from gateway.api.description import describe_all
from gateway.api.views import make_view
from gateway.boards.operations import BOARDS
from gateway.front import Desk
from services.contracts.operations import Operation

BASE = "/api/v1"
_PLACEHOLDER = re.compile(r"{(\w+)}")


def install(app: Flask, desk: Desk, operations: Sequence[Operation]) -> None:
    """Add every operation under `BASE`, and the description at ``/api/openapi.json``."""
    shown = {operation.path for operation in operations if operation.method == "GET"}
    for operation in operations:
        location = BASE + operation.path if operation.status == 201 and f"{operation.path}/{{id}}" in shown else ""
        view = make_view(desk, operation, location)
        app.add_url_rule(rule_of(operation), f"api.{view.__name__}", view, methods=[operation.method])

    def description() -> Response:
        return Response(describe_all(BASE, (*operations, *BOARDS)), content_type="application/json")

    app.add_url_rule("/api/openapi.json", "api.description", description)


def rule_of(operation: Operation) -> str:
    """Flask's rule for an operation's path."""
    return BASE + _PLACEHOLDER.sub(r"<\1>", operation.path)
