"""The tables of review as they were first: texts, decisions, seals, observed posts, the word list."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from services.kit.database import Instant, Json
from services.kit.tables import create_v1

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_v1(op.get_bind())
    _create_accounts()
    _create_submissions()
    _create_versions()
    _create_findings()
    _create_decisions()
    _create_seals()
    _create_observed_posts()
    _create_lexicon_terms()
    _create_lexicon_allow()
    _create_lexicon_head()


def _create_accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("handle", sa.String(200), nullable=False),
        sa.Column("handle_key", sa.String(200), nullable=False),
        sa.Column("channel", sa.String(30), nullable=False),
        sa.Column("tier", sa.Integer, nullable=False),
        sa.Column("unit_id", sa.String(36), nullable=False),
        sa.Column("unit_name", sa.String(200), nullable=False),
        sa.Column("faculty_id", sa.String(36), nullable=False),
        sa.Column("operator_ids", Json, nullable=False),
        sa.Column("responsible_person", sa.String(200), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("status_since", Instant, nullable=False),
        sa.Column("file_number", sa.String(60), nullable=False),
    )
    op.create_index("accounts_by_handle", "accounts", ["channel", "handle_key"])
    op.create_index("accounts_by_unit", "accounts", ["unit_id"])


def _create_submissions() -> None:
    op.create_table(
        "submissions",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("account_id", sa.String(36), nullable=False),
        sa.Column("account_name", sa.String(200), nullable=False),
        sa.Column("tier", sa.Integer, nullable=False),
        sa.Column("channel", sa.String(30), nullable=False),
        sa.Column("unit_id", sa.String(36), nullable=False),
        sa.Column("faculty_id", sa.String(36), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("stages", Json, nullable=False),
        sa.Column("submitted_by", sa.String(64), nullable=False),
        sa.Column("submitted_by_name", sa.String(100), nullable=False),
        sa.Column("authors", Json, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("changed_at", Instant, nullable=False),
        sa.Column("due_at", Instant, nullable=False),
        sa.Column("scheduled_at", Instant, nullable=True),
        sa.Column("campaign_id", sa.String(36), nullable=False),
        sa.Column("severity", sa.String(30), nullable=False),
        sa.Column("stage", sa.Integer, nullable=False),
        sa.Column("waits_role", sa.String(30), nullable=False),
        sa.Column("waits_unit", sa.String(36), nullable=False),
        sa.Column("queue_key", sa.String(60), nullable=False),
        sa.Column("claimed_by", sa.String(64), nullable=False),
        sa.Column("claimed_by_name", sa.String(100), nullable=False),
        sa.Column("claimed_until", Instant, nullable=True),
        sa.Column("held_by", sa.String(36), nullable=False),
        sa.Column("held_from", sa.String(20), nullable=False),
        sa.Column("url", sa.String(2000), nullable=False),
        sa.Column("published_at", Instant, nullable=True),
        sa.Column("revision", sa.Integer, nullable=False),
    )
    op.create_index("ix_submissions_account_id", "submissions", ["account_id"])
    op.create_index("ix_submissions_unit_id", "submissions", ["unit_id"])
    op.create_index("ix_submissions_faculty_id", "submissions", ["faculty_id"])
    op.create_index("ix_submissions_submitted_by", "submissions", ["submitted_by"])
    op.create_index("ix_submissions_campaign_id", "submissions", ["campaign_id"])
    op.create_index("ix_submissions_held_by", "submissions", ["held_by"])
    op.create_index("submissions_by_state", "submissions", ["state", "queue_key"])


def _create_versions() -> None:
    op.create_table(
        "versions",
        sa.Column("submission_id", sa.String(36), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("media", Json, nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("licence", sa.String(500), nullable=False),
        sa.Column("scheduled_at", Instant, nullable=True),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("created_by", sa.String(64), nullable=False),
        sa.Column("created_by_name", sa.String(100), nullable=False),
        sa.Column("created_at", Instant, nullable=False),
    )


def _create_findings() -> None:
    op.create_table(
        "findings",
        sa.Column("submission_id", sa.String(36), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("field", sa.String(10), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("rule", sa.String(60), nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("matched", sa.Text, nullable=False),
        sa.Column("tier", sa.String(20), nullable=False),
        sa.Column("severity", sa.String(30), nullable=False),
        sa.Column("article", sa.Integer, nullable=False),
        sa.Column("answer", sa.String(1000), nullable=False),
        sa.Column("answered_by", sa.String(64), nullable=False),
        sa.Column("answered_at", Instant, nullable=True),
    )


def _create_decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("submission_id", sa.String(36), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("stage", sa.Integer, nullable=False),
        sa.Column("role", sa.String(30), nullable=False),
        sa.Column("decision", sa.String(20), nullable=False),
        sa.Column("comment", sa.String(2000), nullable=False),
        sa.Column("passages", Json, nullable=False),
        sa.Column("decided_by", sa.String(64), nullable=False),
        sa.Column("decided_by_name", sa.String(100), nullable=False),
        sa.Column("decided_at", Instant, nullable=False),
    )
    op.create_index("ix_decisions_submission_id", "decisions", ["submission_id"])


def _create_seals() -> None:
    op.create_table(
        "seals",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("submission_id", sa.String(36), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("account_id", sa.String(36), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("approvals", Json, nullable=False),
        sa.Column("sealed_at", Instant, nullable=False),
        sa.Column("not_before", Instant, nullable=False),
        sa.Column("not_after", Instant, nullable=False),
        sa.Column("text_hash", sa.String(64), nullable=False),
        sa.Column("body_hash", sa.String(64), nullable=False),
        sa.Column("sketch", Json, nullable=False),
        sa.Column("voided_at", Instant, nullable=True),
        sa.Column("void_reason", sa.String(40), nullable=False),
    )
    op.create_index("ix_seals_submission_id", "seals", ["submission_id"])
    op.create_index("ix_seals_text_hash", "seals", ["text_hash"])
    op.create_index("ix_seals_body_hash", "seals", ["body_hash"])
    op.create_index("seals_by_account", "seals", ["account_id", "sealed_at"])


def _create_observed_posts() -> None:
    op.create_table(
        "observed_posts",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("account_id", sa.String(36), nullable=False),
        sa.Column("channel", sa.String(30), nullable=False),
        sa.Column("handle", sa.String(200), nullable=False),
        sa.Column("tier", sa.Integer, nullable=False),
        sa.Column("unit_id", sa.String(36), nullable=False),
        sa.Column("faculty_id", sa.String(36), nullable=False),
        sa.Column("url", sa.String(2000), nullable=False),
        sa.Column("url_hash", sa.String(64), nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("published_at", Instant, nullable=False),
        sa.Column("verdict", sa.String(30), nullable=False),
        sa.Column("submission_id", sa.String(36), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("similarity", sa.Float, nullable=False),
        sa.Column("diff", Json, nullable=False),
        sa.Column("observed_at", Instant, nullable=False),
        sa.Column("observed_by", sa.String(64), nullable=False),
    )
    op.create_index("ix_observed_posts_account_id", "observed_posts", ["account_id"])
    op.create_index("ix_observed_posts_unit_id", "observed_posts", ["unit_id"])
    op.create_index("ix_observed_posts_faculty_id", "observed_posts", ["faculty_id"])
    op.create_index("ix_observed_posts_verdict", "observed_posts", ["verdict"])
    op.create_index("observed_posts_by_content", "observed_posts", ["url_hash", "content_hash"], unique=True)


def _create_lexicon_terms() -> None:
    op.create_table(
        "lexicon_terms",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("text", sa.String(200), nullable=False, unique=True),
        sa.Column("category", sa.String(40), nullable=False),
        sa.Column("severity", sa.String(30), nullable=False),
        sa.Column("article", sa.Integer, nullable=False),
        sa.Column("tier_hint", sa.String(20), nullable=False),
        sa.Column("since_version", sa.Integer, nullable=False),
        sa.Column("added_by", sa.String(64), nullable=False),
        sa.Column("added_at", Instant, nullable=False),
    )
    op.create_index("ix_lexicon_terms_category", "lexicon_terms", ["category"])
    op.create_index("ix_lexicon_terms_severity", "lexicon_terms", ["severity"])


def _create_lexicon_allow() -> None:
    op.create_table(
        "lexicon_allow",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("text", sa.String(200), nullable=False, unique=True),
        sa.Column("since_version", sa.Integer, nullable=False),
        sa.Column("added_by", sa.String(64), nullable=False),
        sa.Column("added_at", Instant, nullable=False),
    )


def _create_lexicon_head() -> None:
    op.create_table(
        "lexicon_head",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
