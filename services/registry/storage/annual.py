"""Rounds of the annual review in SQL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.kit.paging import page
from services.registry.domain.annual import Review, Round
from services.registry.domain.rights import Scope
from services.registry.storage.changes import within
from services.registry.storage.filing_tables import reviews, rounds
from services.registry.storage.tables import accounts, units


class SqlAnnual:
    """Rounds by year, reviews by year and account."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def round(self, year: int) -> Round | None:
        return self._session.get(Round, year)

    def add_round(self, term: Round) -> None:
        self._session.add(term)
        self._session.flush()

    def rounds_page(self, wanted: dict[str, Any], dump: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
        """All rounds, the newest first; a college holds one a year."""
        found = self._session.scalars(sa.select(Round).order_by(rounds.c.year.desc()).limit(wanted["limit"]))
        return {"items": [dump(term) for term in found], "next_cursor": None}

    def some_judged(self, year: int) -> bool:
        query = sa.select(reviews.c.id).where(reviews.c.year == year, reviews.c.verdict != "")
        return self._session.scalar(query.limit(1)) is not None

    def results(self, year: int, scope: Scope) -> list[dict[str, Any]]:
        """Every review of a round with its account's name, number and unit, in order of tier, unit and file number."""
        names = (
            "account_id",
            "tier",
            "unit_id",
            "state",
            "verdict",
            "total",
            "comment",
            "rectify_by",
            "overdue",
            "scores",
        )
        query = (
            sa.select(
                *(reviews.c[name] for name in names),
                accounts.c.name,
                accounts.c.file_number,
                accounts.c.channel,
                accounts.c.status,
                sa.func.coalesce(units.c.name, "").label("unit_name"),
            )
            .join(accounts, accounts.c.id == reviews.c.account_id)
            .outerjoin(units, units.c.id == reviews.c.unit_id)
            .where(reviews.c.year == year, within(reviews, scope))
            .order_by(reviews.c.tier, units.c.name, accounts.c.file_number)
        )
        return [dict(row) for row in self._session.execute(query).mappings()]

    def begin(self, year: int, new_id: Callable[[], str]) -> int:
        """Put every account that is not closed, and not in it yet, into the round; how many."""
        within_round = sa.select(reviews.c.account_id).where(reviews.c.year == year)
        columns = (accounts.c.id, accounts.c.tier, accounts.c.unit_id, accounts.c.faculty_id)
        query = sa.select(*columns).where(accounts.c.status != "closed", accounts.c.id.not_in(within_round))
        fresh = [
            Review(
                id=new_id(), year=year, account_id=row.id, tier=row.tier, unit_id=row.unit_id, faculty_id=row.faculty_id
            )
            for row in self._session.execute(query)
        ]
        self._session.add_all(fresh)
        return len(fresh)

    def review(self, year: int, account_id: str) -> Review | None:
        """One account in a round, locked until this transaction ends."""
        return self._locked(reviews.c.year == year, reviews.c.account_id == account_id)

    def review_by_id(self, review_id: str) -> Review | None:
        return self._locked(reviews.c.id == review_id)

    def _locked(self, *conditions: sa.ColumnElement[bool]) -> Review | None:
        query = sa.select(Review).where(*conditions).with_for_update()
        return self._session.scalar(query.execution_options(populate_existing=True))

    def newest(self, account_id: str) -> Sequence[Review]:
        """The account in its newest round; empty where it was in none."""
        query = sa.select(Review).where(reviews.c.account_id == account_id).order_by(reviews.c.year.desc()).limit(1)
        return self._session.scalars(query).all()

    def pending(self, year: int) -> Sequence[Review]:
        query = sa.select(Review).where(reviews.c.year == year, reviews.c.state == "pending").with_for_update()
        return self._session.scalars(query).all()

    def leave_out(self, account_id: str) -> None:
        """Ask nothing more of a closed account: where nothing was handed in, it is in no round any more."""
        waits = reviews.c.account_id == account_id, reviews.c.state == "pending"
        self._session.execute(sa.delete(reviews).where(*waits, reviews.c.overdue.is_(False)))

    def counts(self, year: int, scope: Scope) -> dict[str, Any]:
        """How many reviews stand where: in all, by tier and by unit, as far as `scope` reaches."""
        columns = (reviews.c.state, reviews.c.tier, reviews.c.unit_id)
        query = sa.select(*columns, sa.func.count()).where(reviews.c.year == year, within(reviews, scope))
        states: dict[str, int] = {}
        tiers: dict[str, dict[str, int]] = {}
        units: dict[str, dict[str, int]] = {}
        for state, tier, unit_id, count in self._session.execute(query.group_by(*columns)):
            for counted in (states, tiers.setdefault(str(tier), {}), units.setdefault(unit_id, {})):
                counted[state] = counted.get(state, 0) + count
        return {"by_state": states, "by_tier": tiers, "by_unit": units}

    def page(
        self, year: int, wanted: dict[str, Any], scope: Scope, dump: Callable[[Any], dict[str, Any]]
    ) -> dict[str, Any]:
        query = sa.select(Review).where(reviews.c.year == year, within(reviews, scope))
        for name in ("state", "unit_id"):
            if wanted[name]:
                query = query.where(reviews.c[name] == wanted[name])
        return page(self._session, query, reviews.c.id, wanted, dump)
