"""Incidents (不良信息处置): the list, reporting one, and one with its evidence, timeline, takedowns and what is to be done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import NotFound as NoSuchPage
from werkzeug.wrappers import Response as AnyResponse

from gateway.api.views import as_download
from gateway.front import Desk
from gateway.pages.actions import Action, ask, perform, require, with_failed
from gateway.pages.forms import Field, form
from gateway.pages.incident_actions import (
    ACTIONS,
    CHECK,
    DONE,
    HANDLES,
    NEW,
    OUTCOME,
    ROWS,
    merge_action,
    offered,
    set_action,
)
from gateway.pages.listing import list_page
from gateway.pages.people import Prepare, person_field
from gateway.pages.rendering import form_page, page
from services.contracts.errors import XinmeiError
from services.kit.identity import Identity

BASE = "/incidents"
FILTERS = form(
    Field("state", "状态", "select", options="incident_state", longest=20),
    Field("severity", "等级", "select", options="severity", longest=3),
)


class IncidentPages:
    """The pages of incidents."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def index(self) -> Response:
        return list_page(self._desk, "incidents.html", "alerts", "list_incidents", FILTERS)

    def show(self, incident_id: str, failed: Action | None = None) -> Response:
        found = ask(self._desk, "alerts", "show_incident", {"id": incident_id})
        identity = require(self._desk).identity
        actions = [*offered(found, identity), *self._more(found, identity)]
        row = str((request.view_args or {}).get("row_id", ""))
        return page(
            "incident.html",
            found=found,
            identity=identity,
            actions=actions if row else with_failed(actions, failed),
            rows={"done": DONE, "check": CHECK, "outcome": OUTCOME},
            failed=failed if row else None,
            failed_id=row,
            handles=identity.has(*HANDLES),
        )

    def _more(self, found: Mapping[str, Any], identity: Identity) -> list[Action]:
        """What needs lists to choose from: merging, and actions with an owner."""
        if not identity.has(*HANDLES) or found["merged_into"]:
            return []
        more = [set_action(*self._owner(identity))]
        if found["state"] != "closed":
            listed = ask(self._desk, "alerts", "list_incidents", open="true", limit="50")["items"]
            others = [other for other in listed if other["id"] != found["id"]]
            more += [merge_action(others)] if others else []
        return more

    def _owner(self, identity: Identity) -> tuple[Field, Prepare]:
        """Who can be given something to do: everyone, where the register shows them to the reader."""
        try:
            return person_field(self._desk, "owner_id", "负责人")
        except XinmeiError:
            return Field("owner_id", "负责人", "select", required=True, options=[(identity.id, identity.name)]), dict

    def act(self, incident_id: str, name: str) -> AnyResponse:
        action = self._filled(ACTIONS.get(name) or self._listed(name, incident_id), incident_id)
        address = f"{BASE}/{incident_id}"
        return perform(
            self._desk, action, {"id": incident_id}, lambda _: address, lambda failed: self.show(incident_id, failed)
        )

    def _listed(self, name: str, incident_id: str) -> Action | None:
        if name not in ("merge", "actions"):
            return None
        found = ask(self._desk, "alerts", "show_incident", {"id": incident_id})
        return next((one for one in self._more(found, require(self._desk).identity) if one.name == name), None)

    def _filled(self, action: Action | None, incident_id: str) -> Action:
        if action is None:
            raise NoSuchPage()
        if action.name == "own":
            return replace(action, fixed={"owner_id": require(self._desk).identity.id})
        if action.name == "takedowns":
            account_id = ask(self._desk, "alerts", "show_incident", {"id": incident_id})["account_id"]
            return replace(action, fixed={"account_id": account_id} if account_id else None)
        return action

    def act_on(self, incident_id: str, kind: str, row_id: str, name: str) -> AnyResponse:
        """Do something with a takedown or an action of an incident."""
        action = ROWS.get((kind, name))
        if action is None:
            raise NoSuchPage()
        address = f"{BASE}/{incident_id}"
        return perform(
            self._desk, action, {"id": row_id}, lambda _: address, lambda failed: self.show(incident_id, failed)
        )

    def fetch(self, evidence_id: str) -> Response:
        return as_download(ask(self._desk, "alerts", "fetch_evidence", {"id": evidence_id}))

    def new(self) -> AnyResponse:
        def show_form(action: Action) -> Response:
            require(self._desk)
            return form_page(
                action, BASE + "/new", "上报事件", "发现不当信息,先留存证据,再上报;值班员将收到提醒。", BASE
            )

        if request.method == "GET":
            return show_form(NEW)
        return perform(self._desk, NEW, {}, lambda answer: f"{BASE}/{answer['id']}", show_form)


def install(app: Flask, desk: Desk) -> None:
    """Add ``/incidents`` and what is below it."""
    pages = IncidentPages(desk)
    app.add_url_rule(BASE, "incidents", pages.index)
    app.add_url_rule(f"{BASE}/new", "incident_new", pages.new, methods=["GET", "POST"])
    app.add_url_rule(f"{BASE}/<incident_id>", "incident", pages.show)
    app.add_url_rule(f"{BASE}/<incident_id>/<name>", "incident_act", pages.act, methods=["POST"])
    app.add_url_rule(f"{BASE}/<incident_id>/<kind>/<row_id>/<name>", "incident_row", pages.act_on, methods=["POST"])
    app.add_url_rule("/evidence/<evidence_id>", "evidence", pages.fetch)
