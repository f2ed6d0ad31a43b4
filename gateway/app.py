"""The WSGI application: the Flask app put together, and around it what every answer has - trace, headers, a measure of time."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from flask import Flask, g, request
from werkzeug.middleware.proxy_fix import ProxyFix

from gateway import health, language, pages, problems
from gateway.api import routes
from gateway.api.door import Door, View
from gateway.boards import quick
from gateway.boards import views as boards
from gateway.catalogue import OPERATIONS
from gateway.front import Desk
from gateway.pages import docs
from services.kit import traces
from services.kit.ids import new_trace, set_trace
from services.kit.metrics import metrics

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
_TRACEPARENT = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}")

SECURITY_HEADERS = [
    (
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
]
NO_STORE = ("Cache-Control", "no-store")


def create_app(desk: Desk, views: Sequence[tuple[str, str, View]]) -> Flask:
    """The Flask app over a desk, with these views of the API."""
    app = Flask("gateway", static_folder=None, template_folder=None)
    settings = desk.platform.settings
    app.config.update(MAX_CONTENT_LENGTH=settings.body_limit, SESSION_COOKIE_SECURE=settings.cookie_secure)
    app.before_request(_choose_language)
    problems.install(app, pages.message_page)
    routes.install(app, OPERATIONS, views)
    boards.install(app, desk, routes.BASE)
    health.install(app, desk)
    pages.install(app, desk)
    return app


def _choose_language() -> None:
    for_program = problems.wants_problem(request) and request.path != docs.PATH
    choose = language.choose_for_api if for_program else language.choose_for_page
    g.language = choose(request)


class Portal:
    """The application that the server runs."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        views = routes.views_of(desk, OPERATIONS)
        self.flask = create_app(desk, views)
        proxies, door = desk.platform.settings.proxies, Door(views, self.flask.wsgi_app)
        self._inner = ProxyFix(door, x_for=proxies, x_proto=proxies) if proxies else door
        self.flask.wsgi_app = self  # type: ignore[method-assign, assignment]

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        started = time.perf_counter()
        found = _TRACEPARENT.fullmatch(environ.get("HTTP_TRACEPARENT", ""))
        trace = set_trace(found[1] if found else new_trace())
        method = environ["REQUEST_METHOD"]

        def begin(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            metrics.http.labels(method if method in METHODS else "OTHER", status[:3]).observe(
                time.perf_counter() - started
            )
            given = {name for name, _ in headers}
            if "Cache-Control" not in given:
                headers.append(NO_STORE)
            headers.extend(header for header in SECURITY_HEADERS if header[0] not in given)
            headers.append(("Trace-Id", trace))
            return start_response(status, headers, exc_info) if exc_info else start_response(status, headers)

        quick_one = quick.answer(self._desk.boards, self._desk.drawn, self._desk.admission, environ)
        if quick_one is not None:
            status, headers, body = quick_one
            begin(status, headers)
            return [body]
        parent = found[2] if found else ""
        with traces.span(f"HTTP {method}", traces.SERVER, parent=parent, trace=trace, path=environ["PATH_INFO"]):
            return self._inner(environ, begin)

    def close(self) -> None:
        """End what would keep connections open."""
        self._desk.close()
