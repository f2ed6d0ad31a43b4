"""The version before, which runs on beside this one while it is upgraded, knows nothing of silence: its accounts begin now."""

import sqlalchemy as sa
from alembic import op

revision = "registry_0007"
down_revision = "registry_0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("accounts") as accounts:
        accounts.alter_column(
            "silent_since",
            existing_type=sa.DateTime(timezone=True),
            existing_nullable=False,
            server_default=sa.func.current_timestamp(),
        )
