"""What a freeze holds is found by its state: an index of its own for `held_by` cost a write at every step of every text."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_submissions_held_by", "submissions")
