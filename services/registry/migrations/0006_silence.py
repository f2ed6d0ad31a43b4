"""Since when an account is silent stands beside it, so that dormant accounts are found by index."""

import sqlalchemy as sa
from alembic import op

from services.kit.api import Instant

revision = "registry_0006"
down_revision = "registry_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("accounts", sa.Column("silent_since", Instant))
    op.execute("UPDATE accounts SET silent_since = coalesce(last_post_at, approved_at)")
    with op.batch_alter_table("accounts") as accounts:
        accounts.alter_column("silent_since", existing_type=sa.DateTime(timezone=True), nullable=False)
        accounts.create_index("ix_accounts_silence", ["status", "silent_since"])
