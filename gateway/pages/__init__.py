"""The portal: pages for people, rendered here, working without JavaScript, in Chinese by default and English by choice."""

from __future__ import annotations

from flask import Flask, Response

from gateway.front import Desk
from gateway.pages import (
    accountability,
    accounts,
    actions,
    annual,
    applications,
    assets,
    board,
    campaigns,
    changes,
    checks,
    directives,
    docs,
    duty,
    entry,
    follow_up,
    guide,
    incidents,
    me,
    observed,
    personal,
    public,
    registry_options,
    rendering,
    search,
    settings,
    signing_in,
    submissions,
    supervision,
    tables,
    training,
)
from services.contracts.errors import XinmeiError

__all__ = ["install", "message_page"]

ROOMS = (
    entry,
    signing_in,
    me,
    board,
    search,
    checks,
    public,
    guide,
    docs,
    applications,
    changes,
    annual,
    supervision,
    registry_options,
    tables,
    accounts,
    personal,
    submissions,
    campaigns,
    observed,
    incidents,
    follow_up,
    directives,
    duty,
    accountability,
    training,
    settings,
)


def install(app: Flask, desk: Desk) -> None:
    """Add every page and what the pages need."""
    rendering.install(app, desk)
    assets.install(app)
    app.register_error_handler(actions.SignInFirst, actions.send_to_sign_in)
    for room in ROOMS:
        room.install(app, desk)


def message_page(error: XinmeiError, status: int) -> Response:
    """The page that says what happened, what was kept, and what to do next."""
    return rendering.message_page(error, status)
