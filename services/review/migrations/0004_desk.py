"""The desk's further tables: notes, people and their substitutes, media, watched addresses, titles, processes, protected names."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from services.kit.database import Instant, Json

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("submissions", sa.Column("held_by_person", sa.String(64), nullable=False, server_default=""))
    op.add_column("submissions", sa.Column("raised", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("decisions", sa.Column("for_id", sa.String(64), nullable=False, server_default=""))
    op.add_column("decisions", sa.Column("for_name", sa.String(100), nullable=False, server_default=""))
    op.add_column("accounts", sa.Column("status_reason", sa.String(500), nullable=False, server_default=""))
    _create_notes()
    _create_people()
    _create_substitutes()
    _create_media()
    _create_watches()
    _create_titles()
    _create_processes()
    _create_protected_names()


def _create_notes() -> None:
    op.create_table(
        "notes",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("submission_id", sa.String(36), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("text", sa.String(1000), nullable=False),
        sa.Column("subject_id", sa.String(64), nullable=False),
        sa.Column("subject_name", sa.String(100), nullable=False),
        sa.Column("noted_by", sa.String(64), nullable=False),
        sa.Column("noted_by_name", sa.String(100), nullable=False),
        sa.Column("noted_at", Instant, nullable=False),
    )
    op.create_index("ix_notes_submission_id", "notes", ["submission_id"])


def _create_people() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("unit_id", sa.String(36), nullable=False),
        sa.Column("grants", Json, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
    )
    op.create_index("ix_people_unit_id", "people", ["unit_id"])


def _create_substitutes() -> None:
    op.create_table(
        "substitutes",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("absent_id", sa.String(64), nullable=False),
        sa.Column("absent_name", sa.String(100), nullable=False),
        sa.Column("substitute_id", sa.String(64), nullable=False),
        sa.Column("substitute_name", sa.String(100), nullable=False),
        sa.Column("starts_at", Instant, nullable=False),
        sa.Column("ends_at", Instant, nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("set_by", sa.String(64), nullable=False),
        sa.Column("set_by_name", sa.String(100), nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("ended_at", Instant, nullable=True),
    )
    op.create_index("ix_substitutes_absent_id", "substitutes", ["absent_id"])
    op.create_index("ix_substitutes_substitute_id", "substitutes", ["substitute_id"])


def _create_media() -> None:
    op.create_table(
        "media",
        sa.Column("checksum", sa.String(64), primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("uploaded_by", sa.String(64), nullable=False),
        sa.Column("uploaded_at", Instant, nullable=False),
    )


def _create_watches() -> None:
    op.create_table(
        "watches",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("account_id", sa.String(36), nullable=False),
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
        sa.Column("next_at", Instant, nullable=True),
        sa.Column("leased_until", Instant, nullable=True),
        sa.Column("set_by", sa.String(64), nullable=False),
        sa.Column("created_at", Instant, nullable=False),
    )
    op.create_index("ix_watches_account_id", "watches", ["account_id"])
    op.create_index("ix_watches_next_at", "watches", ["next_at"])


def _create_titles() -> None:
    op.create_table(
        "titles",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("name", sa.String(40), nullable=False, unique=True),
        sa.Column("titles", Json, nullable=False),
        sa.Column("since_version", sa.Integer, nullable=False),
        sa.Column("set_by", sa.String(64), nullable=False),
        sa.Column("set_at", Instant, nullable=False),
    )


def _create_processes() -> None:
    op.create_table(
        "processes",
        sa.Column("name", sa.String(120), primary_key=True),
        sa.Column("lexicon_version", sa.Integer, nullable=False),
        sa.Column("adopted_at", Instant, nullable=False),
        sa.Column("freezes", Json, nullable=False),
        sa.Column("started_at", Instant, nullable=False),
        sa.Column("seen_at", Instant, nullable=False),
    )


def _create_protected_names() -> None:
    op.create_table(
        "protected_names",
        sa.Column("unit_id", sa.String(36), primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
    )
