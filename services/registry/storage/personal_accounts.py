"""Personal accounts and the looks at them in SQL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.kit.paging import page
from services.registry.domain.personal_accounts import Check, PersonalAccount
from services.registry.domain.rights import Scope
from services.registry.storage.life_tables import personal_accounts, personal_checks


class SqlPersonalAccounts:
    """The units' lists of personal accounts (article 9)."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, id_: str) -> PersonalAccount | None:
        return self._session.get(PersonalAccount, id_)

    def locked(self, id_: str) -> PersonalAccount | None:
        query = sa.select(PersonalAccount).where(personal_accounts.c.id == id_).with_for_update()
        return self._session.scalar(query.execution_options(populate_existing=True))

    def at(self, channel: str, handle_key: str) -> PersonalAccount | None:
        """What is on the list under this handle."""
        query = sa.select(PersonalAccount).where(
            personal_accounts.c.handle_key == handle_key,
            personal_accounts.c.channel == channel,
            personal_accounts.c.state == "listed",
        )
        return self._session.scalar(query.limit(1))

    def owned_by(self, person_id: str) -> Sequence[PersonalAccount]:
        query = sa.select(PersonalAccount).where(personal_accounts.c.owner_id == person_id)
        return self._session.scalars(query.order_by(personal_accounts.c.id)).all()

    def add(self, account: PersonalAccount) -> None:
        self._session.add(account)

    def add_check(self, check: Check) -> None:
        self._session.add(check)

    def checks(self, id_: str) -> Sequence[Check]:
        """Looks at it, newest first."""
        query = sa.select(Check).where(personal_checks.c.personal_account_id == id_)
        return self._session.scalars(query.order_by(personal_checks.c.id.desc())).all()

    def page(self, wanted: dict[str, Any], scope: Scope, dump: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
        query = sa.select(PersonalAccount).where(_within(scope))
        for name in ("unit_id", "state", "channel"):
            if wanted[name]:
                query = query.where(personal_accounts.c[name] == wanted[name])
        if wanted["q"]:
            query = query.where(
                personal_accounts.c.name.contains(wanted["q"], autoescape=True)
                | personal_accounts.c.owner_name.contains(wanted["q"], autoescape=True)
            )
        return page(self._session, query, personal_accounts.c.id, wanted, dump)


def _within(scope: Scope) -> sa.ColumnElement[bool]:
    if scope.everything:
        return sa.true()
    return sa.or_(
        personal_accounts.c.unit_id.in_(scope.unit_ids),
        personal_accounts.c.faculty_id.in_(scope.faculty_ids),
        personal_accounts.c.owner_id == scope.person_id,
    )
