"""What is kept of a person, as pages: who they are and hold, phone and number in full, the export, and the erasure of who has left.

Phones and numbers are shown only to those who need them and ask for them, and each look-up stands in the ledger.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask, Response
from werkzeug.exceptions import NotFound as NoSuchPage
from werkzeug.wrappers import Response as AnyResponse

from gateway.front import Desk
from gateway.pages.actions import Action, ask, perform, require, with_failed
from gateway.pages.rendering import page
from gateway.pages.settings.registers import units_of
from services.contracts.vocabulary import PROPAGANDA
from services.kit.identity import Identity

BASE = "/people"
ERASE = Action(
    "erase",
    "registry",
    "erase_person",
    "删除个人数据",
    "姓名、用户名、号码与登录信息已删除;经办记录以编号保留。",
    style="danger",
    warns="此人的姓名、用户名、号码与登录信息将被删除,不能恢复。",
)
RESET = Action(
    "second-factor",
    "registry",
    "reset_second_factor",
    "停用其两步验证",
    "已停用。请本人登录后重新启用。",
    style="plain",
)
ACTIONS = {action.name: action for action in (ERASE, RESET)}


def offered(found: Mapping[str, Any], identity: Identity) -> list[Action]:
    """What this person can do with somebody's data; the registry decides in the end."""
    if not identity.has("admin"):
        return []
    return [RESET] if found["active"] else [ERASE]


def may_read_contact(found: Mapping[str, Any], identity: Identity) -> bool:
    """Whether phone and number are shown to this person; the registry decides in the end."""
    needs = identity.id == found["id"] or identity.has("admin", *PROPAGANDA)
    return needs or identity.holds("responsible", found["unit_id"])


class PersonalPages:
    """The pages of people's data."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def show(self, person_id: str, failed: Action | None = None, contact: Mapping[str, Any] | None = None) -> Response:
        found = ask(self._desk, "registry", "get_person", {"id": person_id})
        identity = require(self._desk).identity
        return page(
            "person.html",
            found=found,
            contact=contact,
            may_read=may_read_contact(found, identity),
            may_export=identity.id == found["id"] or identity.has("admin"),
            actions=with_failed(offered(found, identity), failed),
            units=dict(units_of(self._desk)),
        )

    def contact(self, person_id: str) -> Response:
        return self.show(person_id, contact=ask(self._desk, "registry", "read_contact", {"id": person_id}))

    def act(self, person_id: str, name: str) -> AnyResponse:
        action = ACTIONS.get(name)
        if action is None:
            raise NoSuchPage()
        address = f"{BASE}/{person_id}"
        return perform(
            self._desk, action, {"id": person_id}, lambda _: address, lambda failed: self.show(person_id, failed)
        )

    def account_contacts(self, account_id: str) -> Response:
        found = ask(self._desk, "registry", "get_account", {"id": account_id})
        contacts = ask(self._desk, "registry", "account_contacts", {"id": account_id})
        return page("account_contacts.html", found=found, contacts=contacts)


def install(app: Flask, desk: Desk) -> None:
    """Add ``/people/…`` and ``/accounts/…/contacts``."""
    pages = PersonalPages(desk)
    app.add_url_rule(f"{BASE}/<person_id>", "person", pages.show)
    app.add_url_rule(f"{BASE}/<person_id>/contact", "person_contact", pages.contact)
    app.add_url_rule(f"{BASE}/<person_id>/<name>", "person_act", pages.act, methods=["POST"])
    app.add_url_rule("/accounts/<account_id>/contacts", "account_contacts", pages.account_contacts)
