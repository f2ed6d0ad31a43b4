"""Calls for Excel in and out; the command line imports through the same functions."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from marshmallow import Schema, ValidationError

from services.contracts.registry import sheet_shapes as shapes
from services.contracts.registry.filing_shapes import UploadBody
from services.contracts.registry.shapes import AccountQuery
from services.kit.api import Request, Work, command, query
from services.kit.calls import flatten
from services.registry.forms.words import CHANNELS, STATES
from services.registry.handlers import accounts, importing
from services.registry.handlers.office import Office
from services.registry.schemas import dump_account
from services.registry.service.names import decoded
from services.registry.service.office import Desk, named_units
from services.registry.sheets import XLSX, Line, column_of, read_lines, write_table

Import = Callable[[Office, Any, importing.Report], importing.Report]


class SheetCalls(Desk):
    """Entrypoints for tables."""

    @query
    def accounts_xlsx(self, work: Work, request: Request) -> dict[str, str]:
        content = accounts_workbook(self.office(work), request.query)
        return {"name": "在册平台.xlsx", "media_type": XLSX, "base64": base64.b64encode(content).decode()}

    @command
    def import_people(self, work: Work, request: Request) -> dict[str, Any]:
        return import_people(self.office(work), decoded(request.load(UploadBody())["base64"]))

    @command
    def import_accounts(self, work: Work, request: Request) -> dict[str, Any]:
        return import_accounts(self.office(work), decoded(request.load(UploadBody())["base64"]))


def accounts_workbook(office: Office, wanted: Mapping[str, str]) -> bytes:
    """The register as an Excel workbook: what the filters in `wanted` and one's rights leave."""
    return write_table("在册平台", shapes.EXPORTED, _all_accounts(office, AccountQuery().load(wanted)))


def import_people(office: Office, content: bytes) -> dict[str, Any]:
    """Take people in from an Excel or CSV file: ``{"accepted", "refused": [{"row", "column", "message"}]}``."""
    return _import(office, content, shapes.PEOPLE_COLUMNS, shapes.PersonLine(), importing.import_people)


def import_accounts(office: Office, content: bytes) -> dict[str, Any]:
    """Take accounts over that ran before, from an Excel or CSV file; the report as for people."""
    return _import(office, content, shapes.ACCOUNT_COLUMNS, shapes.AccountLine(), importing.import_accounts)


def _import(office: Office, content: bytes, columns: dict[str, str], schema: Schema, take: Import) -> dict[str, Any]:
    report = importing.Report()
    # Read only once the handler asks for the first row, which is after it has asked for the right.
    rows = (
        row for lines in (content,) for line in read_lines(lines, columns) if (row := _checked(line, schema, report))
    )
    take(office, rows, report)
    refused = [
        {"row": one["row"], "column": column_of(one["field"].split(".")[0], columns), "message": one["message"]}
        for one in sorted(report.refused, key=lambda one: one["row"])
    ]
    return {"accepted": report.accepted, "refused": refused}


def _checked(line: Line, schema: Schema, report: importing.Report) -> importing.Row | None:
    try:
        return importing.Row(line.number, schema.load(line.texts))
    except ValidationError as error:
        report.refuse(line.number, flatten(error.normalized_messages()))
        return None


def _all_accounts(office: Office, wanted: dict[str, Any]) -> list[list[Any]]:
    """Every account that the filters and one's rights leave, as rows."""
    rows: list[list[Any]] = []
    wanted = {**wanted, "limit": 200, "cursor": ""}
    while wanted["cursor"] is not None:
        page = accounts.list_accounts(office, wanted, partial(dump_account, vault=office.vault))
        named_units(office, page["items"])
        rows += [_row(one) for one in page["items"]]
        wanted["cursor"] = page["next_cursor"]
    return rows


def _row(one: dict[str, Any]) -> list[Any]:
    return [
        one["file_number"],
        one["name"],
        CHANNELS[one["channel"]],
        one["handle"],
        one["tier"],
        one["unit_name"],
        STATES[one["status"]],
        one["responsible_person"]["name"],
        one["purpose"],
        one["update_frequency"],
        one["approved_at"][:10],
        one["late_filings"],
    ]
