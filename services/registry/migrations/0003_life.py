"""The whole life: reminders, handovers by both sides, sightings, personal accounts, dormancy, what is known for the review."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from services.kit.api import Instant, Json
from services.kit.tables import deadlines

revision = "registry_0003"
down_revision = "registry_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("applications") as applications:
        applications.add_column(sa.Column("reminders", sa.Integer, nullable=False, server_default="0"))
    with op.batch_alter_table("changes") as changes:
        changes.add_column(sa.Column("handover", Json, nullable=False, server_default=sa.text("'{}'")))
        changes.add_column(sa.Column("outgoing_ids", Json, nullable=False, server_default=sa.text("'[]'")))
    with op.batch_alter_table("accounts") as accounts:
        accounts.add_column(sa.Column("dormant_since", Instant))
    with op.batch_alter_table("annual_reviews") as reviews:
        reviews.add_column(sa.Column("inspection", Json))
    op.create_table(
        "options", sa.Column("name", sa.String(40), primary_key=True), sa.Column("value", Json, nullable=False)
    )
    _create_handovers()
    _create_sightings()
    _create_personal_accounts()
    _create_statistics()
    _judge_all()


def _text(name, length):
    return sa.Column(name, sa.String(length), nullable=False)


def _index(table, *names):
    for name in names:
        op.create_index(f"ix_{table}_{name}", table, [name])


def _create_handovers():
    op.create_table(
        "handovers",
        sa.Column("id", sa.String(36), primary_key=True),
        _text("person_id", 36),
        _text("person_name", 60),
        _text("role", 30),
        _text("kind", 20),
        _text("subject_id", 36),
        _text("title", 80),
        sa.Column("tier", sa.Integer, nullable=False),
        _text("unit_id", 36),
        _text("faculty_id", 36),
        sa.Column("noticed_on", sa.Date, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        _text("state", 20),
        sa.Column("done_at", Instant),
        sa.Column("version", sa.Integer, nullable=False),
    )
    _index("handovers", "person_id", "subject_id", "tier", "unit_id", "faculty_id", "state")


def _create_sightings():
    op.create_table(
        "sightings",
        sa.Column("id", sa.String(36), primary_key=True),
        _text("channel", 30),
        _text("handle", 200),
        _text("name", 80),
        _text("url", 1000),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("protected_names", Json, nullable=False),
        _text("account_id", 36),
        _text("state", 20),
        _text("outcome", 20),
        sa.Column("comment", sa.Text, nullable=False),
        _text("by", 36),
        _text("by_name", 60),
        sa.Column("at", Instant, nullable=False),
        _text("handled_by", 36),
        _text("handled_by_name", 60),
        sa.Column("handled_at", Instant),
        sa.Column("version", sa.Integer, nullable=False),
    )
    _index("sightings", "by", "state")


def _create_personal_accounts():
    op.create_table(
        "personal_accounts",
        sa.Column("id", sa.String(36), primary_key=True),
        _text("owner_id", 36),
        _text("owner_name", 60),
        _text("unit_id", 36),
        _text("faculty_id", 36),
        _text("channel", 30),
        _text("handle", 200),
        _text("handle_key", 200),
        _text("name", 60),
        sa.Column("note", sa.Text, nullable=False),
        _text("state", 20),
        sa.Column("reason", sa.Text, nullable=False),
        _text("by", 36),
        _text("by_name", 60),
        sa.Column("at", Instant, nullable=False),
        sa.Column("checked_at", Instant),
        _text("finding", 20),
        sa.Column("version", sa.Integer, nullable=False),
    )
    _index("personal_accounts", "owner_id", "unit_id", "faculty_id", "handle_key")
    op.create_table(
        "personal_checks",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("personal_account_id", sa.String(36), sa.ForeignKey("personal_accounts.id"), nullable=False),
        sa.Column("at", Instant, nullable=False),
        _text("by", 36),
        _text("by_name", 60),
        _text("finding", 20),
        sa.Column("note", sa.Text, nullable=False),
    )
    _index("personal_checks", "personal_account_id")


def _create_statistics():
    op.create_table(
        "account_years",
        sa.Column("account_id", sa.String(36), primary_key=True),
        sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
        *(
            sa.Column(name, sa.Integer, nullable=False)
            for name in ("posts", "faulty_posts", "incidents_i", "incidents_ii", "incidents_iii", "incidents_iv")
        ),
    )


def _judge_all():
    """Accounts that are registered already are watched for silence from now on."""
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM accounts")):
        now = datetime.now(UTC)
        row = {"kind": "account.recount", "subject": "all", "due_at": now, "next_try_at": now}
        op.bulk_insert(deadlines, [{**row, "payload": {}, "attempts": 0, "error": ""}])
