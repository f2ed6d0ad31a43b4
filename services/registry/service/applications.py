"""Calls about applications (附件1)."""

from __future__ import annotations

from typing import Any

from services.contracts.registry import shapes as shapes
from services.kit.api import Deadline, Request, Work, command, due, query
from services.registry.domain.applications import Application
from services.registry.domain.units import responsible_office
from services.registry.handlers import deciding, drafting, handovers
from services.registry.handlers.office import Office
from services.registry.schemas import dump_application, dump_attachment, dump_differences, dump_move
from services.registry.service.office import Desk, named_units


class ApplicationCalls(Desk):
    """Entrypoints for drafting, submitting, endorsing and deciding."""

    @query
    def list_applications(self, work: Work, request: Request) -> dict[str, Any]:
        office = self.office(work)
        asked = request.load_query(shapes.ApplicationQuery())
        found = drafting.list_applications(
            office, asked, lambda a: dump_application(a, office.vault, work.identity.id, work.now)
        )
        named_units(office, found["items"])
        return found

    @query
    def get_application(self, work: Work, request: Request) -> dict[str, Any]:
        office = self.office(work)
        return _whole(office, drafting.get_application(office, request.path["id"]))

    @command
    def create_application(self, work: Work, request: Request) -> dict[str, Any]:
        office = self.office(work)
        return self._saved_application(work, office, drafting.create_application(office, _form(request)))

    @command
    def update_application(self, work: Work, request: Request) -> dict[str, Any]:
        office = self.office(work)
        return self._saved_application(
            work, office, drafting.update_application(office, request.path["id"], _form(request))
        )

    @command
    def submit_application(self, work: Work, request: Request) -> dict[str, Any]:
        office = self.office(work)
        return self._saved_application(work, office, deciding.submit_application(office, request.path["id"]))

    @command
    def endorse_application(self, work: Work, request: Request) -> dict[str, Any]:
        office = self.office(work)
        return self._saved_application(work, office, deciding.endorse_application(office, request.path["id"]))

    @command
    def approve_application(self, work: Work, request: Request) -> dict[str, Any]:
        office = self.office(work)
        asked = request.load(shapes.DecisionBody())
        return self._saved_application(
            work, office, deciding.approve_application(office, request.path["id"], asked["comment"])
        )

    @command
    def return_application(self, work: Work, request: Request) -> dict[str, Any]:
        office = self.office(work)
        asked = request.load(shapes.RefusalBody())
        return self._saved_application(work, office, deciding.return_application(office, request.path["id"], **asked))

    @command
    def reject_application(self, work: Work, request: Request) -> dict[str, Any]:
        office = self.office(work)
        asked = request.load(shapes.RefusalBody())
        return self._saved_application(work, office, deciding.reject_application(office, request.path["id"], **asked))

    @command
    def withdraw_application(self, work: Work, request: Request) -> dict[str, Any]:
        office = self.office(work)
        return self._saved_application(work, office, deciding.withdraw_application(office, request.path["id"]))

    @command
    def take_over_application(self, work: Work, request: Request) -> dict[str, Any]:
        office = self.office(work)
        return self._saved_application(work, office, handovers.take_over_application(office, request.path["id"]))

    @due(drafting.WAITING)
    def remind_of_waiting(self, work: Work, deadline: Deadline) -> None:
        drafting.remind_of_waiting(self.office(work), deadline.subject)

    def _saved_application(self, work: Work, office: Office, application: Application) -> dict[str, Any]:
        work.session.flush()
        return _whole(office, application)


def _form(request: Request) -> dict[str, Any]:
    form: dict[str, Any] = request.load(shapes.DraftBody())
    return {**form, "duplicate_reason": form["duplicate_reason"] or ""}


def _whole(office: Office, application: Application) -> dict[str, Any]:
    dumped = dump_application(application, office.vault, office.identity.id, office.work.now)
    named_units(office, [dumped])
    unit = office.units.get(application.unit_id)
    dumped["responsible_office"] = responsible_office(unit.kind if unit else "")
    dumped["responsible_fits"] = deciding.responsible_fits(office, application)
    dumped["applicant_left"] = any(task.kind == "application" for task in office.handovers.open_of(application.id))
    dumped["differences"] = dump_differences(drafting.resubmission(office, application))
    dumped["moves"] = [dump_move(move) for move in office.applications.moves(application.id)]
    dumped["attachments"] = [dump_attachment(one) for one in office.attachments.of(application.id)]
    return dumped
