"""Calls for Excel in and out; the command line imports through the same functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from marshmallow import Schema, ValidationError

from services.contracts.registry import sheet_shapes as shapes
from services.contracts.registry.filing_shapes import UploadBody
from services.contracts.registry.people_shapes import PeopleQuery
from services.contracts.registry.shapes import AccountQuery
from services.kit.api import Request, Work, command, query
from services.kit.calls import flatten
from services.registry.domain.people import Person
from services.registry.forms.words import CHANNELS, STATES
from services.registry.handlers import accounts, importing, people, units
from services.registry.handlers.office import Office
from services.registry.handlers.personal import contact_of
from services.registry.schemas import dump_account, dump_person, dump_unit
from services.registry.service.names import decoded
from services.registry.service.office import Desk, as_file, named_units
from services.registry.sheets import XLSX, Line, column_of, read_lines, write_table

Import = Callable[[Office, Any, importing.Report], importing.Report]


class SheetCalls(Desk):
    """Entrypoints for tables."""

    @query
    def accounts_xlsx(self, work: Work, request: Request) -> dict[str, str]:
        return as_file("在册平台.xlsx", XLSX, accounts_workbook(self.office(work), request.query))

    @command
    def import_people(self, work: Work, request: Request) -> dict[str, Any]:
        return import_people(self.office(work), decoded(request.load(UploadBody())["base64"]))

    @command
    def import_units(self, work: Work, request: Request) -> dict[str, Any]:
        return import_units(self.office(work), decoded(request.load(UploadBody())["base64"]))

    @command
    def people_xlsx(self, work: Work, request: Request) -> dict[str, str]:
        return as_file("人员.xlsx", XLSX, people_workbook(self.office(work)))

    @query
    def units_xlsx(self, work: Work, request: Request) -> dict[str, str]:
        return as_file("单位.xlsx", XLSX, units_workbook(self.office(work)))

    @command
    def import_accounts(self, work: Work, request: Request) -> dict[str, Any]:
        return import_accounts(self.office(work), decoded(request.load(UploadBody())["base64"]))


def accounts_workbook(office: Office, wanted: Mapping[str, str]) -> bytes:
    """The register as an Excel workbook: what the filters in `wanted` and one's rights leave."""
    return write_table("在册平台", shapes.EXPORTED, _all_accounts(office, AccountQuery().load(wanted)))


def people_workbook(office: Office) -> bytes:
    """People as a workbook that can be imported again: numbers and phones in full for the administrator, masked for others."""
    return write_table("人员", list(shapes.PEOPLE_COLUMNS), _all_people(office))


def units_workbook(office: Office) -> bytes:
    """The tree of units as a workbook that can be imported again: parents before children."""
    found = _all(
        PeopleQuery(), lambda wanted: units.list_units(office, {**wanted, "kind": "", "parent_id": ""}, dump_unit)
    )
    names = {one["id"]: one["name"] for one in found}
    rows = [
        [one["name"], one["kind"], names.get(one["parent_id"], "")]
        for one in sorted(found, key=lambda u: len(u["path"]))
    ]
    return write_table("单位", list(shapes.UNIT_COLUMNS), rows)


def import_units(office: Office, content: bytes) -> dict[str, Any]:
    """Take units in, those above before those below; the report as for people."""
    return _import(office, content, shapes.UNIT_COLUMNS, shapes.UnitLine(), importing.import_units)


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


def _all(schema: Schema, ask: Callable[[dict[str, Any]], dict[str, Any]]) -> list[dict[str, Any]]:
    """Every item of a list, page by page."""
    found: list[dict[str, Any]] = []
    wanted = {**schema.load({}), "limit": 200, "cursor": ""}
    while wanted["cursor"] is not None:
        page = ask(wanted)
        found += page["items"]
        wanted["cursor"] = page["next_cursor"]
    return found


def _all_accounts(office: Office, asked: dict[str, Any]) -> list[list[Any]]:
    """Every account that the filters and one's rights leave, as rows."""
    dump = partial(dump_account, vault=office.vault)
    found = _all(
        AccountQuery(), lambda wanted: accounts.list_accounts(office, {**wanted, **asked, **_place(wanted)}, dump)
    )
    named_units(office, found)
    return [_row(one) for one in found]


def _place(wanted: dict[str, Any]) -> dict[str, Any]:
    return {name: wanted[name] for name in ("limit", "cursor")}


def _all_people(office: Office) -> list[list[Any]]:
    in_full = office.identity.has("admin")

    def dump(person: Person) -> dict[str, Any]:
        return {**dump_person(person, office.vault), **(contact_of(office, person) if in_full else {})}

    found = _all(PeopleQuery(), lambda wanted: people.export_people(office, wanted, dump))
    named_units(office, found)
    names = {id_: unit.name for id_, unit in office.units.many(_units_of(found)).items()}
    return [
        [one["username"], one["name"], one["unit_name"], one["number"], one["phone"], _roles(one, names)]
        for one in found
    ]


def _units_of(found: list[dict[str, Any]]) -> set[str]:
    return {held["unit_id"] for one in found for held in one["roles"] if held["unit_id"]}


def _roles(one: dict[str, Any], names: dict[str, str]) -> str:
    """Roles as a row of people holds them."""
    held = [
        role["role"] if role["unit_id"] in ("", one["unit_id"]) else f"{role['role']}@{names.get(role['unit_id'], '')}"
        for role in one["roles"]
    ]
    return "、".join(held)


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
