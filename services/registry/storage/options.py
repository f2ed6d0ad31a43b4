"""What was set of the registry, in SQL; what was never set has its default."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.registry.domain.options import Options
from services.registry.storage.life_tables import options


class SqlOptions:
    """The registry's settings, one row a name."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self) -> Options:
        kept = {row.name: row.value for row in self._session.execute(sa.select(options))}
        return replace(Options(), **{name: value for name, value in kept.items() if name in Options().values})

    def keep(self, found: Options) -> None:
        self._session.execute(sa.delete(options))
        rows = [{"name": name, "value": value} for name, value in found.values.items()]
        self._session.execute(sa.insert(options), rows)
