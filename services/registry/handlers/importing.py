"""Rows of people and of accounts that were registered before: each row whole or not at all, each refusal with row and column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from services.contracts.errors import InputInvalid, XinmeiError
from services.registry.domain.accounts import handle_key
from services.registry.domain.applications import Application
from services.registry.domain.rights import require
from services.registry.domain.units import Unit, check_tier
from services.registry.handlers.deciding import account_of, tell_approved
from services.registry.handlers.dormancy import recount_after
from services.registry.handlers.drafting import PURPOSE, announce_move, manager_of, note_move, sealed
from services.registry.handlers.office import Office
from services.registry.handlers.people import create_person
from services.registry.handlers.units import create_unit


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
    """Make a person of each row. Administrator only. `unit` holds a unit's name; roles are held in it.

    Who is known already is read once for all rows; a row is refused before anything of it is written.
    """
    office.identity.require("admin")
    wanted = list(rows)
    numbers = {row.fields["number"] for row in wanted}
    indexes = {index for number in numbers for index in office.vault.indexes(number, "person.number")}
    office.people.foresee({row.fields["username"] for row in wanted}, indexes)
    unit_named = _finder(office)

    def make(fields: dict[str, Any]) -> None:
        unit = unit_named(fields.pop("unit"))
        roles = [
            {"role": one["role"], "unit_id": unit_named(one["unit"], "roles").id if one["unit"] else unit.id}
            for one in fields.pop("roles")
        ]
        create_person(office, unit_id=unit.id, roles=roles, **fields)

    _each(wanted, report, make)
    return _recorded(office, report, "people.imported")


def import_units(office: Office, rows: Iterable[Row], report: Report) -> Report:
    """Make a unit of each row, under one that exists or stands above it in the file. Administrator only."""
    office.identity.require("admin")
    unit_named = _finder(office)

    def make(fields: dict[str, Any]) -> None:
        parent = unit_named(fields["parent"], "parent") if fields["parent"] else None
        create_unit(office, name=fields["name"], kind=fields["kind"], parent_id=parent.id if parent else "")

    _each(rows, report, make)
    return _recorded(office, report, "units.imported")


def import_accounts(office: Office, rows: Iterable[Row], report: Report) -> Report:
    """Take accounts over that ran before this register. The director's import is their approval (article 7).

    Every row is judged first; what is left is written together, so that file numbers have no gap.
    """
    require(office.identity.has("director"), "导入平台须由宣传统战部负责人进行。", "The director imports accounts.")
    wanted = list(rows)
    taken = office.accounts.taken({(row.fields["channel"], handle_key(row.fields["handle"])) for row in wanted})
    unit_named, ready = _finder(office), list[Application]()

    def make(fields: dict[str, Any]) -> None:
        unit = unit_named(fields.pop("unit"))
        check_tier(fields["tier"], unit)
        place = fields["channel"], handle_key(fields["handle"])
        if place in taken:
            raise InputInvalid({"handle": ["该账号已在册。 This handle is registered already."]})
        ready.append(_application(office, unit, fields))
        taken.add(place)

    _each(wanted, report, make)
    _take_over(office, ready)
    return _recorded(office, report, "accounts.imported")


def _each(rows: Iterable[Row], report: Report, make: Callable[[dict[str, Any]], None]) -> None:
    for row in rows:
        try:
            make(dict(row.fields))
        except InputInvalid as error:
            report.refuse(row.number, error.errors)
        except XinmeiError as error:
            report.refuse(row.number, {"_": [f"{error.zh} {error.en}"]})
        else:
            report.accepted += 1


def _recorded(office: Office, report: Report, action: str) -> Report:
    office.work.record(action, "import", accepted=report.accepted, refused=len({one["row"] for one in report.refused}))
    return report


def _application(office: Office, unit: Unit, fields: dict[str, Any]) -> Application:
    """The application that an account which ran before never had, approved by who imports it."""
    who, now = office.identity, office.work.now
    return Application(
        id=office.work.new_id(),
        applicant_id=who.id,
        applicant_name=who.name,
        unit_id=unit.id,
        faculty_id=manager_of(office, unit).id,
        created_at=now,
        submitted_at=now,
        decided_at=now,
        decided_by=who.id,
        state="approved",
        **sealed(office, fields),
    )


def _take_over(office: Office, ready: list[Application]) -> None:
    """Number, write and announce them, few statements for all."""
    before = office.work.new_id()
    year = office.today.year
    counts = Counter(application.tier for application in ready)
    numbers = {tier: count(office.accounts.take_numbers(year, tier, counts[tier])) for tier in sorted(counts)}
    operators = _operators(office, ready)
    made = [account_of(office, one, next(numbers[one.tier]), operators[one.id]) for one in ready]
    office.applications.add(*ready)
    office.accounts.add(*made)
    for application, account in zip(ready, made, strict=True):
        note_move(office, application, "imported")
        announce_move(office, application, "approved")
        tell_approved(office, account)
    if made:
        recount_after(office, before)


def _operators(office: Office, ready: list[Application]) -> dict[str, list[str]]:
    """Who is known by number of each application's administrators, read once for all."""
    sealed_numbers = {one["number"] for application in ready for one in application.administrators}
    opened = {text: office.vault.open(text, PURPOSE) for text in sealed_numbers}
    indexes = {text: office.vault.indexes(number, "person.number") for text, number in opened.items()}
    office.people.foresee((), {index for found in indexes.values() for index in found})
    return {
        application.id: [
            person.id
            for one in application.administrators
            for person in office.people.by_numbers(indexes[one["number"]])
        ]
        for application in ready
    }


def _finder(office: Office) -> Callable[..., Unit]:
    """Finds units by name, each asked for once. Raises `InputInvalid` where there is none."""
    known: dict[str, Unit] = {}

    def find(name: str, field: str = "unit") -> Unit:
        unit = known.get(name) or office.units.named(name)
        if unit is None:
            raise InputInvalid({field: ["没有此单位。 There is no such unit."]})
        return known.setdefault(name, unit)

    return find
