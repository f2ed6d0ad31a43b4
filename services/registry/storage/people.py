"""People, their grants, and failures to sign in, in SQL."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from services.kit.bulk import among
from services.kit.paging import page
from services.registry.domain.people import Attempts, Person
from services.registry.storage.tables import attempts, grants, people

IN_ONE = 1000


class SqlPeople:
    """People by id, user name or number."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._foreseen: tuple[dict[str, Person], dict[str, list[Person]]] | None = None

    def get(self, person_id: str) -> Person | None:
        return self._session.get(Person, person_id)

    def foresee(self, usernames: Collection[str], indexes: Collection[str]) -> None:
        """Read at once whom `named` and `by_numbers` will be asked about; from then on they know of nobody else."""
        named = {person.username: person for person in self._among(people.c.username, usernames)}
        numbered: dict[str, list[Person]] = {}
        for person in self._among(people.c.number_index, indexes):
            numbered.setdefault(person.number_index, []).append(person)
        self._foreseen = named, numbered

    def named(self, username: str) -> Person | None:
        if self._foreseen:
            return self._foreseen[0].get(username)
        return self._session.scalar(sa.select(Person).where(people.c.username == username))

    def by_numbers(self, indexes: Collection[str]) -> Sequence[Person]:
        """People whose sealed number has one of these blind indexes, in the order of their making."""
        if self._foreseen:
            return [person for index in indexes for person in self._foreseen[1].get(index, ())]
        return self._among(people.c.number_index, indexes)

    def of_unit(self, unit_id: str) -> Sequence[Person]:
        """Who belongs to the unit, or holds a role in it."""
        holders = sa.select(grants.c.person_id).where(grants.c.unit_id == unit_id)
        query = sa.select(Person).where(sa.or_(people.c.unit_id == unit_id, people.c.id.in_(holders)))
        return self._session.scalars(query.order_by(people.c.id)).all()

    def _among(self, column: sa.Column[str], values: Collection[str]) -> list[Person]:
        wanted = sorted(set(values) - {""})
        found: list[Person] = []
        for at in range(0, len(wanted), IN_ONE):
            few = among(self._session, column, wanted[at : at + IN_ONE])
            found += self._session.scalars(sa.select(Person).where(few).order_by(people.c.id))
        return found

    def add(self, person: Person) -> None:
        self._session.add(person)
        if self._foreseen:
            self._foreseen[0][person.username] = person
            if person.number_index:
                self._foreseen[1].setdefault(person.number_index, []).append(person)

    def keep(self) -> None:
        """Write what was changed so far."""
        self._session.flush()

    def some_hold(self, role: str, day: date) -> bool:
        """Whether somebody active holds the role on a day, or will."""
        lasts = sa.or_(grants.c.until_on.is_(None), grants.c.until_on >= day)
        query = sa.select(grants.c.id).join(people).where(grants.c.role == role, people.c.active, lasts).limit(1)
        return self._session.scalar(query) is not None

    def attempts(self, username: str) -> Attempts | None:
        """The row that counts failures of a user name, locked: attempts at once are counted one after the other."""
        return self._session.scalar(sa.select(Attempts).where(attempts.c.username == username).with_for_update())

    def attempts_from_now(self, username: str, now: datetime) -> Attempts:
        """The same row, begun `now` where there is none; of several that begin it at once the later ones wait for the first."""
        dialect: Any = sqlite if self._session.get_bind().dialect.name == "sqlite" else postgresql
        begun = dialect.insert(attempts).values(username=username, failures=0, last_at=now)
        self._session.execute(begun.on_conflict_do_nothing())
        found = sa.select(Attempts).where(attempts.c.username == username).with_for_update()
        return self._session.scalars(found).one()

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
