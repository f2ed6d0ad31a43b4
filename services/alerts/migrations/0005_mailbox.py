"""How far the mailbox for reports was read, and which mails were taken."""

import sqlalchemy as sa
from alembic import op

revision = "alerts_0005"
down_revision = "alerts_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mail_cursors",
        sa.Column("mailbox", sa.String(64), primary_key=True),
        sa.Column("validity", sa.BigInteger, nullable=False),
        sa.Column("uid", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "mails_taken",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("incident_id", sa.String(64), nullable=False),
    )
