"""An index of neighbouring characters, so that any part of a name or handle is found by index on every database."""

import sqlalchemy as sa
from alembic import op

revision = "registry_0004"
down_revision = "registry_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    grams = op.create_table(
        "account_grams",
        sa.Column("gram", sa.String(2), primary_key=True),
        sa.Column("account_id", sa.String(36), sa.ForeignKey("accounts.id"), primary_key=True),
    )
    op.create_index("ix_account_grams_account_id", "account_grams", ["account_id"])
    for account_id, key in op.get_bind().execute(sa.text("SELECT id, search_key FROM accounts")).all():
        found = sorted({key[at : at + 2] for at in range(len(key) - 1)})
        if found:
            op.bulk_insert(grams, [{"gram": gram, "account_id": account_id} for gram in found])
