"""Incidents with evidence, people, a review and actions; intake from outside; swaps, notes and sensitive periods of duty;
versions of directives, exemptions and proofs of freezes, checks of takedowns; channels of one person, sealed."""

import sqlalchemy as sa
from alembic import op

from services.kit.api import Instant, Json

revision = "alerts_0002"
down_revision = "alerts_0001"
branch_labels = None
depends_on = None


def _id(name="id", **kwargs):
    return sa.Column(name, sa.String(64), nullable=False, **kwargs)


def _text(name, length, **kwargs):
    return sa.Column(name, sa.String(length), nullable=False, **kwargs)


def _long(name):
    return sa.Column(name, sa.Text, nullable=False)


def _flag(name, **kwargs):
    return sa.Column(name, sa.Boolean, nullable=False, **kwargs)


def _number(name, **kwargs):
    return sa.Column(name, sa.Integer, nullable=False, **kwargs)


def _at(name, nullable=False):
    return sa.Column(name, Instant, nullable=nullable)


def _json(name, **kwargs):
    return sa.Column(name, Json, nullable=False, **kwargs)


def _index(table, *columns):
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def _add(table, *columns):
    for column in columns:
        op.add_column(table, column)


def upgrade() -> None:
    _incidents()
    _intake()
    _aftermath()
    _duty()
    _directives()
    _channels()
    for table in ("incident_evidence", "directive_wordings", "duty_notes"):
        _forbid_edits(table)


def _incidents() -> None:
    _add("incidents", _id("merged_into", server_default=""), _json("awaiting", server_default="[]"))
    _index("incidents", "merged_into")
    op.create_table(
        "incident_evidence", _id(primary_key=True), _id("incident_id"), _text("name", 200), _text("media_type", 100),
        _number("size"), _text("sha256", 64), _text("url", 2000), _text("note", 2000), _at("taken_at"), _id("kept_by"),
        _text("kept_by_name", 200), _at("kept_at"), sa.Column("content", sa.LargeBinary, nullable=False),
    )  # fmt: skip
    _index("incident_evidence", "incident_id")
    op.create_table(
        "incident_people", _id(primary_key=True), _id("incident_id"), _id("person_id"), _text("name", 200), _text("part", 20),
        _text("note", 1000), _id("named_by"), _at("named_at"),
    )  # fmt: skip
    _index("incident_people", "incident_id")


def _intake() -> None:
    _add(
        "intake_rules",
        _text("grouping", 10, server_default="account"),
        _flag("inhibited", server_default=sa.true()),
        _flag("active", server_default=sa.true()),
    )
    op.create_table(
        "severities", sa.Column("severity", sa.String(4), primary_key=True), _text("zh", 2000), _text("en", 2000),
        _number("takedown_minutes"),
    )  # fmt: skip
    op.create_table(
        "intake_sources", _id(primary_key=True), _text("name", 200), _text("secret", 500), _text("severity", 4),
        _flag("active"), _at("made_at"), _at("last_used_at", nullable=True), _number("used"), _number("version"),
    )  # fmt: skip


def _aftermath() -> None:
    op.create_table(
        "incident_reviews", _id("incident_id", primary_key=True), _at("held_at"), _long("causes"), _long("handling"),
        _long("lessons"), _id("written_by"), _text("written_by_name", 200), _at("written_at"), _number("version"),
    )  # fmt: skip
    op.create_table(
        "incident_actions", _id(primary_key=True), _id("incident_id"), _text("text", 1000), _id("owner_id"),
        _text("owner_name", 200), sa.Column("due_on", sa.Date, nullable=False), _id("set_by"), _at("set_at"),
        _text("state", 10), _flag("overdue"), _id("done_by"), _at("done_at", nullable=True), _text("outcome", 1000),
        _number("version"),
    )  # fmt: skip
    _index("incident_actions", "incident_id")
    _index("incident_actions", "owner_id", "state")


def _duty() -> None:
    _add(
        "rotas",
        _text("hours_from", 5, server_default=""),
        _text("hours_to", 5, server_default=""),
        _flag("sensitive_only", server_default=sa.false()),
    )
    _add("escalation_policies", _flag("sensitive_only", server_default=sa.false()))
    op.create_table(
        "sensitive_periods", _id(primary_key=True), _text("name", 200), _at("starts_at"), _at("ends_at"), _text("reason", 500),
        _id("made_by"), _at("made_at"), _flag("active"), _number("version"),
    )  # fmt: skip
    _index("sensitive_periods", "ends_at")
    op.create_table(
        "duty_swaps", _id(primary_key=True), _id("rota_id"), _id("asker_id"), _id("asked_id"), _at("gives_from"),
        _at("gives_until"), _at("takes_from"), _at("takes_until"), _text("reason", 500), _text("state", 10),
        _at("asked_at"), _at("answered_at", nullable=True), _number("version"),
    )  # fmt: skip
    _index("duty_swaps", "asked_id", "state")
    _index("duty_swaps", "asker_id")
    op.create_table(
        "duty_notes", _id(primary_key=True), _id("rota_id"), _long("text"), _id("written_by"), _text("written_by_name", 200),
        _at("written_at"),
    )  # fmt: skip
    _index("duty_notes", "rota_id")


def _directives() -> None:
    _add(
        "directives",
        _number("wording", server_default="1"),
        _number("delivered_count", server_default="0"),
        _json("reminders", server_default="[]"),
        _at("withdrawn_at", nullable=True),
        sa.Column("withdraw_reason", sa.Text, nullable=False, server_default=""),
    )
    op.create_table(
        "directive_wordings", _id("directive_id", primary_key=True), _number("number", primary_key=True, autoincrement=False),
        _long("text"), _text("text_hash", 64), _id("issued_by"), _text("issued_by_name", 200), _at("issued_at"),
        _text("reason", 500),
    )  # fmt: skip
    _add("directive_receipts", _at("delivered_at", nullable=True), _number("wording", server_default="1"))
    _add("freezes", _json("exempt", server_default="[]"))
    op.create_table(
        "freeze_proofs", _id("freeze_id", primary_key=True), sa.Column("process", sa.String(200), primary_key=True),
        _text("step", 10), _at("obeyed_at"), _number("held"),
    )  # fmt: skip
    _add(
        "takedowns",
        _text("check_state", 10, server_default=""),
        _at("check_at", nullable=True),
        _number("polls", server_default="0"),
        _at("checked_at", nullable=True),
        _id("checked_by", server_default=""),
        _text("check_note", 1000, server_default=""),
    )
    _index("takedowns", "check_state", "check_at")


def _channels() -> None:
    _add("channels", _id("person_id", server_default=""))
    with op.batch_alter_table("channels") as channels:
        for name, length in (("url", 2000), ("secret", 500)):  # sealed, they are longer than they were
            channels.alter_column(name, existing_type=sa.String(length), type_=sa.Text(), existing_nullable=False)
    _index("channels", "person_id")


def _forbid_edits(table: str) -> None:
    """Entries are added, never changed or deleted: the database itself refuses it."""
    if op.get_bind().dialect.name == "sqlite":
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_edit()"
    )
