"""Units, people, applications and accounts."""

import sqlalchemy as sa
from alembic import op

from services.kit.api import Instant, Json
from services.kit.tables import create_v1

revision = "registry_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_v1(op.get_bind())
    _create_people()
    _create_applications()
    _create_accounts()


def _text(name, length):
    return sa.Column(name, sa.String(length), nullable=False)


def _create_people():
    op.create_table(
        "units",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("name", sa.String(80), nullable=False, unique=True),
        _text("kind", 20),
        _text("parent_id", 36),
        sa.Column("path", Json, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_index("ix_units_kind", "units", ["kind"])
    op.create_index("ix_units_parent_id", "units", ["parent_id"])
    op.create_table(
        "people",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("username", sa.String(50), nullable=False, unique=True),
        _text("name", 60),
        _text("unit_id", 36),
        _text("password_hash", 200),
        _text("number", 200),
        _text("number_index", 64),
        _text("phone", 200),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    for name in ("name", "unit_id", "number_index"):
        op.create_index(f"ix_people_{name}", "people", [name])
    op.create_table(
        "grants",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("person_id", sa.String(36), sa.ForeignKey("people.id"), nullable=False),
        _text("role", 30),
        _text("unit_id", 36),
        sa.Column("from_on", sa.Date),
        sa.Column("until_on", sa.Date),
    )
    op.create_index("ix_grants_person_id", "grants", ["person_id"])
    op.create_index("ix_grants_unit_id", "grants", ["unit_id"])
    op.create_index("ix_grants_role", "grants", ["role", "unit_id"])
    op.create_table(
        "sign_in_attempts",
        sa.Column("username", sa.String(50), primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("last_at", Instant, nullable=False),
        sa.Column("locked_until", Instant),
    )
    op.create_index("ix_sign_in_attempts_last_at", "sign_in_attempts", ["last_at"])


def _create_applications():
    op.create_table(
        "applications",
        sa.Column("id", sa.String(36), primary_key=True),
        _text("applicant_id", 36),
        _text("applicant_name", 60),
        _text("channel", 30),
        sa.Column("tier", sa.Integer, nullable=False),
        _text("unit_id", 36),
        _text("faculty_id", 36),
        _text("name", 60),
        _text("handle", 200),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("audience", Json, nullable=False),
        _text("update_frequency", 200),
        sa.Column("responsible_person", Json, nullable=False),
        sa.Column("administrators", Json, nullable=False),
        sa.Column("adviser", Json),
        sa.Column("review_rules", sa.Text, nullable=False),
        sa.Column("emergency_plan", sa.Text, nullable=False),
        sa.Column("undertaking", sa.Boolean, nullable=False),
        sa.Column("duplicate_reason", sa.Text, nullable=False),
        _text("state", 20),
        sa.Column("endorsements", Json, nullable=False),
        sa.Column("waiting_since", Instant),
        sa.Column("submitted_at", Instant),
        sa.Column("decided_at", Instant),
        _text("decided_by", 36),
        _text("reason_code", 20),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("account_id", sa.String(36)),
        _text("file_number", 60),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    for name in ("applicant_id", "tier", "faculty_id", "state"):
        op.create_index(f"ix_applications_{name}", "applications", [name])
    op.create_index("ix_applications_place", "applications", ["unit_id", "channel", "state"])
    op.create_table(
        "application_moves",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("application_id", sa.String(36), sa.ForeignKey("applications.id"), nullable=False),
        sa.Column("at", Instant, nullable=False),
        _text("by", 36),
        _text("by_name", 60),
        _text("action", 20),
        _text("reason_code", 20),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("form", Json),
    )
    op.create_index("ix_application_moves_application_id", "application_moves", ["application_id"])
    op.create_table(
        "file_counters",
        sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("tier", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("last", sa.Integer, nullable=False),
    )


def _create_accounts():
    op.create_table(
        "accounts",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("file_number", sa.String(60), nullable=False, unique=True),
        _text("name", 60),
        _text("handle", 200),
        _text("handle_key", 200),
        _text("search_key", 300),
        _text("channel", 30),
        sa.Column("tier", sa.Integer, nullable=False),
        _text("unit_id", 36),
        _text("faculty_id", 36),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("audience", Json, nullable=False),
        _text("update_frequency", 200),
        sa.Column("responsible_person", Json, nullable=False),
        sa.Column("administrators", Json, nullable=False),
        sa.Column("operator_ids", Json, nullable=False),
        sa.Column("application_id", sa.String(36), nullable=False, unique=True),
        sa.Column("approved_at", Instant, nullable=False),
        _text("status", 20),
        sa.Column("status_reason", sa.Text, nullable=False),
        sa.Column("status_since", Instant, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_index("ix_accounts_handle_key", "accounts", ["handle_key"])
    op.create_index("ix_accounts_faculty_id", "accounts", ["faculty_id"])
    op.create_index("ix_accounts_place", "accounts", ["unit_id", "channel", "status"])
    for name in ("channel", "tier", "status"):
        op.create_index(f"ix_accounts_{name}", "accounts", [name, "id"])
    op.create_table(
        "account_operators",
        sa.Column("account_id", sa.String(36), sa.ForeignKey("accounts.id"), primary_key=True),
        sa.Column("person_id", sa.String(36), primary_key=True),
    )
    op.create_index("ix_account_operators_person_id", "account_operators", ["person_id"])
    op.create_table(
        "account_entries",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("account_id", sa.String(36), sa.ForeignKey("accounts.id"), nullable=False),
        sa.Column("at", Instant, nullable=False),
        _text("by", 36),
        _text("by_name", 60),
        _text("field", 40),
        sa.Column("before", Json, nullable=False),
        sa.Column("after", Json, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
    )
    op.create_index("ix_account_entries_account_id", "account_entries", ["account_id"])
