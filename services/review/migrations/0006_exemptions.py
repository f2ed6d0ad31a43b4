"""Accounts that a freeze leaves out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from services.kit.api import Json

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("freezes", sa.Column("exempt_account_ids", Json, nullable=False, server_default="[]"))
