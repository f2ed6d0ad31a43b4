"""What people do on pages: a form sent becomes one call to a service, and its answer leads on - or back, with nothing lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from gateway import sessions
from gateway.api.bodies import no_file, read_file
from gateway.front import Desk
from gateway.pages.doors import local_path
from gateway.pages.forms import Form
from gateway.pages.rendering import caller_of, go, leave_notice
from services.contracts.errors import InputInvalid, NotAuthenticated, NotFound, XinmeiError
from services.kit.wire import Request

LONGEST_KEY = 64
MOST = "200"
"""How many items one page of a list holds at most."""
NOTHING = Form(())
WORDS_OF_ERRORS = (400, 403, 409, 412, 413, 422, 429, 503)


class SignInFirst(Exception):
    """Nobody is signed in: the page sends them to the sign-in page, and back afterwards."""


@dataclass(frozen=True)
class Action:
    """A button on a page: which operation it calls, what it is called, and what must be filled in before.

    `done` says afterwards what has happened. `fixed` are parts of the body that nobody fills in;
    `prepare` has the last word on the body. `check` is the address that judges the form while it is filled in, and the
    names of the fields that it looks at. `preview` is the operation that shows how what was typed will read, and the names of
    the fields that it takes; `previewed` is what it answered. `warns` says what cannot be taken back: it is read before the button.
    """

    name: str
    service: str
    operation: str
    label: str
    done: str
    form: Form = NOTHING
    fixed: Mapping[str, Any] | None = None
    style: str = ""
    error: XinmeiError | None = None
    prepare: Callable[[dict[str, Any]], dict[str, Any]] = dict
    check: tuple[str, ...] = ()
    preview: tuple[str, ...] = ()
    previewed: str = ""
    warns: str = ""

    def previewing(self) -> Action:
        """The action that only looks: it takes some of the fields, and changes nothing."""
        operation, *taken = self.preview
        return replace(self, operation=operation, prepare=lambda body: {name: body[name] for name in taken})

    def seen(self, text: str) -> Action:
        """The same action with what was typed, and how that will read."""
        return replace(self, form=self.form.filled(request.form), previewed=text)

    def failed(self, error: XinmeiError) -> Action:
        """The same action with what was typed and what is wrong, to be shown again."""
        errors = error.errors if isinstance(error, InputInvalid) else {}
        return replace(self, form=self.form.filled(request.form, errors), error=error)


def with_failed(offered: list[Action], failed: Action | None) -> list[Action]:
    """The actions on a page, with the one that just failed in its place, also where it is offered no longer."""
    if failed is None:
        return offered
    kept = [failed if action.name == failed.name else action for action in offered]
    return kept if failed in kept else [*kept, failed]


def require(desk: Desk) -> sessions.Caller:
    """Who looks at the page. Raises `SignInFirst`."""
    caller = caller_of(desk)
    if caller is None:
        raise SignInFirst()
    return caller


def send_to_sign_in(_error: SignInFirst) -> AnyResponse:
    """To the sign-in page, with the way back where it is one that may be followed; whatever the address holds stays quoted."""
    after = local_path(quote(request.path)) if request.method == "GET" else ""
    return go(f"/?next={quote(after)}" if after else "/")


def ask(desk: Desk, service: str, operation: str, path: Mapping[str, str] | None = None, **query: str) -> Any:
    """What a service answers to a question. Raises its errors."""
    wanted = Request(path=dict(path or {}), query={name: value for name, value in query.items() if value})
    caller = require(desk)
    answer = desk.remote.call(service, operation, wanted, token=caller.token)
    if operation == "list_messages":
        desk.unread.keep(caller.identity.id, answer["unread"])
    return answer


def every(
    desk: Desk, service: str, operation: str, path: Mapping[str, str] | None = None, **wanted: str
) -> Iterator[dict[str, Any]]:
    """Every item of a list, page by page: classes are more than one page holds."""
    cursor: str | None = ""
    while cursor is not None:
        found = ask(desk, service, operation, path, limit=MOST, cursor=cursor, **wanted)
        yield from found["items"]
        cursor = found.get("next_cursor") or None


def carry_out(desk: Desk, action: Action, path: Mapping[str, str]) -> Any:
    """Do it. Raises the service's errors, and `ForgedForm` where the form is not one of ours."""
    caller = require(desk)
    uploaded = _uploaded(action.form)
    sessions.check_form_token(desk, caller.identity.session, request.form.get(sessions.FORM_TOKEN, ""))
    body = action.prepare({**action.form.body(request.form), **uploaded, **(action.fixed or {})})
    answer = desk.remote.call(
        action.service,
        action.operation,
        Request(path=dict(path), body=body or None),
        token=caller.token,
        idempotency_key=_key(),
        if_match=request.form.get("if_match", "")[:LONGEST_KEY],
    )
    desk.boards.touch((action.service,))
    return answer


def _uploaded(asked: Form) -> Mapping[str, Any]:
    """The file that came with a form: name, media_type, base64. Raises `InputInvalid` where it is missing, `TooLarge`."""
    wanted = asked.file
    if wanted is None:
        return {}
    sent = read_file(request)
    if sent is None and wanted.required:
        raise no_file()
    return sent or {}


def _key() -> str:
    """The key of this very form, so that a second press of the button changes nothing more."""
    given = request.form.get("request_key", "")
    return f"form:{given}" if given.isascii() and 0 < len(given) <= LONGEST_KEY else ""


def perform(
    desk: Desk, action: Action, path: Mapping[str, str], lead: Callable[[Any], str], again: Callable[[Action], Response]
) -> AnyResponse:
    """Do it and lead on; or show the page again, with the error at the form and what was typed still in it."""
    try:
        answer = carry_out(desk, action, path)
    except (NotFound, NotAuthenticated, sessions.ForgedForm):
        raise
    except XinmeiError as error:
        if error.status not in WORDS_OF_ERRORS:
            raise
        response = again(action.failed(error))
        response.status_code = error.status
        return response
    return leave_notice(_lead_on(lead(answer)), action.done)


def _lead_on(path: str) -> AnyResponse:
    """On with a GET; a script that showed an upload's progress is told the address and goes there itself."""
    return Response(status=201, headers={"Location": path}) if request.headers.get("X-Upload") else go(path)
