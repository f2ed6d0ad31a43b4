"""The API's readable pages: every call with an example, which need no script, and swagger-ui, served from here, to try calls out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from flask import Flask, Response

from gateway.api.examples import path_example, request_example, response_example
from gateway.boards.operations import BOARDS
from gateway.catalogue import OPERATIONS
from gateway.front import Desk
from gateway.pages.rendering import page
from services.contracts.operations import Operation

PATH = "/api/docs"


@dataclass(frozen=True)
class Shown:
    """One call as the page shows it: an example of what is sent, and of what comes back."""

    operation: Operation
    anchor: str
    sent: str
    answer: str


def install(app: Flask, desk: Desk) -> None:
    """Add ``/api/docs``."""

    def docs() -> Response:
        return page("docs.html", groups=_groups(), base_url=desk.platform.settings.base_url)

    app.add_url_rule(PATH, "docs", docs)


@cache
def _groups() -> list[tuple[str, str, list[Shown]]]:
    """Service, tag and calls; made when the page is first asked for."""
    ordered = sorted((*OPERATIONS, *BOARDS), key=lambda one: (one.service, one.tag, one.path, one.method))
    grouped = groupby(ordered, key=lambda one: (one.service, one.tag))
    return [(service, tag, [_shown(operation) for operation in found]) for (service, tag), found in grouped]


def _shown(operation: Operation) -> Shown:
    return Shown(
        operation=operation,
        anchor=f"{operation.service}-{operation.name}",
        sent=_curl(operation),
        answer=_pretty(response_example(operation)),
    )


def _curl(operation: Operation) -> str:
    """The call as somebody types it."""
    address = f"/api/v1{path_example(operation)}"
    lines = ["curl" + (f" -X {operation.method}" if operation.method != "GET" else "") + f" $XINMEI{address}"]
    if not operation.public:
        lines.append('-H "Authorization: Bearer $TOKEN"')
    if operation.upload:
        lines.append("-F file=@scan.pdf")
    elif (body := request_example(operation)) is not None:
        lines += ['-H "Content-Type: application/json"', f"-d '{json.dumps(body, ensure_ascii=False)}'"]
    if operation.file:
        lines.append("-O -J")
    return " \\\n  ".join(lines)


def _pretty(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) if value is not None else ""
