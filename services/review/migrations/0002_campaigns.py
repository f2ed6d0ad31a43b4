"""Campaigns with their material, freezes, and the chains of stages that were set."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from services.kit.database import Instant, Json

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_freezes()
    _create_campaigns()
    _create_materials()
    _create_chains()


def _create_freezes() -> None:
    op.create_table(
        "freezes",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("tier", sa.Integer, nullable=False),
        sa.Column("channel", sa.String(30), nullable=False),
        sa.Column("unit_id", sa.String(36), nullable=False),
        sa.Column("account_ids", Json, nullable=False),
        sa.Column("keywords", Json, nullable=False),
        sa.Column("statement", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("declared_at", Instant, nullable=False),
        sa.Column("lifted_at", Instant, nullable=True),
    )
    op.create_index("ix_freezes_lifted_at", "freezes", ["lifted_at"])


def _create_campaigns() -> None:
    op.create_table(
        "campaigns",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("brief", sa.Text, nullable=False),
        sa.Column("starts_at", Instant, nullable=False),
        sa.Column("ends_at", Instant, nullable=False),
        sa.Column("scope", Json, nullable=False),
        sa.Column("material_version", sa.Integer, nullable=False),
        sa.Column("created_by", sa.String(64), nullable=False),
        sa.Column("created_by_name", sa.String(100), nullable=False),
        sa.Column("created_at", Instant, nullable=False),
    )
    op.create_index("ix_campaigns_ends_at", "campaigns", ["ends_at"])


def _create_materials() -> None:
    op.create_table(
        "materials",
        sa.Column("campaign_id", sa.String(36), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("media", Json, nullable=False),
        sa.Column("approved_by", sa.String(64), nullable=False),
        sa.Column("approved_by_name", sa.String(100), nullable=False),
        sa.Column("approved_role", sa.String(30), nullable=False),
        sa.Column("approved_at", Instant, nullable=False),
    )


def _create_chains() -> None:
    op.create_table(
        "chains",
        sa.Column("tier", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("channel", sa.String(30), primary_key=True),
        sa.Column("steps", Json, nullable=False),
        sa.Column("changed_by", sa.String(64), nullable=False),
        sa.Column("changed_at", Instant, nullable=False),
    )
