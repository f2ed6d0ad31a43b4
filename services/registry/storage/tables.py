"""The registry's own tables, and which domain class each one keeps."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import registry, relationship

from services.kit.api import Instant, Json, attach
from services.registry.domain.accounts import Account, Entry
from services.registry.domain.applications import Application, Move
from services.registry.domain.people import Attempts, Grant, Person
from services.registry.domain.units import Unit

metadata = sa.MetaData()
attach(metadata)


def _id(name: str = "id") -> sa.Column[str]:
    return sa.Column(name, sa.String(36), primary_key=True)


def _text(name: str, length: int, **kwargs: object) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False, **kwargs)  # type: ignore[arg-type]


def _version() -> sa.Column[int]:
    return sa.Column("version", sa.Integer, nullable=False)


units = sa.Table(
    "units",
    metadata,
    _id(),
    _text("name", 80, unique=True),
    _text("kind", 20, index=True),
    _text("parent_id", 36, index=True),
    sa.Column("path", Json, nullable=False),
    _version(),
)

people = sa.Table(
    "people",
    metadata,
    _id(),
    _text("username", 50, unique=True),
    _text("name", 60, index=True),
    _text("unit_id", 36, index=True),
    _text("password_hash", 200),
    _text("number", 200),
    _text("number_index", 64, index=True),
    _text("phone", 200),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    _version(),
)

grants = sa.Table(
    "grants",
    metadata,
    _id(),
    sa.Column("person_id", sa.String(36), sa.ForeignKey("people.id"), nullable=False, index=True),
    _text("role", 30),
    _text("unit_id", 36, index=True),
    sa.Column("from_on", sa.Date),
    sa.Column("until_on", sa.Date),
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
    _id(),
    _text("applicant_id", 36, index=True),
    _text("applicant_name", 60),
    _text("channel", 30),
    sa.Column("tier", sa.Integer, nullable=False, index=True),
    _text("unit_id", 36),
    _text("faculty_id", 36, index=True),
    _text("name", 60),
    _text("handle", 200),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("audience", Json, nullable=False),
    _text("update_frequency", 200),
    sa.Column("responsible_person", Json, nullable=False),
    sa.Column("administrators", Json, nullable=False),
    sa.Column("adviser", Json),
    sa.Column("review_rules", sa.Text, nullable=False),
    sa.Column("emergency_plan", sa.Text, nullable=False),
    sa.Column("undertaking", sa.Boolean, nullable=False),
    sa.Column("duplicate_reason", sa.Text, nullable=False),
    _text("state", 20, index=True),
    sa.Column("endorsements", Json, nullable=False),
    sa.Column("waiting_since", Instant),
    sa.Column("submitted_at", Instant),
    sa.Column("decided_at", Instant),
    _text("decided_by", 36),
    _text("reason_code", 20),
    sa.Column("comment", sa.Text, nullable=False),
    sa.Column("account_id", sa.String(36)),
    _text("file_number", 60),
    sa.Column("created_at", Instant, nullable=False),
    _version(),
    sa.Index("ix_applications_place", "unit_id", "channel", "state"),
)

moves = sa.Table(
    "application_moves",
    metadata,
    _id(),
    sa.Column("application_id", sa.String(36), sa.ForeignKey("applications.id"), nullable=False, index=True),
    sa.Column("at", Instant, nullable=False),
    _text("by", 36),
    _text("by_name", 60),
    _text("action", 20),
    _text("reason_code", 20),
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
    _id(),
    _text("file_number", 60, unique=True),
    _text("name", 60),
    _text("handle", 200),
    _text("handle_key", 200, index=True),
    _text("search_key", 300),
    _text("channel", 30),
    sa.Column("tier", sa.Integer, nullable=False),
    _text("unit_id", 36),
    _text("faculty_id", 36, index=True),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("audience", Json, nullable=False),
    _text("update_frequency", 200),
    sa.Column("responsible_person", Json, nullable=False),
    sa.Column("administrators", Json, nullable=False),
    sa.Column("operator_ids", Json, nullable=False),
    _text("application_id", 36, unique=True),
    sa.Column("approved_at", Instant, nullable=False),
    _text("status", 20),
    sa.Column("status_reason", sa.Text, nullable=False),
    sa.Column("status_since", Instant, nullable=False),
    _version(),
    sa.Index("ix_accounts_place", "unit_id", "channel", "status"),
    sa.Index("ix_accounts_channel", "channel", "id"),
    sa.Index("ix_accounts_tier", "tier", "id"),
    sa.Index("ix_accounts_status", "status", "id"),
)

operators = sa.Table(
    "account_operators",
    metadata,
    sa.Column("account_id", sa.String(36), sa.ForeignKey("accounts.id"), primary_key=True),
    sa.Column("person_id", sa.String(36), primary_key=True, index=True),
)

entries = sa.Table(
    "account_entries",
    metadata,
    _id(),
    sa.Column("account_id", sa.String(36), sa.ForeignKey("accounts.id"), nullable=False, index=True),
    sa.Column("at", Instant, nullable=False),
    _text("by", 36),
    _text("by_name", 60),
    _text("field", 40),
    sa.Column("before", Json, nullable=False),
    sa.Column("after", Json, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
)

_mapper = registry(metadata=metadata)
_mapper.map_imperatively(Unit, units, version_id_col=units.c.version)
_mapper.map_imperatively(Grant, grants)
_mapper.map_imperatively(
    Person,
    people,
    version_id_col=people.c.version,
    properties={"grants": relationship(Grant, lazy="selectin", cascade="all, delete-orphan", order_by=grants.c.id)},
)
_mapper.map_imperatively(Attempts, attempts)
_mapper.map_imperatively(Application, applications, version_id_col=applications.c.version)
_mapper.map_imperatively(Move, moves)
_mapper.map_imperatively(Account, accounts, version_id_col=accounts.c.version)
_mapper.map_imperatively(Entry, entries)
