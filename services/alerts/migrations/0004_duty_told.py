"""Who was told last that duty by a rota is theirs, so that each passing on is told once, whatever brought it about."""

import sqlalchemy as sa
from alembic import op

revision = "alerts_0004"
down_revision = "alerts_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "duty_told",
        sa.Column("rota_id", sa.String(64), primary_key=True),
        sa.Column("person_id", sa.String(64), nullable=False),
    )
