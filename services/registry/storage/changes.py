"""Changes (Form 2) and what still has to be filed, in SQL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.kit.bulk import among
from services.kit.paging import page
from services.registry.domain.changes import Change, Filing
from services.registry.domain.rights import Scope
from services.registry.storage.filing_tables import changes, filings
from services.registry.storage.tables import operators

Dump = Callable[[Any], dict[str, Any]]


class SqlChanges:
    """Changes by id and as far as somebody sees; filings by account and kind."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, change_id: str) -> Change | None:
        return self._session.get(Change, change_id)

    def locked(self, change_id: str) -> Change | None:
        """The change, which nobody else decides on until this transaction ends."""
        query = sa.select(Change).where(changes.c.id == change_id).with_for_update()
        return self._session.scalar(query.execution_options(populate_existing=True))

    def add(self, change: Change) -> None:
        self._session.add(change)

    def page(self, wanted: dict[str, Any], scope: Scope, dump: Dump) -> dict[str, Any]:
        """Newest first."""
        return self._page(Change, changes, wanted, scope, dump)

    def filing(self, filing_id: str) -> Filing | None:
        query = sa.select(Filing).where(filings.c.id == filing_id).with_for_update()
        return self._session.scalar(query.execution_options(populate_existing=True))

    def add_filing(self, filing: Filing) -> None:
        self._session.add(filing)
        self._session.flush()

    def unfiled(self, account_id: str, kind: str = "") -> Sequence[Filing]:
        """What is still to be filed of this account and kind, or of every kind."""
        query = sa.select(Filing).where(filings.c.account_id == account_id, filings.c.state.in_(("open", "overdue")))
        if kind:
            query = query.where(filings.c.kind == kind)
        return self._session.scalars(query).all()

    def count_overdue(self, account_id: str) -> int:
        """How many changes of this account are to be filed and past their seventh day."""
        query = sa.select(sa.func.count()).where(filings.c.account_id == account_id, filings.c.state == "overdue")
        return int(self._session.scalar(query) or 0)

    def filings_page(self, wanted: dict[str, Any], scope: Scope, dump: Dump) -> dict[str, Any]:
        return self._page(Filing, filings, wanted, scope, dump)

    def _page(self, kind: type, table: sa.Table, wanted: dict[str, Any], scope: Scope, dump: Dump) -> dict[str, Any]:
        conditions = [table.c[name] == wanted[name] for name in ("state", "account_id") if wanted[name]]
        query: sa.Select[Any] = sa.select(kind).where(within(table, scope), *conditions)
        if not scope.everything and not scope.tiers:
            query = sa.select(kind).where(among(self._session, table.c.id, self._own(table, scope, conditions, wanted)))
        return page(self._session, query, table.c.id, wanted, dump, newest_first=True)

    def _own(
        self, table: sa.Table, scope: Scope, conditions: list[sa.ColumnElement[bool]], wanted: dict[str, Any]
    ) -> list[str]:
        """Ids, enough for a page, of a few among many: each part by its own index, so that the table is not walked in order."""
        before = [table.c.id < wanted["cursor"]] if wanted["cursor"] else []
        ids = sa.select(table.c.id).where(*before, *conditions)
        operated = operators.c.person_id == scope.person_id
        parts = (
            ids.where(table.c.unit_id.in_(scope.unit_ids)),
            ids.where(table.c.faculty_id.in_(scope.faculty_ids)),
            ids.join(operators, operators.c.account_id == table.c.account_id).where(operated),
        )
        found = sa.union(*parts).order_by(sa.desc("id")).limit(wanted["limit"] + 1)
        return list(self._session.scalars(found))


def within(table: sa.Table, scope: Scope) -> sa.ColumnElement[bool]:
    """As far as `scope` reaches, in a table that says of which account and unit a thing is."""
    if scope.everything:
        return sa.true()
    operated = sa.select(operators.c.account_id).where(operators.c.person_id == scope.person_id)
    return sa.or_(
        table.c.unit_id.in_(scope.unit_ids),
        table.c.faculty_id.in_(scope.faculty_ids),
        table.c.tier.in_(scope.tiers),
        table.c.account_id.in_(operated),
    )
