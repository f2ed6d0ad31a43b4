"""Calls about personal data. Reading is a command too: each look-up is written to the ledger."""

from __future__ import annotations

from typing import Any

from services.kit.api import Request, Work, command
from services.registry.handlers import personal
from services.registry.schemas import dump_person
from services.registry.service.office import Desk


class PersonalCalls(Desk):
    """Entrypoints for contacts in full, export and erasure."""

    @command
    def read_contact(self, work: Work, request: Request) -> dict[str, Any]:
        return dict(personal.read_contact(self.office(work), request.path["id"]))

    @command
    def export_person(self, work: Work, request: Request) -> dict[str, Any]:
        return personal.export_person(self.office(work), request.path["id"])

    @command
    def erase_person(self, work: Work, request: Request) -> dict[str, Any]:
        office = self.office(work)
        person = personal.erase_person(office, request.path["id"])
        work.session.flush()
        return dump_person(person, office.vault)
