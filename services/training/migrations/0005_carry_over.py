"""What a fund carried over from the year before and into the next, and the index by which a receipt is known again."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("funds", sa.Column("carried_in", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("funds", sa.Column("carried_out", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("funds", sa.Column("carried_to", sa.String(length=36), nullable=True))
    op.create_index("ix_files_sha256", "files", ["sha256"])
