"""What is known of each account's year from other services' events: posts that were seen, and incidents by severity."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from services.registry.storage.filing_tables import changes
from services.registry.storage.life_tables import account_years

COUNTED = ("posts", "faulty_posts", "incidents_i", "incidents_ii", "incidents_iii", "incidents_iv")


class SqlYears:
    """Counters by account and year."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def count(self, found: Mapping[tuple[str, int], Counter[str]]) -> None:
        """Add to the counters; in one order for all, so that no two wait for one another."""
        rows = [
            {"account_id": account_id, "year": year, **{name: counted[name] for name in COUNTED}}
            for (account_id, year), counted in sorted(found.items())
        ]
        if not rows:
            return
        dialect: Any = sqlite if self._session.get_bind().dialect.name == "sqlite" else postgresql
        insert = dialect.insert(account_years)
        added = {name: account_years.c[name] + insert.excluded[name] for name in COUNTED}
        upsert = insert.on_conflict_do_update(
            index_elements=[account_years.c.account_id, account_years.c.year], set_=added
        )
        self._session.execute(upsert, rows)

    def of(self, account_id: str, year: int) -> dict[str, int]:
        """All counters of one account and year, 0 where nothing was counted; and its changes of that year that were late."""
        row = self._session.execute(
            sa.select(account_years).where(account_years.c.account_id == account_id, account_years.c.year == year)
        ).first()
        return {name: getattr(row, name) if row else 0 for name in COUNTED} | {
            "late_filings": self._late(account_id, year)
        }

    def _late(self, account_id: str, year: int) -> int:
        query = sa.select(sa.func.count()).where(
            changes.c.account_id == account_id, changes.c.late, sa.extract("year", changes.c.changed_on) == year
        )
        return int(self._session.scalar(query) or 0)
