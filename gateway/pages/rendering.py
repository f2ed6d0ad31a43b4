"""How pages are made: Jinja2 with the words, dates and addresses that every page shares."""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask, Response, current_app, g, redirect, render_template, request
from jinja2 import ChainableUndefined, FileSystemLoader, make_logging_undefined
from werkzeug.wrappers import Response as AnyResponse

from gateway import language, sessions
from gateway.complaints import spoken
from gateway.front import Desk
from gateway.pages import assets, places, words
from gateway.problems import TITLES
from services.contracts.alerts.faults import FAULTS, explain
from services.contracts.errors import InputInvalid, XinmeiError
from services.kit.clock import CAMPUS_ZONE
from services.kit.ids import current_trace, new_id

TEMPLATES = Path(__file__).parent.parent / "templates"
YEAR = 365 * 24 * 3600
NOTICE = "xinmei_notice"
THEME = "theme"
THEMES = ("auto", "light", "dark")
PASSING = (language.COOKIE, THEME, "cursor")
_notices: dict[str, str] = {}


def install(app: Flask, desk: Desk) -> None:
    """Give the app's Jinja environment what templates use."""
    environment = app.jinja_env
    environment.loader = FileSystemLoader(TEMPLATES)
    # A word that a service left out is an empty place and a line in the log, never a page that fails.
    environment.undefined = make_logging_undefined(logging.getLogger(__name__), ChainableUndefined)
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.autoescape = True
    environment.auto_reload = False
    environment.filters.update(spoken=spoken, day=day, moment=moment, percent=percent, span=span, browser=browser)
    environment.filters.update(waited=lambda since: span(desk.clock.now() - _local(since)) if since else "")
    environment.tests.update(match_prefix=str.startswith)
    environment.globals.update(
        _=language.gettext,
        asset=assets.address,
        word=words.word,
        choices=words.choices,
        college=desk.platform.settings.college,
        request_key=new_id,
        now=desk.clock.now,
        text_of=text_of,
        fault=fault,
        checked=checked,
        leads_to=places.leads_to,
    )

    def shared() -> dict[str, Any]:
        caller = caller_of(desk)
        return {
            "lang": language.current(),
            "me": caller.identity if caller else None,
            "form_token": _form_token(desk, caller),
            "nav": places.navigation(caller.identity) if caller else [],
            "unread": unread_of(desk, caller),
            "other_language": _other_language(),
            "theme": _theme(),
            "same_page": same_page,
            "notice": _take_notice(),
        }

    app.context_processor(shared)
    app.after_request(_keep_choices)


def caller_of(desk: Desk) -> sessions.Caller | None:
    """Who looks at the page; found once a request, and nobody where the identity does not verify."""
    if "caller" not in g:
        try:
            g.caller = sessions.find_caller(desk, request)
        except XinmeiError:
            g.caller = None
    found: sessions.Caller | None = g.caller
    return found


def unread_of(desk: Desk, caller: sessions.Caller | None) -> int:
    """How many messages wait for the reader; 0 for whom there is no page of messages."""
    told = caller is not None and places.leads_to(caller.identity, places.MESSAGES)
    return desk.unread.count(caller.identity, caller.token) if caller is not None and told else 0


def _form_token(desk: Desk, caller: sessions.Caller | None) -> str:
    if caller is not None:
        return sessions.form_token(desk, caller.identity.session)
    name = sessions.visitor_of(request) or _welcome()
    return sessions.form_token(desk, name)


def _welcome() -> str:
    """Name a browser that came for the first time; its cookie is set with the answer."""
    if "visitor" not in g:
        g.visitor = sessions.new_visitor()
    return f"visitor:{g.visitor}"


def text_of(error: XinmeiError) -> str:
    """An error's sentence in the language of the page."""
    return error.en if language.current() == "en" else error.zh


def fault(told: str) -> str:
    """Why something could not be sent or looked at, as a sentence in the language of the page. `told` begins with the code."""
    zh, en = explain(told.partition(" ")[0])
    return en[:1].upper() + en[1:] if language.current() == "en" else zh


def checked(note: str) -> str:
    """What a look at an address found, as a sentence; a person's own note as it is."""
    if note in words.WORDS["check_note"]:
        return words.word("check_note", note)
    return fault(note) if note in FAULTS or note.startswith("http_") else note


def leave_notice(response: AnyResponse, text: str) -> AnyResponse:
    """Have the next page say that this is done. The cookie holds the name of a text of ours, never a text."""
    name = hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
    _notices[name] = text
    response.set_cookie(NOTICE, name, max_age=60, httponly=True, samesite="Lax", secure=_is_secure(), path="/")
    return response


def _is_secure() -> bool:
    """Whether cookies go over HTTPS only: as the settings say, and wherever the browser came by it."""
    return bool(current_app.config["SESSION_COOKIE_SECURE"]) or request.is_secure


def _take_notice() -> str:
    found = _notices.get(request.cookies.get(NOTICE, ""), "")
    if found:
        g.notice_taken = True
    return language.gettext(found) if found else ""


def _keep_choices(response: Response) -> Response:
    secure = _is_secure()
    if "notice_taken" in g:
        response.delete_cookie(NOTICE, path="/")
    if "visitor" in g:
        response.set_cookie(sessions.VISITOR, g.visitor, httponly=True, samesite="Lax", secure=secure, path="/")
    for name, known in ((language.COOKIE, language.LANGUAGES), (THEME, THEMES)):
        if request.args.get(name) in known:
            response.set_cookie(name, request.args[name], max_age=YEAR, samesite="Lax", secure=secure, path="/")
    return response


def _other_language() -> tuple[str, str]:
    """The address of this page in the other language, and that language's name."""
    other, name = ("en", "English") if language.current() == "zh" else ("zh", "中文")
    return same_page(lang=other), name


def same_page(**chosen: str) -> str:
    """The address of this page with something chosen anew: a language, a theme, a tab."""
    if request.method != "GET":
        return "/?" + urlencode(chosen)
    kept = {name: value for name, value in request.args.items() if name not in (*PASSING, *chosen)}
    return f"{quote(request.path)}?{urlencode({**kept, **chosen})}"


def _theme() -> str:
    """Light or dark as somebody chose it; empty where the device decides."""
    chosen = request.args.get(THEME) or request.cookies.get(THEME, "")
    return chosen if chosen in ("light", "dark") else ""


def page(template: str, status: int = 200, **values: Any) -> Response:
    """A whole page from a template."""
    response = Response(render_template(template, **values), status=status, content_type="text/html; charset=utf-8")
    response.headers["Content-Language"] = language.current()
    return response


def form_page(action: Any, address: str, title: str, lead: str, back: str, version: object = None) -> Response:
    """A page that is one form: `action` with what was typed so far; `back` is where one goes who gives up."""
    return page("form_page.html", action=action, address=address, title=title, lead=lead, back=back, version=version)


def go(path: str) -> AnyResponse:
    """Send the browser on with a GET."""
    return redirect(path, 303)


def message_page(error: XinmeiError, status: int) -> Response:
    english = language.current() == "en"
    return page(
        "message.html",
        status,
        title=TITLES.get(status, TITLES[400])[english],
        text=error.en if english else error.zh,
        status_code=status,
        errors=error.errors if isinstance(error, InputInvalid) else {},
        trace=current_trace(),
    )


def _local(value: str | datetime) -> datetime:
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    return found.astimezone(CAMPUS_ZONE) if found.tzinfo else found


def day(value: str | datetime | None) -> str:
    """A date on the campus: 2026年3月5日, or 5 Mar 2026."""
    if not value:
        return "—"
    local = _local(value)
    return (
        f"{local:%d %b %Y}".lstrip("0") if language.current() == "en" else f"{local.year}年{local.month}月{local.day}日"
    )


def moment(value: str | datetime | None) -> str:
    """A date with the time of day on the campus."""
    return f"{day(value)} {_local(value):%H:%M}" if value else "—"


def span(lasts: timedelta) -> str:
    """How long, in its largest unit: 3 天, 5 小时, 20 分钟."""
    minutes = max(0, int(lasts.total_seconds() // 60))
    if minutes >= 2 * 24 * 60:
        return language.gettext("%(n)s 天", n=minutes // (24 * 60))
    if minutes >= 60:
        return language.gettext("%(n)s 小时", n=minutes // 60)
    return language.gettext("%(n)s 分钟", n=minutes)


BROWSERS = (
    ("MicroMessenger", "微信"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def browser(agent: str) -> str:
    """What people call a browser that names itself at length: Chrome · Windows. A program keeps its own name."""
    name = next((language.gettext(shown) for token, shown in BROWSERS if token in agent), "")
    system = next((shown for token, shown in SYSTEMS if token in agent), "")
    return " · ".join(filter(None, (name, system))) or agent[:40]


def percent(part: float, whole: float) -> int:
    """Of a hundred, for the length of a bar; 0 where there is no whole."""
    return round(100 * part / whole) if whole else 0
