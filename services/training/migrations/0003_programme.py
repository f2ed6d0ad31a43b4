"""The yearly plan, places, quotas, the lottery, approval by units, swaps, and files."""

import sqlalchemy as sa
from alembic import op

from services.kit.database import Instant, Json

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

Id, PersonId = sa.String(length=36), sa.String(length=64)


def upgrade() -> None:
    for column in (
        sa.Column("way", sa.String(length=20), nullable=False, server_default="first_come"),
        sa.Column("approval", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("quotas", Json, nullable=False, server_default="{}"),
        sa.Column("required", Json, nullable=True),
        sa.Column("draw_seed", sa.String(length=64), nullable=False, server_default=""),
        sa.Column("draw_promise", sa.String(length=64), nullable=False, server_default=""),
        sa.Column("drawn_at", Instant, nullable=True),
        sa.Column("plan_id", Id, nullable=True),
        sa.Column("series_id", Id, nullable=True),
    ):
        op.add_column("sessions", column)
    op.create_index("ix_sessions_plan_id", "sessions", ["plan_id"])
    op.create_index("ix_sessions_series_id", "sessions", ["series_id"])
    for column in (
        sa.Column("quota_unit", Id, nullable=False, server_default=""),
        sa.Column("ticket", sa.String(length=64), nullable=False, server_default=""),
        sa.Column("decided_by", PersonId, nullable=True),
        sa.Column("decision_note", sa.String(length=500), nullable=False, server_default=""),
    ):
        op.add_column("enrolments", column)
    op.drop_index("uq_enrolments_standing", "enrolments")
    standing = sa.text("state NOT IN ('withdrawn', 'refused')")
    op.create_index(
        "uq_enrolments_standing",
        "enrolments",
        ["session_id", "person_id"],
        unique=True,
        sqlite_where=standing,
        postgresql_where=standing,
    )
    _plan_and_places()
    _seats_and_files()


def _plan_and_places() -> None:
    op.create_table(
        "plans",
        sa.Column("id", Id, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("theme", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("budget", sa.BigInteger(), nullable=False),
        sa.Column("fund_line_id", Id, nullable=True),
        sa.Column("made_by", PersonId, nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("reservation_id", Id, nullable=True),
        sa.Column("decided_by", PersonId, nullable=True),
        sa.Column("decided_at", Instant, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_plans_year", "plans", ["year"])
    op.create_table(
        "places",
        sa.Column("id", Id, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
    )


def _seats_and_files() -> None:
    op.create_table(
        "quotas",
        sa.Column("session_id", Id, nullable=False),
        sa.Column("unit_id", Id, nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"]),
        sa.PrimaryKeyConstraint("session_id", "unit_id"),
        sa.CheckConstraint("taken >= 0 AND taken <= capacity", name="ck_quotas_taken"),
    )
    op.create_table(
        "swaps",
        sa.Column("id", Id, nullable=False),
        sa.Column("person_id", PersonId, nullable=False),
        sa.Column("enrolment_id", Id, nullable=False),
        sa.Column("from_session_id", Id, nullable=False),
        sa.Column("to_session_id", Id, nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        sa.Column("ended_at", Instant, nullable=True),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolments.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_swaps_open", "swaps", ["from_session_id", "to_session_id", "state"])
    op.create_index("ix_swaps_person_id", "swaps", ["person_id"])
    op.create_table(
        "files",
        sa.Column("id", Id, nullable=False),
        sa.Column("owner_id", Id, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("by", PersonId, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_files_owner_id", "files", ["owner_id"])
