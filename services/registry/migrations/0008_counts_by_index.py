"""What a board counts of the register is counted in an index, and its trend reads the accounts of the last weeks only."""

from alembic import op

revision = "registry_0008"
down_revision = "registry_0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_accounts_approved_at", "accounts", ["approved_at", "tier", "channel", "status"])
