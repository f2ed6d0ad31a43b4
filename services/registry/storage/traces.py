"""Where somebody stands written down beside their own row: forms that name them, and the names of who did what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.registry.domain.accounts import Account
from services.registry.domain.applications import Application, Move
from services.registry.domain.changes import Change
from services.registry.storage.filing_tables import attachments, changes
from services.registry.storage.life_tables import handovers, personal_accounts, personal_checks, sightings
from services.registry.storage.tables import accounts, applications, entries, moves

NAMES = (
    (applications, "applicant_id", "applicant_name"),
    (moves, "by", "by_name"),
    (entries, "by", "by_name"),
    (changes, "filed_by", "filed_by_name"),
    (changes, "decided_by", "decided_by_name"),
    (attachments, "by", "by_name"),
    (sightings, "by", "by_name"),
    (sightings, "handled_by", "handled_by_name"),
    (handovers, "person_id", "person_name"),
    (personal_accounts, "by", "by_name"),
    (personal_checks, "by", "by_name"),
)
FORMS: tuple[tuple[type[Any], tuple[sa.Column[Any], ...]], ...] = (
    (Application, (applications.c.administrators, applications.c.responsible_person, applications.c.adviser)),
    (Account, (accounts.c.administrators, accounts.c.responsible_person)),
    (Change, (changes.c.before, changes.c.after)),
    (Move, (moves.c.form,)),
)


class SqlTraces:
    """Finds and forgets what is written of somebody elsewhere."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def forms_naming(self, name: str) -> Iterator[Application | Account | Change | Move]:
        """Everything that holds a form in which this name stands."""
        for kind, columns in FORMS:
            named = sa.or_(*(sa.cast(column, sa.Text).contains(name, autoescape=True) for column in columns))
            yield from self._session.scalars(sa.select(kind).where(named)).all()

    def counted(self, person_id: str) -> dict[str, list[str]]:
        """Ids of what somebody filed: applications, changes, sightings."""
        wanted = {
            "applications": (applications, "applicant_id"),
            "changes": (changes, "filed_by"),
            "sightings": (sightings, "by"),
        }
        return {
            name: list(
                self._session.scalars(sa.select(table.c.id).where(table.c[who] == person_id).order_by(table.c.id))
            )
            for name, (table, who) in wanted.items()
        }

    def forget(self, person_id: str, instead: str) -> None:
        """Write `instead` for their name wherever it says who did something, and drop their personal accounts."""
        for table, who, name in NAMES:
            self._session.execute(sa.update(table).where(table.c[who] == person_id).values({name: instead}))
        own = sa.select(personal_accounts.c.id).where(personal_accounts.c.owner_id == person_id)
        self._session.execute(sa.delete(personal_checks).where(personal_checks.c.personal_account_id.in_(own)))
        self._session.execute(sa.delete(personal_accounts).where(personal_accounts.c.owner_id == person_id))
        self._session.expire_all()
