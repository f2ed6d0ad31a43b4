"""Calls about an account's life beside its forms: settings, handovers, sightings, personal accounts, dormancy."""

from __future__ import annotations

from typing import Any

from services.contracts.registry import life_shapes as shapes
from services.contracts.registry.shapes import ReasonBody
from services.kit.api import Deadline, Request, Work, command, due, query
from services.registry.domain.personal_accounts import PersonalAccount
from services.registry.handlers import dormancy, handovers, personal, personal_accounts, setting, sightings
from services.registry.schemas import dump_handover, dump_personal_account, dump_sighting
from services.registry.schemas.people import dump_check
from services.registry.service.office import Desk, named_units


class LifeCalls(Desk):
    """Entrypoints for settings, handovers, sightings, personal accounts and dormancy."""

    @query
    def get_options(self, work: Work, request: Request) -> dict[str, Any]:
        return setting.get_options(self.office(work)).values

    @command
    def set_options(self, work: Work, request: Request) -> dict[str, Any]:
        return setting.set_options(self.office(work), request.load(shapes.OptionsBody())).values

    @query
    def list_handovers(self, work: Work, request: Request) -> dict[str, Any]:
        office = self.office(work)
        found = handovers.list_handovers(office, request.load_query(shapes.HandoverQuery()), dump_handover)
        named_units(office, found["items"])
        return found

    @command
    def account_contacts(self, work: Work, request: Request) -> dict[str, Any]:
        return personal.account_contacts(self.office(work), request.path["id"])

    @command
    def file_sighting(self, work: Work, request: Request) -> dict[str, Any]:
        found = sightings.file_sighting(self.office(work), request.load(shapes.SightingBody()))
        work.session.flush()
        return dump_sighting(found)

    @query
    def list_sightings(self, work: Work, request: Request) -> dict[str, Any]:
        return sightings.list_sightings(self.office(work), request.load_query(shapes.SightingQuery()), dump_sighting)

    @query
    def get_sighting(self, work: Work, request: Request) -> dict[str, Any]:
        return dump_sighting(sightings.get_sighting(self.office(work), request.path["id"]))

    @command
    def handle_sighting(self, work: Work, request: Request) -> dict[str, Any]:
        asked = request.load(shapes.OutcomeBody())
        found = sightings.handle_sighting(self.office(work), request.path["id"], **asked)
        work.session.flush()
        return dump_sighting(found)

    @query
    def list_personal_accounts(self, work: Work, request: Request) -> dict[str, Any]:
        office = self.office(work)
        asked = request.load_query(shapes.PersonalAccountQuery())
        found = personal_accounts.list_personal_accounts(office, asked, dump_personal_account)
        named_units(office, found["items"])
        return found

    @query
    def get_personal_account(self, work: Work, request: Request) -> dict[str, Any]:
        return self._personal(work, personal_accounts.get_personal_account(self.office(work), request.path["id"]))

    @command
    def add_personal_account(self, work: Work, request: Request) -> dict[str, Any]:
        asked = request.load(shapes.PersonalAccountBody())
        return self._personal(work, personal_accounts.add_personal_account(self.office(work), asked))

    @command
    def check_personal_account(self, work: Work, request: Request) -> dict[str, Any]:
        asked = request.load(shapes.CheckBody())
        return self._personal(
            work, personal_accounts.check_personal_account(self.office(work), request.path["id"], **asked)
        )

    @command
    def remove_personal_account(self, work: Work, request: Request) -> dict[str, Any]:
        reason = request.load(ReasonBody())["reason"]
        return self._personal(
            work, personal_accounts.remove_personal_account(self.office(work), request.path["id"], reason)
        )

    @due(handovers.REMINDER)
    def remind_of_handover(self, work: Work, deadline: Deadline) -> None:
        handovers.remind(self.office(work), deadline.subject)

    @due(handovers.OVERDUE)
    def mark_handover_overdue(self, work: Work, deadline: Deadline) -> None:
        handovers.mark_overdue(self.office(work), deadline.subject)

    @due(dormancy.SILENCE)
    def judge_silence(self, work: Work, deadline: Deadline) -> None:
        dormancy.judge_silence(self.office(work), deadline.subject)

    @due(dormancy.RECOUNT)
    def recount_dormancy(self, work: Work, deadline: Deadline) -> None:
        dormancy.recount(self.office(work), deadline.subject, deadline.payload.get("after", ""))

    def _personal(self, work: Work, account: PersonalAccount) -> dict[str, Any]:
        work.session.flush()
        office = self.office(work)
        dumped = dump_personal_account(account)
        named_units(office, [dumped])
        dumped["checks"] = [dump_check(one) for one in office.personal_accounts.checks(account.id)]
        return dumped
