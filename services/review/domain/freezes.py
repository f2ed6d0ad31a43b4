"""A freeze (article 12): nobody in its scope publishes what matches, unless it carries the unified statement word for word."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

HOLDABLE = ("in_review", "approved")
_space = re.compile(r"\s+")


@dataclass(eq=False)
class Freeze:
    """As the alerts service declared it. An empty field of the scope (0, ``""``, ``[]``) means all."""

    id: str
    tier: int
    channel: str
    unit_id: str
    account_ids: list[str]
    keywords: list[str]
    statement: str
    reason: str
    declared_at: datetime
    lifted_at: datetime | None = None
    exempt_account_ids: list[str] = field(default_factory=list)

    def reaches(self, *, account_id: str, tier: int, channel: str, units: Iterable[str]) -> bool:
        """Whether an account lies in the scope; `units` are its unit and the faculty that manages it."""
        return (
            self.tier in (0, tier)
            and self.channel in ("", channel)
            and (not self.unit_id or self.unit_id in units)
            and (not self.account_ids or account_id in self.account_ids)
            and account_id not in self.exempt_account_ids
        )

    def holds(self, title: str, body: str) -> bool:
        """Whether a text in the scope must wait: it matches a keyword, where there are any, and lacks the statement."""
        text = _plain(f"{title}\n{body}")
        matches = not self.keywords or any(_plain(keyword) in text for keyword in self.keywords)
        return matches and not (self.statement and _plain(self.statement) in text)


def _plain(text: str) -> str:
    """White space and case aside: they do not make another wording."""
    return _space.sub("", text).casefold()
