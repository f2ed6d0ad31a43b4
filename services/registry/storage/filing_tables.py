"""Tables of what is filed about accounts: changes (Form 2) with their deadlines, annual reviews, attachments."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import deferred

from services.kit.api import Instant, Json
from services.registry.domain.annual import Review, Round
from services.registry.domain.attachments import Attachment
from services.registry.domain.changes import Change, Filing
from services.registry.storage.tables import id_column, mapper, metadata, text_column, version_column


def _place() -> tuple[sa.Column[Any], ...]:
    """Of which account, and who sees it."""
    return (
        sa.Column("account_id", sa.String(36), sa.ForeignKey("accounts.id"), nullable=False, index=True),
        sa.Column("tier", sa.Integer, nullable=False, index=True),
        text_column("unit_id", 36, index=True),
        text_column("faculty_id", 36, index=True),
    )


changes = sa.Table(
    "changes",
    metadata,
    id_column(),
    *_place(),
    text_column("kind", 30),
    sa.Column("before", Json, nullable=False),
    sa.Column("after", Json, nullable=False),
    sa.Column("changed_on", sa.Date, nullable=False),
    sa.Column("due_on", sa.Date, nullable=False),
    sa.Column("filed_at", Instant, nullable=False),
    text_column("filed_by", 36, index=True),
    text_column("filed_by_name", 60),
    sa.Column("late", sa.Boolean, nullable=False),
    sa.Column("handover_confirmed", sa.Boolean, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    text_column("state", 20, index=True),
    text_column("decided_by", 36),
    text_column("decided_by_name", 60),
    sa.Column("decided_at", Instant),
    sa.Column("comment", sa.Text, nullable=False),
    sa.Column("people_ids", Json, nullable=False),
    sa.Column("outgoing_ids", Json, nullable=False),
    sa.Column("handover", Json, nullable=False),
    version_column(),
)

filings = sa.Table(
    "filings",
    metadata,
    id_column(),
    *_place(),
    text_column("kind", 30),
    sa.Column("changed_on", sa.Date, nullable=False),
    sa.Column("due_on", sa.Date, nullable=False),
    text_column("cause", 30),
    sa.Column("note", sa.Text, nullable=False),
    text_column("person_id", 36),
    text_column("state", 20, index=True),
    text_column("change_id", 36),
    sa.Column("noticed_at", Instant, nullable=False),
    version_column(),
)

rounds = sa.Table(
    "annual_rounds",
    metadata,
    sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("opens_on", sa.Date, nullable=False),
    sa.Column("due_on", sa.Date, nullable=False),
    sa.Column("criteria", Json, nullable=False),
    text_column("opened_by", 36),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("closed", sa.Boolean, nullable=False),
    version_column(),
)

reviews = sa.Table(
    "annual_reviews",
    metadata,
    id_column(),
    sa.Column("year", sa.Integer, sa.ForeignKey("annual_rounds.year"), nullable=False),
    *_place(),
    text_column("state", 20),
    sa.Column("assessment", Json),
    text_column("assessed_by", 36),
    sa.Column("assessed_at", Instant),
    sa.Column("inspection", Json),
    text_column("verdict", 20),
    sa.Column("scores", Json, nullable=False),
    sa.Column("total", sa.Float),
    sa.Column("comment", sa.Text, nullable=False),
    sa.Column("rectify_by", sa.Date),
    text_column("decided_by", 36),
    sa.Column("decided_at", Instant),
    sa.Column("overdue", sa.Boolean, nullable=False),
    version_column(),
    sa.UniqueConstraint("year", "account_id", name="uq_annual_reviews_account"),
    sa.Index("ix_annual_reviews_state", "year", "state"),
)

attachments = sa.Table(
    "attachments",
    metadata,
    id_column(),
    sa.Column("application_id", sa.String(36), sa.ForeignKey("applications.id"), nullable=False, index=True),
    text_column("name", 200),
    text_column("media_type", 60),
    sa.Column("size", sa.Integer, nullable=False),
    text_column("sha256", 64),
    sa.Column("content", sa.LargeBinary, nullable=False),
    text_column("by", 36),
    text_column("by_name", 60),
    sa.Column("at", Instant, nullable=False),
)

mapper.map_imperatively(Change, changes, version_id_col=changes.c.version)
mapper.map_imperatively(Filing, filings, version_id_col=filings.c.version)
mapper.map_imperatively(Round, rounds, version_id_col=rounds.c.version)
mapper.map_imperatively(Review, reviews, version_id_col=reviews.c.version)
mapper.map_imperatively(Attachment, attachments, properties={"content": deferred(attachments.c.content)})
