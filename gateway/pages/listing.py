"""Lists on pages: filters from the address, one page of what a service answers, and the way to the next page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Response, request

from gateway.front import Desk
from gateway.pages.actions import ask, require
from gateway.pages.forms import Form
from gateway.pages.rendering import page

ON_A_PAGE = "30"


def list_page(
    desk: Desk,
    template: str,
    service: str,
    operation: str,
    filters: Form,
    path: Mapping[str, str] | None = None,
    narrowed: Callable[[dict[str, str]], dict[str, str]] = dict,
    **more: Any,
) -> Response:
    """A page with what passes the filters; the newest filters stand in the form again. `narrowed` makes them the service's."""
    caller = require(desk)
    kept = {found.name: request.args.get(found.name, "")[: found.longest] for found in filters.fields}
    cursor = request.args.get("cursor", "")[:200]
    found = ask(desk, service, operation, path, **{**narrowed(kept), "limit": ON_A_PAGE, "cursor": cursor})
    return page(template, found=found, filters=filters.filled(kept), kept=kept, identity=caller.identity, **more)
