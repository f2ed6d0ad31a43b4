"""Tables in and out, as a page: units, people and accounts from Excel or CSV, with a line for every row that was refused."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response
from werkzeug.exceptions import NotFound as NoSuchPage

from gateway.front import Desk
from gateway.pages.actions import WORDS_OF_ERRORS, Action, carry_out, require, with_failed
from gateway.pages.forms import Field, form
from gateway.pages.rendering import page
from services.contracts.errors import XinmeiError
from services.contracts.registry.sheet_shapes import ACCOUNT_COLUMNS, PEOPLE_COLUMNS, UNIT_COLUMNS

ADDRESS = "/imports"
FILE = form(
    Field("file", "Excel 或 CSV 文件", "file", required=True, accept=".xlsx,.csv", help="首行为列名,最多 20000 行")
)
UNITS = Action("units", "registry", "import_units", "导入单位", "", FILE)
PEOPLE = Action("people", "registry", "import_people", "导入人员", "", FILE)
ACCOUNTS = Action("accounts", "registry", "import_accounts", "导入既有平台", "", FILE)
TABLES = (
    (UNITS, ("admin",), tuple(UNIT_COLUMNS), "/api/v1/units.xlsx"),
    (PEOPLE, ("admin",), tuple(PEOPLE_COLUMNS), "/api/v1/people.xlsx"),
    (ACCOUNTS, ("director",), tuple(ACCOUNT_COLUMNS), "/api/v1/accounts.xlsx"),
)
"""What comes in, who brings it, the headings of its table, and where the same goes out."""


class TablePages:
    """The page on which tables are handed in."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def index(self, failed: Action | None = None, report: dict[str, Any] | None = None, status: int = 200) -> Response:
        identity = require(self._desk).identity
        identity.require("admin", "director")
        mine = [row for row in TABLES if identity.has(*row[1])]
        actions = with_failed([row[0] for row in mine], failed)
        return page("imports.html", status, tables=mine, actions=actions, report=report)

    def act(self, name: str) -> Response:
        action = next((row[0] for row in TABLES if row[0].name == name), None)
        if action is None:
            raise NoSuchPage()
        try:
            return self.index(report=carry_out(self._desk, action, {}))
        except XinmeiError as error:
            if error.status not in WORDS_OF_ERRORS:
                raise
            return self.index(action.failed(error), status=error.status)


def install(app: Flask, desk: Desk) -> None:
    """Add ``/imports``."""
    pages = TablePages(desk)
    app.add_url_rule(ADDRESS, "imports", pages.index)
    app.add_url_rule(f"{ADDRESS}/<name>", "imports_act", pages.act, methods=["POST"])
