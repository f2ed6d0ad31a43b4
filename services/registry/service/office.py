"""Fills the handlers' `Office` with the real stores, vault and passwords. The command line and generators use it too."""

from __future__ import annotations

import base64
from typing import Any

from services.kit.api import Service, Work
from services.kit.settings import Settings
from services.kit.vault import vault_of
from services.registry import storage
from services.registry.domain.people import Person
from services.registry.handlers import people
from services.registry.handlers.office import Office
from services.registry.names import read_name
from services.registry.passwords import Argon2Passwords


def office_for(work: Work, settings: Settings) -> Office:
    """Everything a handler works with, over the open unit of work."""
    session = work.session
    return Office(
        work=work,
        units=storage.SqlUnits(session),
        people=storage.SqlPeople(session),
        applications=storage.SqlApplications(session),
        accounts=storage.SqlAccounts(session),
        names=storage.SqlNames(session),
        changes=storage.SqlChanges(session),
        annual=storage.SqlAnnual(session),
        attachments=storage.SqlAttachments(session),
        access=storage.SqlAccess(session),
        options=storage.SqlOptions(session),
        handovers=storage.SqlHandovers(session),
        sightings=storage.SqlSightings(session),
        personal_accounts=storage.SqlPersonalAccounts(session),
        years=storage.SqlYears(session),
        traces=storage.SqlTraces(session),
        vault=vault_of(settings.secret),
        passwords=Argon2Passwords(),
        read_name=read_name,
        file_prefix=settings.file_prefix,
        college=(settings.college, settings.college_short),
    )


def create_first_admin(work: Work, settings: Settings, username: str, password: str, name: str) -> Person:
    """For the command line: the first administrator. Raises `StateConflict` where there is one, `InputInvalid` for bad input."""
    return people.create_first_admin(office_for(work, settings), username, password, name)


def named_units(office: Office, dumped: list[dict[str, Any]]) -> None:
    """Put the names of units beside their ids, with one statement for all."""
    names = office.units.many({one["unit_id"] for one in dumped})
    for one in dumped:
        unit = names.get(one["unit_id"])
        one["unit_name"] = unit.name if unit else ""


def named_accounts(office: Office, dumped: list[dict[str, Any]]) -> None:
    """Put the names of accounts beside their ids, with one statement for all."""
    names = office.accounts.names({one["account_id"] for one in dumped})
    for one in dumped:
        one["account_name"] = names.get(one["account_id"], "")


def as_file(name: str, media_type: str, content: bytes) -> dict[str, str]:
    """What a `file` operation answers."""
    return {"name": name, "media_type": media_type, "base64": base64.b64encode(content).decode()}


class Desk(Service):
    """What the registry's groups of entrypoints share."""

    def office(self, work: Work) -> Office:
        return office_for(work, self.runtime.settings)
