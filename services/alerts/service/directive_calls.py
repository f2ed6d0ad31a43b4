"""Calls about directives with their receipts, and freezes."""

from __future__ import annotations

from typing import Any

from services.alerts import schemas
from services.alerts.handlers import directives, freezes, reading
from services.contracts.alerts import shapes as shapes
from services.kit.api import Request, Work, command, query

Plain = dict[str, Any]


class DirectiveCalls:
    """What people ask about directives and freezes (article 12)."""

    @query
    def list_directives(self, work: Work, request: Request) -> Plain:
        return reading.page_directives(work, request.load_query(shapes.DirectiveQuery()), schemas.dump_directive)

    @command
    def issue_directive(self, work: Work, request: Request) -> Plain:
        found = directives.issue_directive(work, request.load(shapes.DirectiveOrder()))
        work.session.flush()
        return schemas.dump_directive(found)

    @query
    def show_directive(self, work: Work, request: Request) -> Plain:
        wanted = request.load_query(shapes.ReceiptQuery())
        return schemas.dump_whole_directive(*reading.show_directive(work, request.path["id"], wanted))

    @query
    def list_receipts(self, work: Work, request: Request) -> Plain:
        wanted = request.load_query(shapes.ReceiptQuery())
        _, rows, cursor = reading.show_directive(work, request.path["id"], wanted)
        return {"items": [schemas.dump_receipt(*row) for row in rows], "next_cursor": cursor}

    @command
    def give_receipt(self, work: Work, request: Request) -> Plain:
        given = request.load(shapes.ReceiptGiven())
        receipt = directives.give_receipt(
            work, request.path["id"], given["account_id"], given["state"], given.get("url", "")
        )
        return schemas.dump_receipt(*reading.show_receipt(work, receipt))

    @command
    def revise_directive(self, work: Work, request: Request) -> Plain:
        found = directives.revise_directive(work, request.path["id"], request.load(shapes.Revision()))
        work.session.flush()
        return schemas.dump_directive(found)

    @command
    def withdraw_directive(self, work: Work, request: Request) -> Plain:
        reason = request.load(shapes.Withdrawal())["reason"]
        found = directives.withdraw_directive(work, request.path["id"], reason)
        work.session.flush()
        return schemas.dump_directive(found)

    @query
    def show_progress(self, work: Work, request: Request) -> Plain:
        by = request.load_query(shapes.ProgressQuery())["by"]
        return {"items": directives.show_progress(work, request.path["id"], by), "next_cursor": None}

    @query
    def list_wordings(self, work: Work, request: Request) -> Plain:
        found = directives.list_wordings(work, request.path["id"])
        return {"items": [schemas.dump_wording(wording) for wording in found], "next_cursor": None}

    @query
    def list_freezes(self, work: Work, request: Request) -> Plain:
        return reading.page_freezes(work, request.load_query(shapes.FreezeQuery()), schemas.dump_freeze)

    @query
    def show_freeze(self, work: Work, request: Request) -> Plain:
        found = freezes.find_freeze(work, request.path["id"])
        return schemas.dump_freeze(found, freezes.find_proofs(work, [found])[found.id])

    @command
    def declare_freeze(self, work: Work, request: Request) -> Plain:
        found = freezes.declare_freeze(work, request.load(shapes.FreezeOrder()))
        work.session.flush()
        return schemas.dump_freeze(found)

    @command
    def lift_freeze(self, work: Work, request: Request) -> Plain:
        found = freezes.lift_freeze(work, request.path["id"], request.load(shapes.Lifting())["reason"])
        work.session.flush()
        return schemas.dump_freeze(found)
