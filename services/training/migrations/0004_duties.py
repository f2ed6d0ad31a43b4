"""Rules that the college sets, duties of new administrators, and how people stand."""

import sqlalchemy as sa
from alembic import op

from services.kit.database import Instant, Json

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("duties", sa.Column("kind", sa.String(length=20), nullable=False, server_default="incident"))
    op.create_table(
        "rules",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", Json, nullable=False),
        sa.Column("set_at", Instant, nullable=False),
        sa.Column("set_by", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "standings",
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("mode", sa.String(length=20), nullable=False),
        sa.Column("due_at", Instant, nullable=True),
        sa.PrimaryKeyConstraint("person_id"),
    )
