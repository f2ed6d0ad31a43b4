"""Who else claims a place or a speaker, while a session is filled in: asked before anything is announced."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, request

from gateway.front import Desk
from gateway.pages.actions import ask
from gateway.pages.checks import guard, show_check
from gateway.pages.forms import Field, form
from gateway.pages.training.forms import CLASHES
from services.contracts.errors import InputInvalid

ASKED = form(
    Field("place", "地点", longest=200),
    Field("speaker", "主讲", longest=200),
    Field("starts_at", "开始", "moment"),
    Field("ends_at", "结束", "moment"),
)


def install(app: Flask, desk: Desk) -> None:
    """Add ``/training/clashes``."""

    def clashes() -> Response:
        guard(desk)
        asked = ASKED.body(request.form)
        return show_check("check_clashes.html", found=_find(desk, asked, request.form.get("except", "")))

    app.add_url_rule(CLASHES[0], "check_clashes", clashes, methods=["POST"])


def _find(desk: Desk, asked: dict[str, str], but: str) -> list[dict[str, Any]] | None:
    """Sessions that claim the same at that time, the one in hand left out; None where too little is known to ask."""
    if not (asked.get("place") or asked.get("speaker")) or not (asked.get("starts_at") and asked.get("ends_at")):
        return None
    try:
        found = ask(desk, "training", "preview_clashes", None, **asked)["items"]
    except InputInvalid:
        return None
    shown = (clash for clash in found if clash["session_id"] != but)
    return [{**clash, "session": ask(desk, "training", "view_session", {"id": clash["session_id"]})} for clash in shown]
