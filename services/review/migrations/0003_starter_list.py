"""Version 1 of the word list: the one that comes with the engine."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from services.kit.database import Instant
from services.kit.ids import new_id

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    from services.review.screening import starter

    lexicon, common = starter(), {"since_version": 1, "added_by": "service:review", "added_at": datetime.now(UTC)}
    terms = [
        {
            "id": new_id(),
            "text": term.text,
            "category": term.category,
            "severity": term.severity,
            "article": term.article,
            "tier_hint": term.tier_hint or "",
            **common,
        }
        for term in lexicon.terms
    ]
    allow = [{"id": new_id(), "text": text, **common} for text in lexicon.allow]
    _insert("lexicon_terms", terms)
    _insert("lexicon_allow", allow)
    _insert("lexicon_head", [{"id": 1, "version": 1}])


def _insert(name: str, rows: list[dict[str, object]]) -> None:
    if rows:
        table = sa.table(name, *(sa.column(key, Instant if key == "added_at" else None) for key in rows[0]))
        op.bulk_insert(table, rows)
