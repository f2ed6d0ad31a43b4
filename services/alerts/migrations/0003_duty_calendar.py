"""Tokens that open a duty calendar: only their hashes are kept."""

import sqlalchemy as sa
from alembic import op

revision = "alerts_0003"
down_revision = "alerts_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_tokens",
        sa.Column("person_id", sa.String(64), primary_key=True),
        sa.Column("token_hash", sa.String(64), nullable=False),
    )
    op.create_index("ix_calendar_tokens_token_hash", "calendar_tokens", ["token_hash"])
