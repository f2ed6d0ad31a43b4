"""Calls about changes (附件2) and what still has to be filed."""

from __future__ import annotations

from functools import partial
from typing import Any

from marshmallow import ValidationError

from services.contracts.registry import filing_shapes as shapes
from services.contracts.registry.life_shapes import SideBody
from services.kit.api import Deadline, Request, Work, command, due, query
from services.registry.domain.changes import Change
from services.registry.handlers import changes, filings
from services.registry.schemas import dump_change, dump_filing
from services.registry.service.office import Desk, named_accounts

PLAIN = {"rename": "name", "handle": "handle", "migrate": "handle"}


class ChangeCalls(Desk):
    """Entrypoints for changes and filings."""

    @command
    def file_change(self, work: Work, request: Request) -> dict[str, Any]:
        asked = request.load(shapes.ChangeBody())
        asked["after"] = _after(asked["kind"], asked["after"])
        return self._saved_change(work, changes.file_change(self.office(work), request.path["id"], **asked))

    @command
    def accept_change(self, work: Work, request: Request) -> dict[str, Any]:
        return self._saved_change(work, changes.accept_change(self.office(work), request.path["id"]))

    @command
    def confirm_handover(self, work: Work, request: Request) -> dict[str, Any]:
        side = request.load(SideBody())["side"]
        return self._saved_change(work, changes.confirm_handover(self.office(work), request.path["id"], side))

    @command
    def return_change(self, work: Work, request: Request) -> dict[str, Any]:
        comment = request.load(shapes.ReturnBody())["comment"]
        return self._saved_change(work, changes.return_change(self.office(work), request.path["id"], comment))

    @query
    def get_change(self, work: Work, request: Request) -> dict[str, Any]:
        office = self.office(work)
        change = changes.get_change(office, request.path["id"])
        return {**dump_change(change, office.vault), "awaits_you": changes.sides_to_confirm(office, change)}

    @query
    def list_changes(self, work: Work, request: Request) -> dict[str, Any]:
        office = self.office(work)
        asked = request.load_query(shapes.ChangeQuery())
        found = changes.list_changes(office, asked, partial(dump_change, vault=office.vault))
        named_accounts(office, found["items"])
        return found

    @query
    def account_changes(self, work: Work, request: Request) -> dict[str, Any]:
        office = self.office(work)
        asked = request.load_query(shapes.ChangeQuery())
        return changes.account_changes(office, request.path["id"], asked, partial(dump_change, vault=office.vault))

    @command
    def notice_change(self, work: Work, request: Request) -> dict[str, Any]:
        asked = request.load(shapes.NoticeBody())
        return dump_filing(filings.notice_change(self.office(work), request.path["id"], **asked))

    @query
    def list_filings(self, work: Work, request: Request) -> dict[str, Any]:
        office = self.office(work)
        found = filings.list_filings(office, request.load_query(shapes.FilingQuery()), dump_filing)
        named_accounts(office, found["items"])
        return found

    @due(filings.REMINDER)
    def remind_of_filing(self, work: Work, deadline: Deadline) -> None:
        filings.remind(self.office(work), deadline.subject)

    @due(filings.OVERDUE)
    def mark_filing_overdue(self, work: Work, deadline: Deadline) -> None:
        filings.mark_overdue(self.office(work), deadline.subject)

    def _saved_change(self, work: Work, change: Change) -> dict[str, Any]:
        work.session.flush()
        return dump_change(change, self.office(work).vault)


def _after(kind: str, after: Any) -> dict[str, Any]:
    """What `after` holds for this kind, checked; its errors are named ``after.…``."""
    if isinstance(after, str) and kind in PLAIN:
        after = {PLAIN[kind]: after}
    try:
        loaded: dict[str, Any] = shapes.AFTER[kind]().load({} if after is None else after)
    except ValidationError as error:
        raise ValidationError({"after": error.normalized_messages()}) from error
    return loaded
