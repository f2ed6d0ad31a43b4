"""The tables of the first version, and a timeline that nobody can edit."""

import sqlalchemy as sa
from alembic import op

from services.kit.api import Instant, Json
from services.kit.tables import create_v1

revision = "alerts_0001"
down_revision = None
branch_labels = None
depends_on = None


def _id(name="id", **kwargs):
    return sa.Column(name, sa.String(64), nullable=False, **kwargs)


def _text(name, length):
    return sa.Column(name, sa.String(length), nullable=False)


def _long(name):
    return sa.Column(name, sa.Text, nullable=False)


def _flag(name):
    return sa.Column(name, sa.Boolean, nullable=False)


def _number(name, **kwargs):
    return sa.Column(name, sa.Integer, nullable=False, **kwargs)


def _at(name, nullable=False):
    return sa.Column(name, Instant, nullable=nullable)


def _json(name):
    return sa.Column(name, Json, nullable=False)


def upgrade() -> None:
    create_v1(op.get_bind())
    _register()
    _incidents()
    _directives()
    _duty()
    _messages()
    _delivery()
    _forbid_edits("incident_timeline")


def _index(table, *columns, name="", unique=False):
    op.create_index(name or f"ix_{table}_{'_'.join(columns)}", table, list(columns), unique=unique)


def _register() -> None:
    op.create_table(
        "accounts", _id(primary_key=True), _text("name", 200), _text("handle", 200), _text("channel", 40), _number("tier"),
        _id("unit_id"), _text("unit_name", 200), _id("faculty_id"), _text("responsible_person", 200), _text("status", 20),
    )  # fmt: skip
    _index("accounts", "unit_id")
    _index("accounts", "faculty_id")
    op.create_table("account_operators", _id("account_id", primary_key=True), _id("person_id", primary_key=True))
    _index("account_operators", "person_id")
    op.create_table("units", _id(primary_key=True), _text("name", 200), _text("kind", 40))
    op.create_table("unit_paths", _id("unit_id", primary_key=True), _id("ancestor_id", primary_key=True))
    _index("unit_paths", "ancestor_id")
    op.create_table(
        "people", _id(primary_key=True), _text("username", 100), _text("name", 200), _id("unit_id"), _flag("active")
    )
    op.create_table(
        "grants",
        _id("person_id", primary_key=True),
        sa.Column("role", sa.String(40), primary_key=True),
        _id("unit_id", primary_key=True),
    )
    _index("grants", "role", "unit_id", name="ix_grants_role_unit")


def _incidents() -> None:
    op.create_table(
        "intake_rules",
        sa.Column("kind", sa.String(60), primary_key=True),
        _text("severity", 4),
        _number("window_minutes"),
    )
    op.create_table(
        "incidents", _id(primary_key=True), _text("title", 200), _text("severity", 4), _text("kind", 60), _text("source", 200),
        _id("account_id"), _long("summary"), _id("reported_by"), _at("reported_at"),
        sa.Column("dedup_key", sa.String(240), nullable=True, unique=True), _text("state", 20), _id("owner_id"),
        _text("owner_name", 200), _id("policy_id"), _number("escalation_level"), _number("escalation_round"),
        _number("sightings"), _at("last_seen_at", nullable=True), _at("acknowledged_at", nullable=True), _id("acknowledged_by"),
        _at("contained_at", nullable=True), _at("resolved_at", nullable=True), _at("closed_at", nullable=True),
        _number("entries"), _number("version"),
    )  # fmt: skip
    _index("incidents", "account_id")
    _index("incidents", "reported_by")
    _index("incidents", "severity")
    _index("incidents", "state", "severity")
    op.create_table(
        "incident_timeline", _id("incident_id", primary_key=True), _number("number", primary_key=True, autoincrement=False),
        _at("at"), _id("actor_id"), _text("actor_name", 200), _text("action", 60), _json("details"),
    )  # fmt: skip
    op.create_table(
        "incident_posts", _id(primary_key=True), _id("incident_id"), _id("observed_post_id"), _text("url", 2000),
        _text("title", 500), _long("excerpt"), _text("published_at", 40), _text("verdict", 60),
        _id("submission_id"), _at("seen_at"), _text("checksum", 64),
    )  # fmt: skip
    op.create_table(
        "seals", _id("submission_id", primary_key=True), _id("account_id"), _text("fingerprint", 80), _json("approved_by"),
        _at("sealed_at"),
    )  # fmt: skip
    _index("incident_posts", "incident_id")
    _index("incident_posts", "observed_post_id")
    op.create_table(
        "escalation_steps", _id("incident_id", primary_key=True), _number("round", primary_key=True, autoincrement=False),
        _number("level", primary_key=True, autoincrement=False), _at("due_at"), _at("fired_at"), _json("told"),
    )  # fmt: skip
    op.create_table(
        "takedowns", _id(primary_key=True), _id("incident_id"), _id("account_id"), _text("url", 2000), _at("due_at"),
        _id("asked_by"), _at("asked_at"), _text("state", 10), _flag("overdue"), _flag("late"), _long("evidence"),
        _id("done_by"), _at("done_at", nullable=True), _number("version"),
    )  # fmt: skip
    _index("takedowns", "account_id")
    _index("takedowns", "state")
    _index("takedowns", "incident_id", "account_id", "url", name="ix_takedowns_copy", unique=True)


def _directives() -> None:
    op.create_table(
        "directives", _id(primary_key=True), _id("incident_id"), _long("text"), _text("text_hash", 64), _json("scope"),
        _at("due_at"), _id("issued_by"), _text("issued_by_name", 200), _at("issued_at"), _number("total"),
        _number("read_count"), _number("done_count"), _at("reminded_at", nullable=True), _at("overdue_at", nullable=True),
        _number("version"),
    )  # fmt: skip
    _index("directives", "incident_id")
    _index("directives", "due_at")
    op.create_table(
        "directive_receipts", _id("directive_id", primary_key=True), _id("account_id", primary_key=True), _text("state", 10),
        _text("url", 2000), _at("read_at", nullable=True), _id("read_by"), _at("done_at", nullable=True), _id("done_by"),
        _flag("overdue"), _flag("late"),
    )  # fmt: skip
    _index("directive_receipts", "account_id")
    _index("directive_receipts", "directive_id", "state", name="ix_directive_receipts_state")
    op.create_table(
        "freezes", _id(primary_key=True), _json("scope"), _long("reason"), _json("keywords"), _long("statement"),
        _at("until", nullable=True), _id("declared_by"), _text("declared_by_name", 200), _at("declared_at"),
        _text("state", 20), _at("lifted_at", nullable=True), _id("lifted_by"), _long("lift_reason"), _number("version"),
    )  # fmt: skip
    _index("freezes", "state")


def _duty() -> None:
    op.create_table(
        "rotas", _id(primary_key=True), _text("name", 200), _text("kind", 10), _json("person_ids"),
        sa.Column("starts_on", sa.Date, nullable=False), _text("handover", 5), _json("turns"), _at("made_at"), _flag("active"),
        _number("version"),
    )  # fmt: skip
    _index("rotas", "active")
    op.create_table(
        "duty_overrides", _id(primary_key=True), _id("rota_id"), _id("person_id"), _at("starts_at"), _at("ends_at"),
        _text("reason", 500), _id("made_by"), _at("made_at"),
    )  # fmt: skip
    _index("duty_overrides", "rota_id")
    _index("duty_overrides", "ends_at")
    op.create_table(
        "escalation_policies", _id(primary_key=True), _text("name", 200), _json("severities"), _json("steps"),
        _number("repeat"), _number("acknowledged_minutes"), _at("made_at"), _flag("active"), _number("version"),
    )  # fmt: skip
    _index("escalation_policies", "active")


def _messages() -> None:
    op.create_table(
        "messages", _id(primary_key=True), _id("person_id"), _text("kind", 60), _text("subject", 60), _id("subject_id"),
        _long("zh"), _long("en"), _at("sent_at"), _at("read_at", nullable=True),
    )  # fmt: skip
    _index("messages", "person_id", "id", name="ix_messages_person")
    _index("messages", "person_id", "read_at", name="ix_messages_unread")


def _delivery() -> None:
    op.create_table(
        "channels", _id(primary_key=True), _text("kind", 20), _text("name", 200), _text("url", 2000), _text("secret", 500),
        _json("settings"), _json("notices"), _json("severities"), _text("language", 5), _at("made_at"), _flag("active"),
        _number("failures"), _at("last_sent_at", nullable=True), _text("last_error", 1000), _number("version"),
    )  # fmt: skip
    _index("channels", "active")
    op.create_table(
        "deliveries", _id(primary_key=True), _id("channel_id"), _text("kind", 60), _text("subject", 60), _id("subject_id"),
        _text("severity", 4), _text("title", 200), _long("zh"), _long("en"), _at("created_at"), _at("next_try_at"),
        _text("state", 10), _number("attempts"), _at("sent_at", nullable=True), _text("code", 60), _text("answer", 1000),
        _id("digest_id"),
    )  # fmt: skip
    _index("deliveries", "state", "next_try_at", name="ix_deliveries_due")
    _index("deliveries", "channel_id", "state", name="ix_deliveries_channel")
    op.create_table(
        "delivery_attempts", _id(primary_key=True), _id("delivery_id"), _id("channel_id"), _at("at"), _text("result", 20),
        _text("code", 60), _text("answer", 1000), _number("milliseconds"),
    )  # fmt: skip
    _index("delivery_attempts", "delivery_id")
    _index("delivery_attempts", "channel_id", "at", name="ix_delivery_attempts_channel_at")
    op.create_table(
        "message_templates", sa.Column("channel_kind", sa.String(20), primary_key=True),
        sa.Column("notice", sa.String(60), primary_key=True), sa.Column("language", sa.String(5), primary_key=True), _long("text"),
    )  # fmt: skip


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
        "CREATE FUNCTION refuse_edit() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_edit()"
    )
