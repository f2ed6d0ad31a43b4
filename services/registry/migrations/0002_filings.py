"""Protected names, changes with their deadlines, annual reviews, attachments."""

import sqlalchemy as sa
from alembic import op

from services.kit.api import Instant, Json

revision = "registry_0002"
down_revision = "registry_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("accounts") as accounts:
        accounts.add_column(sa.Column("status_cause", sa.String(40), nullable=False, server_default=""))
        accounts.add_column(sa.Column("late_filings", sa.Integer, nullable=False, server_default="0"))
        accounts.add_column(sa.Column("last_post_at", Instant))
    op.create_table(
        "protected_names",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("name", sa.String(80), nullable=False, unique=True),
        _text("kind", 20),
        sa.Column("note", sa.Text, nullable=False),
        _text("unit_id", 36),
        sa.Column("path", Json, nullable=False),
    )
    _create_changes()
    _create_annual()
    _create_attachments()


def _text(name, length):
    return sa.Column(name, sa.String(length), nullable=False)


def _place():
    return (
        sa.Column("account_id", sa.String(36), sa.ForeignKey("accounts.id"), nullable=False),
        sa.Column("tier", sa.Integer, nullable=False),
        _text("unit_id", 36),
        _text("faculty_id", 36),
    )


def _index(table, *names):
    for name in names:
        op.create_index(f"ix_{table}_{name}", table, [name])


def _create_changes():
    op.create_table(
        "changes",
        sa.Column("id", sa.String(36), primary_key=True),
        *_place(),
        _text("kind", 30),
        sa.Column("before", Json, nullable=False),
        sa.Column("after", Json, nullable=False),
        sa.Column("changed_on", sa.Date, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("filed_at", Instant, nullable=False),
        _text("filed_by", 36),
        _text("filed_by_name", 60),
        sa.Column("late", sa.Boolean, nullable=False),
        sa.Column("handover_confirmed", sa.Boolean, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        _text("state", 20),
        _text("decided_by", 36),
        _text("decided_by_name", 60),
        sa.Column("decided_at", Instant),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("people_ids", Json, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    _index("changes", "account_id", "tier", "unit_id", "faculty_id", "filed_by", "state")
    op.create_table(
        "filings",
        sa.Column("id", sa.String(36), primary_key=True),
        *_place(),
        _text("kind", 30),
        sa.Column("changed_on", sa.Date, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        _text("cause", 30),
        sa.Column("note", sa.Text, nullable=False),
        _text("person_id", 36),
        _text("state", 20),
        _text("change_id", 36),
        sa.Column("noticed_at", Instant, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    _index("filings", "account_id", "tier", "unit_id", "faculty_id", "state")


def _create_annual():
    op.create_table(
        "annual_rounds",
        sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("opens_on", sa.Date, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("criteria", Json, nullable=False),
        _text("opened_by", 36),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("closed", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_table(
        "annual_reviews",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("year", sa.Integer, sa.ForeignKey("annual_rounds.year"), nullable=False),
        *_place(),
        _text("state", 20),
        sa.Column("assessment", Json),
        _text("assessed_by", 36),
        sa.Column("assessed_at", Instant),
        _text("verdict", 20),
        sa.Column("scores", Json, nullable=False),
        sa.Column("total", sa.Float),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("rectify_by", sa.Date),
        _text("decided_by", 36),
        sa.Column("decided_at", Instant),
        sa.Column("overdue", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.UniqueConstraint("year", "account_id", name="uq_annual_reviews_account"),
    )
    _index("annual_reviews", "account_id", "tier", "unit_id", "faculty_id")
    op.create_index("ix_annual_reviews_state", "annual_reviews", ["year", "state"])


def _create_attachments():
    op.create_table(
        "attachments",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("application_id", sa.String(36), sa.ForeignKey("applications.id"), nullable=False),
        _text("name", 200),
        _text("media_type", 60),
        sa.Column("size", sa.Integer, nullable=False),
        _text("sha256", 64),
        sa.Column("content", sa.LargeBinary, nullable=False),
        _text("by", 36),
        _text("by_name", 60),
        sa.Column("at", Instant, nullable=False),
    )
    _index("attachments", "application_id")
