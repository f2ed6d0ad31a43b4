"""How those who run accounts stand by the rules of training."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "training_standings",
        sa.Column("person_id", sa.String(64), primary_key=True),
        sa.Column("mode", sa.String(20), nullable=False),
        sa.Column("due_at", sa.String(40), nullable=False),
        sa.Column("zh", sa.String(500), nullable=False),
        sa.Column("en", sa.String(500), nullable=False),
    )
