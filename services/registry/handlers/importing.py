"""Rows of people and of accounts that were registered before: each row whole or not at all, each refusal with row and column."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from services.contracts.errors import InputInvalid, XinmeiError
from services.registry.domain.accounts import handle_key
from services.registry.domain.applications import Application
from services.registry.domain.rights import require
from services.registry.domain.units import Unit, check_tier
from services.registry.handlers.deciding import open_account
from services.registry.handlers.drafting import manager_of, note_move, sealed, tell_move
from services.registry.handlers.office import Office
from services.registry.handlers.people import create_person


@dataclass(frozen=True)
class Row:
    """One row that was read and checked by itself."""

    number: int
    fields: dict[str, Any]


@dataclass
class Report:
    """What became of an import: how many rows are in, and each refused one with its column and why."""

    accepted: int = 0
    refused: list[dict[str, Any]] = field(default_factory=list)

    def refuse(self, row: int, errors: dict[str, list[str]]) -> None:
        for name, messages in errors.items():
            self.refused.append({"row": row, "field": name, "message": " ".join(messages)})


def import_people(office: Office, rows: Iterable[Row], report: Report) -> Report:
    """Make a person of each row. Administrator only. `unit` holds a unit's name; roles are held in it."""
    office.identity.require("admin")

    unit_named = _finder(office)

    def make(fields: dict[str, Any]) -> None:
        unit = unit_named(fields.pop("unit"))
        roles = [{"role": role, "unit_id": unit.id} for role in fields.pop("roles")]
        create_person(office, unit_id=unit.id, roles=roles, **fields)

    return _each(office, rows, report, make, "people.imported")


def import_accounts(office: Office, rows: Iterable[Row], report: Report) -> Report:
    """Take accounts over that ran before this register. The director's import is their approval (article 7)."""
    require(office.identity.has("director"), "导入平台须由宣传统战部负责人进行。", "The director imports accounts.")
    unit_named = _finder(office)

    def make(fields: dict[str, Any]) -> None:
        _take_over(office, unit_named(fields.pop("unit")), fields)

    return _each(office, rows, report, make, "accounts.imported")


def _each(
    office: Office, rows: Iterable[Row], report: Report, make: Callable[[dict[str, Any]], None], action: str
) -> Report:
    for row in rows:
        try:
            with office.work.savepoint():
                make(dict(row.fields))
        except InputInvalid as error:
            report.refuse(row.number, error.errors)
        except XinmeiError as error:
            report.refuse(row.number, {"_": [f"{error.zh} {error.en}"]})
        else:
            report.accepted += 1
    office.work.record(action, "import", accepted=report.accepted, refused=len({one["row"] for one in report.refused}))
    return report


def _take_over(office: Office, unit: Unit, fields: dict[str, Any]) -> None:
    check_tier(fields["tier"], unit)
    if office.accounts.at(fields["channel"], handle_key(fields["handle"])) is not None:
        raise InputInvalid({"handle": ["该账号已在册。 This handle is registered already."]})
    who, now = office.identity, office.work.now
    application = Application(
        id=office.work.new_id(),
        applicant_id=who.id,
        applicant_name=who.name,
        unit_id=unit.id,
        faculty_id=manager_of(office, unit).id,
        created_at=now,
        submitted_at=now,
        decided_at=now,
        decided_by=who.id,
        **sealed(office, fields),
    )
    office.applications.add(application)
    note_move(office, application, "imported")
    application.state = "approved"
    account = open_account(office, application, operated_by_applicant=False)
    application.account_id, application.file_number = account.id, account.file_number
    tell_move(office, application, "approved")


def _finder(office: Office) -> Callable[[str], Unit]:
    """Finds units by name, each asked for once. Raises `InputInvalid` where there is none."""
    named = cache(office.units.named)

    def find(name: str) -> Unit:
        unit = named(name)
        if unit is None:
            raise InputInvalid({"unit": ["没有此单位。 There is no such unit."]})
        return unit

    return find
