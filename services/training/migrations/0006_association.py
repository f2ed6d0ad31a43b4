"""The association's departments, terms of office, activities with points, graduation and hand-overs."""

import sqlalchemy as sa
from alembic import op

from services.kit.database import Instant

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

Id, PersonId = sa.String(length=36), sa.String(length=64)


def upgrade() -> None:
    op.add_column("members", sa.Column("points", sa.Float(), nullable=False, server_default="0"))
    op.add_column("members", sa.Column("graduates_at", Instant, nullable=True))
    op.create_table(
        "departments",
        sa.Column("id", Id, nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("work", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "terms",
        sa.Column("id", Id, nullable=False),
        sa.Column("member_id", Id, nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("department", sa.String(length=100), nullable=False),
        sa.Column("began_at", Instant, nullable=False),
        sa.Column("ends_at", Instant, nullable=True),
        sa.Column("ended_at", Instant, nullable=True),
        sa.Column("end_reason", sa.String(length=20), nullable=False),
        sa.Column("successor_id", Id, nullable=True),
        sa.Column("notes", sa.String(length=2000), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_terms_member", "terms", ["member_id", "ended_at"])
    op.create_table(
        "activities",
        sa.Column("id", Id, nullable=False),
        sa.Column("member_id", Id, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("hours", sa.Float(), nullable=False),
        sa.Column("points", sa.Float(), nullable=False),
        sa.Column("happened_at", Instant, nullable=False),
        sa.Column("certificate_number", sa.String(length=40), nullable=False),
        sa.Column("noted_by", PersonId, nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_activities_member", "activities", ["member_id", "happened_at"])
    op.create_index("ix_activities_certificate_number", "activities", ["certificate_number"])
