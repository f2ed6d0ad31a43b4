"""People, their grants, and failures to sign in, in SQL."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.kit.paging import page
from services.registry.domain.people import Attempts, Person
from services.registry.storage.tables import attempts, grants, people


class SqlPeople:
    """People by id, user name or number."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, person_id: str) -> Person | None:
        return self._session.get(Person, person_id)

    def named(self, username: str) -> Person | None:
        return self._session.scalar(sa.select(Person).where(people.c.username == username))

    def by_numbers(self, indexes: Collection[str]) -> Sequence[Person]:
        """People whose sealed number has one of these blind indexes, in the order of their making."""
        if not indexes:
            return []
        query = sa.select(Person).where(people.c.number_index.in_(indexes)).order_by(people.c.id)
        return self._session.scalars(query).all()

    def add(self, person: Person) -> None:
        self._session.add(person)

    def some_hold(self, role: str) -> bool:
        query = sa.select(grants.c.id).join(people).where(grants.c.role == role, people.c.active).limit(1)
        return self._session.scalar(query) is not None

    def attempts(self, username: str) -> Attempts | None:
        """The row that counts failures of a user name, locked: attempts at once are counted one after the other."""
        return self._session.scalar(sa.select(Attempts).where(attempts.c.username == username).with_for_update())

    def add_attempts(self, row: Attempts) -> None:
        self._session.add(row)

    def page(
        self, wanted: dict[str, Any], unit_ids: Collection[str] | None, dump: Callable[[Any], dict[str, Any]]
    ) -> dict[str, Any]:
        """People, those of `unit_ids` only where these are given."""
        query = sa.select(Person)
        if unit_ids is not None:
            query = query.where(people.c.unit_id.in_(unit_ids))
        if wanted["unit_id"]:
            query = query.where(people.c.unit_id == wanted["unit_id"])
        if wanted["role"]:
            holders = sa.select(grants.c.person_id).where(grants.c.role == wanted["role"])
            query = query.where(people.c.id.in_(holders))
        if wanted["q"]:
            found = sa.or_(
                people.c.name.contains(wanted["q"], autoescape=True), people.c.username == wanted["q"].lower()
            )
            query = query.where(found)
        return page(self._session, query, people.c.id, wanted, dump)
