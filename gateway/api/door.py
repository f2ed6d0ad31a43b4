"""The door for programs: calls of operations are answered before Flask is asked, whose contexts and hooks serve pages.

It takes only what matches an operation's method and address exactly, and answers as the long way would: the same view, the
same problems. Everything else - HEAD, OPTIONS, addresses that are not there, pages - goes on to Flask.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from flask import Request, Response
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wsgi import get_path_info

from gateway import problems

View = Callable[..., Response]
WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Door:
    """A WSGI application in front of `others`. `views` are ``(rule, method, view)``; a view gets the request and the path's parts."""

    def __init__(self, views: Sequence[tuple[str, str, View]], others: WsgiApp) -> None:
        rules = [Rule(rule, methods=[method], endpoint=view) for rule, method, view in views]
        self._methods = frozenset(method for _, method, _ in views)
        self._addresses = Map(rules).bind("")
        self._others = others

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        if method not in self._methods:
            return self._others(environ, start_response)
        try:
            view, path = self._addresses.match(get_path_info(environ), method=method)
        except HTTPException:
            return self._others(environ, start_response)
        return self._answer(view, path, Request(environ))(environ, start_response)

    def _answer(self, view: View, path: Mapping[str, Any], asked: Request) -> Response:
        try:
            return view(asked, **path)
        except Exception as error:
            return problems.for_program(asked, error)
