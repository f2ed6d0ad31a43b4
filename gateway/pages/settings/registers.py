"""A register of settings as pages: the list of what is set, a form for something new, one thing changed, and what is done to a row.

What differs from one register to the next is told by a `Register`; the pages are the same for all. Each service judges who may
change what, and writes the change into its ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import NotFound as NoSuchPage
from werkzeug.wrappers import Response as AnyResponse

from gateway.front import Desk
from gateway.pages.actions import NOTHING, Action, carry_out, every, perform, require
from gateway.pages.forms import Form
from gateway.pages.listing import list_page
from gateway.pages.people import Options, people_of
from gateway.pages.rendering import form_page, page
from services.contracts.errors import InputInvalid
from services.contracts.vocabulary import PROPAGANDA

BASE = "/settings"
PREVIEW = "preview"
"""The button that shows how what was typed will read, and keeps nothing."""
OVERSEES = ("admin", *PROPAGANDA, "auditor")
SETS = ("admin", *PROPAGANDA)
STEPS = ("第一步", "第二步", "第三步", "第四步", "第五步", "第六步")
"""Headings over the steps of something that is set step by step."""


@dataclass(frozen=True)
class Column:
    """One column: its name, the path of its value, and how that is shown: text, link (to the page of the row), day, moment, yes, unit, roles, steps, people, long (a text of some lines), list, count, fault,
    ``word:kind``, or ``to:/address/`` for a text that leads to a page elsewhere."""

    label: str
    path: str
    kind: str = "text"


@dataclass(frozen=True)
class Question:
    """What is done to a row once a form is filled in, on a page of its own: part of its address, the label of the link, the form's action."""

    name: str
    label: str
    action: Callable[[Desk, Mapping[str, Any]], Action]


@dataclass(frozen=True)
class Register:
    """What is set in one place. `add` and `edit` make the form's action; `key` is the part of a row that its address is made of.

    `sheet` is the address of the whole as Excel; `once` names parts of the answer to `add` that are shown this once, as secrets
    are; `once_hint` says what they are for.
    """

    slug: str
    title: str
    lead: str
    service: str
    operation: str
    columns: tuple[Column, ...]
    reads: tuple[str, ...]
    changes: tuple[str, ...]
    add: Callable[[Desk], Action] | None = None
    edit: Callable[[Desk, Mapping[str, Any]], Action] | None = None
    rows: tuple[Action, ...] = ()
    asks: tuple[Question, ...] = ()
    filters: Form = NOTHING
    key: str = "id"
    once: tuple[str, ...] = ()
    once_hint: str = ""
    sheet: str = ""

    @property
    def address(self) -> str:
        return f"{BASE}/{self.slug}"


def units_of(desk: Desk) -> Options:
    """All units, for a list to choose from."""
    return [(unit["id"], unit["name"]) for unit in every(desk, "registry", "list_units")]


class RegisterPages:
    """The pages of one register."""

    def __init__(self, desk: Desk, register: Register) -> None:
        self._desk = desk
        self._register = register

    def index(self, failed: Action | None = None, at: str = "") -> Response:
        register, identity = self._register, require(self._desk).identity
        identity.require(*register.reads)
        return list_page(
            self._desk,
            "settings/register.html",
            register.service,
            register.operation,
            register.filters,
            register=register,
            changes=identity.has(*register.changes),
            names=self._names(),
            failed=failed,
            at=at,
        )

    def new(self) -> AnyResponse:
        assert self._register.add is not None
        return self._form(self._register.add(self._desk), {}, f"{self._register.address}/new")

    def edit(self, key: str) -> AnyResponse:
        assert self._register.edit is not None
        thing = self._find(key)
        action = self._register.edit(self._desk, thing)
        path = {self._register.key: key}
        return self._form(action, path, f"{self._register.address}/{key}", thing.get("version"))

    def ask(self, key: str, name: str) -> AnyResponse:
        """A form about one thing, on a page of its own."""
        thing = self._find(key)
        action = next(one.action for one in self._register.asks if one.name == name)(self._desk, thing)
        called = str(thing[self._register.columns[0].path])
        return self._form(action, {"id": key}, f"{self._register.address}/{key}/{name}", thing.get("version"), called)

    def act(self, key: str, name: str) -> AnyResponse:
        action = next((found for found in self._register.rows if found.name == name), None)
        if action is None:
            raise NoSuchPage()
        address = self._register.address
        return perform(self._desk, action, {"id": key}, lambda _: address, lambda failed: self.index(failed, key))

    def _form(
        self, action: Action, path: dict[str, str], address: str, version: object = None, lead_text: str = ""
    ) -> AnyResponse:
        def show(shown: Action) -> Response:
            require(self._desk).identity.require(*self._register.changes)
            back = self._register.address
            return form_page(shown, address, self._register.title, lead_text or self._register.lead, back, version)

        if request.method == "GET":
            return show(action)
        if action.preview and PREVIEW in request.form:
            return self._preview(action, path, show)
        answered: dict[str, Any] = {}

        def lead(answer: Any) -> str:
            answered.update({name: answer[name] for name in self._register.once if name in answer})
            return self._register.address

        response = perform(self._desk, action, path, lead, show)
        return page("settings/once.html", register=self._register, answered=answered) if answered else response

    def _preview(self, action: Action, path: dict[str, str], show: Callable[[Action], Response]) -> Response:
        try:
            return show(action.seen(carry_out(self._desk, action.previewing(), path)["text"]))
        except InputInvalid as error:
            response = show(action.failed(error))
            response.status_code = error.status
            return response

    def _find(self, key: str) -> Mapping[str, Any]:
        """The thing itself, from the list that it stands in."""
        found = every(self._desk, self._register.service, self._register.operation)
        thing = next((item for item in found if str(item[self._register.key]) == key), None)
        if thing is None:
            raise NoSuchPage()
        return dict(thing)

    def _names(self) -> dict[str, str]:
        kinds = {column.kind for column in self._register.columns}
        names = units_of(self._desk) if kinds & {"unit", "roles"} else []
        return dict([*names, *(self._people() if "people" in kinds else [])])

    def _people(self) -> Options:
        """Everybody of a small college; of a large one at least those who are on duty rotas."""
        return [*people_of(self._desk), *people_of(self._desk, "duty"), *people_of(self._desk, "officer")]


def hub(desk: Desk, registers: tuple[tuple[str, tuple[Register, ...]], ...]) -> Response:
    """All registers that concern the reader."""
    identity = require(desk).identity
    groups = [(title, [r for r in found if identity.has(*r.reads)]) for title, found in registers]
    return page("settings/hub.html", groups=[group for group in groups if group[1]], identity=identity)


def install_register(app: Flask, desk: Desk, register: Register) -> None:
    """Add the addresses of one register."""
    pages = RegisterPages(desk, register)
    name, address, both = f"settings_{register.slug}", register.address, ["GET", "POST"]
    app.add_url_rule(address, name, pages.index)
    if register.add:
        app.add_url_rule(f"{address}/new", f"{name}_new", pages.new, methods=both)
    if register.edit:
        app.add_url_rule(f"{address}/<key>", f"{name}_edit", pages.edit, methods=both)
    for one in register.asks:
        app.add_url_rule(
            f"{address}/<key>/{one.name}", f"{name}_{one.name}", pages.ask, methods=both, defaults={"name": one.name}
        )
    if register.rows:
        app.add_url_rule(f"{address}/<key>/<name>", f"{name}_act", pages.act, methods=["POST"])
