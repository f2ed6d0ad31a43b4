"""People and who stands in for them, notes beside a text, uploaded media, watched addresses, titles, and running processes."""

from __future__ import annotations

import sqlalchemy as sa

from services.kit.api import Instant, Json
from services.review.storage.tables.base import metadata

notes = sa.Table(
    "notes",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("submission_id", sa.String(36), nullable=False, index=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("text", sa.String(1000), nullable=False),
    sa.Column("subject_id", sa.String(64), nullable=False),
    sa.Column("subject_name", sa.String(100), nullable=False),
    sa.Column("noted_by", sa.String(64), nullable=False),
    sa.Column("noted_by_name", sa.String(100), nullable=False),
    sa.Column("noted_at", Instant, nullable=False),
)

people = sa.Table(
    "people",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("name", sa.String(100), nullable=False),
    sa.Column("unit_id", sa.String(36), nullable=False, index=True),
    sa.Column("grants", Json, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
)

substitutes = sa.Table(
    "substitutes",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("absent_id", sa.String(64), nullable=False, index=True),
    sa.Column("absent_name", sa.String(100), nullable=False),
    sa.Column("substitute_id", sa.String(64), nullable=False, index=True),
    sa.Column("substitute_name", sa.String(100), nullable=False),
    sa.Column("starts_at", Instant, nullable=False),
    sa.Column("ends_at", Instant, nullable=False),
    sa.Column("reason", sa.String(500), nullable=False),
    sa.Column("set_by", sa.String(64), nullable=False),
    sa.Column("set_by_name", sa.String(100), nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("ended_at", Instant, nullable=True),
)

media = sa.Table(
    "media",
    metadata,
    sa.Column("checksum", sa.String(64), primary_key=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("media_type", sa.String(100), nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
    sa.Column("uploaded_by", sa.String(64), nullable=False),
    sa.Column("uploaded_at", Instant, nullable=False),
)

watches = sa.Table(
    "watches",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("account_id", sa.String(36), nullable=False, index=True),
    sa.Column("account_name", sa.String(200), nullable=False),
    sa.Column("url", sa.String(2000), nullable=False),
    sa.Column("kind", sa.String(10), nullable=False),
    sa.Column("every_minutes", sa.Integer, nullable=False),
    sa.Column("etag", sa.String(500), nullable=False),
    sa.Column("modified", sa.String(100), nullable=False),
    sa.Column("content_hash", sa.String(64), nullable=False),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("outcome", sa.String(40), nullable=False),
    sa.Column("detail", sa.String(500), nullable=False),
    sa.Column("found", sa.Integer, nullable=False),
    sa.Column("checked_at", Instant, nullable=True),
    sa.Column("next_at", Instant, nullable=True, index=True),
    sa.Column("leased_until", Instant, nullable=True),
    sa.Column("set_by", sa.String(64), nullable=False),
    sa.Column("created_at", Instant, nullable=False),
)

titles = sa.Table(
    "titles",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("name", sa.String(40), nullable=False, unique=True),
    sa.Column("titles", Json, nullable=False),
    sa.Column("since_version", sa.Integer, nullable=False),
    sa.Column("set_by", sa.String(64), nullable=False),
    sa.Column("set_at", Instant, nullable=False),
)

processes = sa.Table(
    "processes",
    metadata,
    sa.Column("name", sa.String(120), primary_key=True),
    sa.Column("lexicon_version", sa.Integer, nullable=False),
    sa.Column("adopted_at", Instant, nullable=False),
    sa.Column("freezes", Json, nullable=False),
    sa.Column("started_at", Instant, nullable=False),
    sa.Column("seen_at", Instant, nullable=False),
)

names = sa.Table(
    "protected_names",
    metadata,
    sa.Column("unit_id", sa.String(36), primary_key=True),
    sa.Column("name", sa.String(200), nullable=False),
)

training_standings = sa.Table(
    "training_standings",
    metadata,
    sa.Column("person_id", sa.String(64), primary_key=True),
    sa.Column("mode", sa.String(20), nullable=False),
    sa.Column("due_at", sa.String(40), nullable=False),
    sa.Column("zh", sa.String(500), nullable=False),
    sa.Column("en", sa.String(500), nullable=False),
)
