"""Calls about the register, and the board."""

from __future__ import annotations

from functools import partial
from typing import Any

from services.contracts.registry import shapes as shapes
from services.contracts.registry.people_shapes import ListQuery
from services.kit.api import Request, Work, command, query
from services.registry import storage
from services.registry.domain.accounts import Account
from services.registry.domain.rights import scope_of
from services.registry.handlers import accounts, closing
from services.registry.handlers.office import Office
from services.registry.schemas import dump_account, dump_entry
from services.registry.service.office import Desk, named_units


class AccountCalls(Desk):
    """Entrypoints for the register."""

    @query
    def list_accounts(self, work: Work, request: Request) -> dict[str, Any]:
        office = self.office(work)
        asked = request.load_query(shapes.AccountQuery())
        found = accounts.list_accounts(office, asked, lambda account: dump_account(account, office.vault))
        named_units(office, found["items"])
        return found

    @query
    def get_account(self, work: Work, request: Request) -> dict[str, Any]:
        office = self.office(work)
        return _whole(office, accounts.get_account(office, request.path["id"]))

    @query
    def account_history(self, work: Work, request: Request) -> dict[str, Any]:
        asked = request.load_query(ListQuery())
        office = self.office(work)
        return accounts.account_history(office, request.path["id"], asked, partial(dump_entry, vault=office.vault))

    @command
    def suspend_account(self, work: Work, request: Request) -> dict[str, Any]:
        office = self.office(work)
        return self._saved_account(work, accounts.suspend_account(office, request.path["id"], _reason(request)))

    @command
    def resume_account(self, work: Work, request: Request) -> dict[str, Any]:
        office = self.office(work)
        return self._saved_account(work, accounts.resume_account(office, request.path["id"], _reason(request)))

    @command
    def close_account(self, work: Work, request: Request) -> dict[str, Any]:
        office = self.office(work)
        return self._saved_account(work, closing.close_account(office, request.path["id"], _reason(request)))

    @query(public=True)
    def verify(self, work: Work, request: Request) -> dict[str, Any]:
        return accounts.verify(self.office(work), **request.load_query(shapes.VerifyQuery()))

    @query
    def board(self, work: Work, request: Request) -> dict[str, Any]:
        unit_id = request.load_query(shapes.BoardQuery())["unit_id"]
        return storage.read_board(work.session, scope_of(work.identity), frozenset({unit_id} - {""}), work.now)

    def _saved_account(self, work: Work, account: Account) -> dict[str, Any]:
        work.session.flush()
        return _whole(self.office(work), account)


def _reason(request: Request) -> str:
    return str(request.load(shapes.ReasonBody())["reason"])


def _whole(office: Office, account: Account) -> dict[str, Any]:
    dumped = dump_account(account, office.vault)
    named_units(office, [dumped])
    return dumped
