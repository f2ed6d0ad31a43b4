"""The routes of the API: every operation of the catalogue under one base, and the description of them all."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from flask import Flask, Response, request

from gateway.api.description import describe_all
from gateway.api.door import View
from gateway.api.views import make_view
from gateway.boards.operations import BOARDS
from gateway.front import Desk
from services.contracts.operations import Operation

BASE = "/api/v1"
_PLACEHOLDER = re.compile(r"{(\w+)}")


def views_of(desk: Desk, operations: Sequence[Operation]) -> list[tuple[str, str, View]]:
    """Rule, method and view of every operation under `BASE`."""
    shown = {operation.path for operation in operations if operation.method == "GET"}
    found: list[tuple[str, str, View]] = []
    for operation in operations:
        location = BASE + operation.path if operation.status == 201 and f"{operation.path}/{{id}}" in shown else ""
        found.append((rule_of(operation), operation.method, make_view(desk, operation, location)))
    return found


def install(app: Flask, operations: Sequence[Operation], views: Sequence[tuple[str, str, View]]) -> None:
    """Add every operation's view, and the description of `operations` at ``/api/openapi.json``."""
    for rule, method, view in views:
        app.add_url_rule(rule, f"api.{view.__name__}", _in_flask(view), methods=[method])

    def description() -> Response:
        return Response(describe_all(BASE, (*operations, *BOARDS)), content_type="application/json")

    app.add_url_rule("/api/openapi.json", "api.description", description)


def _in_flask(view: View) -> Callable[..., Response]:
    """A view as Flask calls it."""
    return lambda **path: view(request, **path)


def rule_of(operation: Operation) -> str:
    """Flask's rule for an operation's path."""
    return BASE + _PLACEHOLDER.sub(r"<\1>", operation.path)
