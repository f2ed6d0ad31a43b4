"""A seal says by id, too, in whose place somebody approved, so that the name can be forgotten."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from services.kit.database import Json

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

seals = sa.table(
    "seals", sa.column("id"), sa.column("submission_id"), sa.column("version"), sa.column("approvals", Json)
)
decisions = sa.table(
    "decisions", *map(sa.column, ("submission_id", "version", "stage", "decided_by", "for_id", "for_name", "decision"))
)


def upgrade() -> None:
    connection = op.get_bind()
    named = sa.cast(seals.c.approvals, sa.Text).contains('"for_name"')
    for row in connection.execute(sa.select(seals).where(named)).all():
        approvals = [_with_id(connection, row, approval) for approval in row.approvals]
        connection.execute(sa.update(seals).where(seals.c.id == row.id).values(approvals=approvals))


def _with_id(connection: sa.Connection, seal: sa.Row[Any], approval: dict[str, Any]) -> dict[str, Any]:
    if "for_name" not in approval or "for_id" in approval:
        return approval
    made = sa.select(decisions.c.for_id, decisions.c.for_name).where(
        decisions.c.submission_id == seal.submission_id,
        decisions.c.version == seal.version,
        decisions.c.stage == approval["stage"],
        decisions.c.decided_by == approval["person_id"],
        decisions.c.decision == "approve",
    )
    found = connection.execute(made).first()
    # The decision's own row may have lost the name already: then it goes here as well.
    return {**approval, "for_id": found.for_id, "for_name": found.for_name} if found else approval
