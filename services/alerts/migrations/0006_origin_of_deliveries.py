"""A delivery keeps the trace that brought it about; the version before, which runs on beside this one, writes none."""

import sqlalchemy as sa
from alembic import op

revision = "alerts_0006"
down_revision = "alerts_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("deliveries", sa.Column("origin", sa.String(60), nullable=False, server_default=""))
