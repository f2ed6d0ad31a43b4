"""Checks before sending: is the name free, are there accounts like it, what would the screening find. They change nothing.

A script asks while somebody types and shows the answer in place; without one the same button opens the answer as a page.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, request

from gateway import sessions
from gateway.front import Desk
from gateway.pages.actions import ask, require
from gateway.pages.rendering import page
from gateway.pages.submissions import mark_findings
from services.contracts.errors import InputInvalid, NotPermitted
from services.kit.wire import Request

FRAGMENT = "X-Fragment"
LONGEST = {"title": 200, "body": 100_000}
SHOWN = 6


def install(app: Flask, desk: Desk) -> None:
    """Add ``/checks/…``."""

    def application() -> Response:
        guard(desk)
        asked = {name: request.form.get(name, "").strip() for name in ("name", "unit_id", "channel", "purpose")}
        return show_check("check_application.html", name=asked["name"], **_names(desk, asked))

    def text() -> Response:
        guard(desk)
        typed = {name: request.form.get(name, "").replace("\r\n", "\n")[:most] for name, most in LONGEST.items()}
        return show_check("check_text.html", **_screened(desk, typed))

    app.add_url_rule("/checks/application", "check_application", application, methods=["POST"])
    app.add_url_rule("/checks/text", "check_text", text, methods=["POST"])


def guard(desk: Desk) -> None:
    """Raise `ForgedForm` where the form that is checked is not one of ours."""
    session = require(desk).identity.session
    sessions.check_form_token(desk, session, request.form.get(sessions.FORM_TOKEN, ""))


def show_check(template: str, **values: Any) -> Response:
    """What a check found: for the script that asked, or as a page of its own."""
    bare = request.headers.get(FRAGMENT) == "1"
    return page(template, layout="bare.html" if bare else "frame.html", **values)


def _names(desk: Desk, asked: dict[str, str]) -> dict[str, Any]:
    """What the registry says of a name and of accounts like it; empty where there is too little to ask about."""
    try:
        named = {"name": asked["name"][:80], "unit_id": asked["unit_id"]}
        found = ask(desk, "registry", "name_check", None, **named) if asked["name"] else None
        alike = ask(desk, "registry", "similar_accounts", None, **asked) if asked["name"] or asked["purpose"] else None
    except (InputInvalid, NotPermitted):
        return {"check": None, "similar": []}
    return {"check": found, "similar": alike["items"][:SHOWN] if alike else []}


def _screened(desk: Desk, typed: dict[str, str]) -> dict[str, Any]:
    """The texts in pieces, each with the finding that marks it, and all findings."""
    found = {name: _screen(desk, name, text) if text.strip() else [] for name, text in typed.items()}
    pieces = {f"{name}_pieces": mark_findings(typed[name], findings, name) for name, findings in found.items()}
    return {**pieces, "findings": [*found["title"], *found["body"]], "empty": not any(typed.values())}


def _screen(desk: Desk, field: str, text: str) -> list[dict[str, Any]]:
    body = Request(body={"text": text})
    answer = desk.remote.call("review", "screen_text", body, token=require(desk).token)
    return [{**finding, "field": field, "id": f"{field}-{n}"} for n, finding in enumerate(answer["findings"])]
