"""The registry's own tables, and which domain class each one keeps."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import registry, relationship

from services.kit.api import Instant, Json, attach
from services.registry.domain.accounts import Account, Entry
from services.registry.domain.applications import Application, Move
from services.registry.domain.names import ProtectedName
from services.registry.domain.people import Attempts, Grant, Person
from services.registry.domain.units import Unit

metadata = sa.MetaData()
attach(metadata)


def id_column(name: str = "id") -> sa.Column[str]:
    return sa.Column(name, sa.String(36), primary_key=True)


def text_column(name: str, length: int, **kwargs: object) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False, **kwargs)  # type: ignore[arg-type]


def version_column() -> sa.Column[int]:
    return sa.Column("version", sa.Integer, nullable=False)


units = sa.Table(
    "units",
    metadata,
    id_column(),
    text_column("name", 80, unique=True),
    text_column("kind", 20, index=True),
    text_column("parent_id", 36, index=True),
    sa.Column("path", Json, nullable=False),
    version_column(),
)

people = sa.Table(
    "people",
    metadata,
    id_column(),
    text_column("username", 50, unique=True),
    text_column("name", 60, index=True),
    text_column("unit_id", 36, index=True),
    text_column("password_hash", 200),
    text_column("number", 200),
    text_column("number_index", 64, index=True),
    text_column("phone", 200),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    version_column(),
)

grants = sa.Table(
    "grants",
    metadata,
    id_column(),
    sa.Column("person_id", sa.String(36), sa.ForeignKey("people.id"), nullable=False, index=True),
    text_column("role", 30),
    text_column("unit_id", 36, index=True),
    sa.Column("from_on", sa.Date),
    sa.Column("until_on", sa.Date),
    text_column("source", 10),
    sa.Index("ix_grants_role", "role", "unit_id"),
)

attempts = sa.Table(
    "sign_in_attempts",
    metadata,
    sa.Column("username", sa.String(50), primary_key=True),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("last_at", Instant, nullable=False, index=True),
    sa.Column("locked_until", Instant),
)

applications = sa.Table(
    "applications",
    metadata,
    id_column(),
    text_column("applicant_id", 36, index=True),
    text_column("applicant_name", 60),
    text_column("channel", 30),
    sa.Column("tier", sa.Integer, nullable=False, index=True),
    text_column("unit_id", 36),
    text_column("faculty_id", 36, index=True),
    text_column("name", 60),
    text_column("handle", 200),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("audience", Json, nullable=False),
    text_column("update_frequency", 200),
    sa.Column("responsible_person", Json, nullable=False),
    sa.Column("administrators", Json, nullable=False),
    sa.Column("adviser", Json),
    sa.Column("review_rules", sa.Text, nullable=False),
    sa.Column("emergency_plan", sa.Text, nullable=False),
    sa.Column("undertaking", sa.Boolean, nullable=False),
    sa.Column("duplicate_reason", sa.Text, nullable=False),
    text_column("state", 20, index=True),
    sa.Column("endorsements", Json, nullable=False),
    sa.Column("waiting_since", Instant),
    sa.Column("reminders", sa.Integer, nullable=False),
    sa.Column("submitted_at", Instant),
    sa.Column("decided_at", Instant),
    text_column("decided_by", 36),
    text_column("reason_code", 20),
    sa.Column("comment", sa.Text, nullable=False),
    sa.Column("account_id", sa.String(36)),
    text_column("file_number", 60),
    sa.Column("created_at", Instant, nullable=False),
    version_column(),
    sa.Index("ix_applications_place", "unit_id", "channel", "state"),
)

moves = sa.Table(
    "application_moves",
    metadata,
    id_column(),
    sa.Column("application_id", sa.String(36), sa.ForeignKey("applications.id"), nullable=False, index=True),
    sa.Column("at", Instant, nullable=False),
    text_column("by", 36),
    text_column("by_name", 60),
    text_column("action", 20),
    text_column("reason_code", 20),
    sa.Column("comment", sa.Text, nullable=False),
    sa.Column("form", Json),
)

file_counters = sa.Table(
    "file_counters",
    metadata,
    sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("tier", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("last", sa.Integer, nullable=False),
)

accounts = sa.Table(
    "accounts",
    metadata,
    id_column(),
    text_column("file_number", 60, unique=True),
    text_column("name", 60),
    text_column("handle", 200),
    text_column("handle_key", 200, index=True),
    text_column("search_key", 300),
    text_column("channel", 30),
    sa.Column("tier", sa.Integer, nullable=False),
    text_column("unit_id", 36),
    text_column("faculty_id", 36, index=True),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("audience", Json, nullable=False),
    text_column("update_frequency", 200),
    sa.Column("responsible_person", Json, nullable=False),
    sa.Column("administrators", Json, nullable=False),
    sa.Column("operator_ids", Json, nullable=False),
    text_column("application_id", 36, unique=True),
    sa.Column("approved_at", Instant, nullable=False),
    text_column("status", 20),
    sa.Column("status_reason", sa.Text, nullable=False),
    sa.Column("status_since", Instant, nullable=False),
    text_column("status_cause", 40),
    sa.Column("late_filings", sa.Integer, nullable=False),
    sa.Column("last_post_at", Instant),
    sa.Column("silent_since", Instant, nullable=False),
    sa.Column("dormant_since", Instant),
    version_column(),
    sa.Index("ix_accounts_place", "unit_id", "channel", "status"),
    sa.Index("ix_accounts_channel", "channel", "id"),
    sa.Index("ix_accounts_tier", "tier", "id"),
    sa.Index("ix_accounts_status", "status", "id"),
    sa.Index("ix_accounts_silence", "status", "silent_since"),
    sa.Index("ix_accounts_approved_at", "approved_at", "tier", "channel", "status"),
)

operators = sa.Table(
    "account_operators",
    metadata,
    sa.Column("account_id", sa.String(36), sa.ForeignKey("accounts.id"), primary_key=True),
    sa.Column("person_id", sa.String(36), primary_key=True, index=True),
)

account_grams = sa.Table(
    "account_grams",
    metadata,
    sa.Column("gram", sa.String(2), primary_key=True),
    sa.Column("account_id", sa.String(36), sa.ForeignKey("accounts.id"), primary_key=True, index=True),
)
"""Every two neighbouring characters of each account's search key."""

entries = sa.Table(
    "account_entries",
    metadata,
    id_column(),
    sa.Column("account_id", sa.String(36), sa.ForeignKey("accounts.id"), nullable=False, index=True),
    sa.Column("at", Instant, nullable=False),
    text_column("by", 36),
    text_column("by_name", 60),
    text_column("field", 40),
    sa.Column("before", Json, nullable=False),
    sa.Column("after", Json, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
)

protected_names = sa.Table(
    "protected_names",
    metadata,
    id_column(),
    text_column("name", 80, unique=True),
    text_column("kind", 20),
    sa.Column("note", sa.Text, nullable=False),
    text_column("unit_id", 36),
    sa.Column("path", Json, nullable=False),
)

mapper = registry(metadata=metadata)
mapper.map_imperatively(Unit, units, version_id_col=units.c.version)
mapper.map_imperatively(Grant, grants)
mapper.map_imperatively(
    Person,
    people,
    version_id_col=people.c.version,
    properties={"grants": relationship(Grant, lazy="selectin", cascade="all, delete-orphan", order_by=grants.c.id)},
)
mapper.map_imperatively(Attempts, attempts)
mapper.map_imperatively(Application, applications, version_id_col=applications.c.version)
mapper.map_imperatively(Move, moves)
mapper.map_imperatively(Account, accounts, version_id_col=accounts.c.version)
mapper.map_imperatively(Entry, entries)
mapper.map_imperatively(ProtectedName, protected_names)
