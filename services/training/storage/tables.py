"""The tables of the training service, and how the domain's classes lie in them. Mapped once, when this is imported."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import orm

from services.kit.api import Instant, Json
from services.training.domain.certificates import Certificate
from services.training.domain.duties import Duty
from services.training.domain.enrolments import Enrolment
from services.training.domain.sessions import Seats, Session
from services.training.storage import fund_tables, member_tables, plan_tables  # noqa: F401  (completes the metadata)
from services.training.storage.schema import Id, PersonId, metadata

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("calendar_key", sa.String(60), nullable=False, unique=True),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("title", sa.String(200), nullable=False),
    sa.Column("theme", sa.String(200), nullable=False),
    sa.Column("speaker", sa.String(200), nullable=False),
    sa.Column("place", sa.String(200), nullable=False),
    sa.Column("starts_at", Instant, nullable=False),
    sa.Column("ends_at", Instant, nullable=False, index=True),
    sa.Column("enrol_opens_at", Instant, nullable=False),
    sa.Column("enrol_closes_at", Instant, nullable=False),
    sa.Column("audience", Json, nullable=False),
    sa.Column("hours", sa.Float, nullable=False),
    sa.Column("confirm_hours", sa.Integer, nullable=False),
    sa.Column("certificate_months", sa.Integer, nullable=False),
    sa.Column("budget", sa.BigInteger, nullable=False),
    sa.Column("way", sa.String(20), nullable=False),
    sa.Column("approval", sa.Boolean, nullable=False),
    sa.Column("quotas", Json, nullable=False),
    sa.Column("required", Json, nullable=True),
    sa.Column("draw_seed", sa.String(64), nullable=False),
    sa.Column("draw_promise", sa.String(64), nullable=False),
    sa.Column("drawn_at", Instant, nullable=True),
    sa.Column("plan_id", Id, nullable=True, index=True),
    sa.Column("series_id", Id, nullable=True, index=True),
    sa.Column("fund_line_id", Id, nullable=True),
    sa.Column("reservation_id", Id, nullable=True),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("cancel_reason", sa.String(500), nullable=False),
    sa.Column("announced_by", PersonId, nullable=False),
    sa.Column("announced_at", Instant, nullable=False),
    sa.Column("check_in_secret", sa.String(64), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Index("ix_sessions_filters", "state", "kind", "calendar_key"),
)

seats = sa.Table(
    "seats",
    metadata,
    sa.Column("session_id", Id, sa.ForeignKey("sessions.id"), primary_key=True),
    sa.Column("capacity", sa.Integer, nullable=False),
    sa.Column("taken", sa.Integer, nullable=False),
    sa.Column("waiting", sa.Integer, nullable=False),
    sa.Column("arrivals", sa.Integer, nullable=False),
    sa.Column("open", sa.Boolean, nullable=False),
)

enrolments = sa.Table(
    "enrolments",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("session_id", Id, sa.ForeignKey("sessions.id"), nullable=False),
    sa.Column("person_id", PersonId, nullable=False),
    sa.Column("person_name", sa.String(100), nullable=False),
    sa.Column("unit_id", Id, nullable=False, index=True),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("arrival", sa.Integer, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("confirm_by", Instant, nullable=True),
    sa.Column("attendance", sa.String(20), nullable=False),
    sa.Column("checked_in_at", Instant, nullable=True),
    sa.Column("attendance_note", sa.String(500), nullable=False),
    sa.Column("quota_unit", Id, nullable=False),
    sa.Column("ticket", sa.String(64), nullable=False),
    sa.Column("decided_by", PersonId, nullable=True),
    sa.Column("decision_note", sa.String(500), nullable=False),
    sa.Index("ix_enrolments_queue", "session_id", "state", "arrival"),
    sa.Index("ix_enrolments_person", "person_id", "state"),
)
sa.Index(
    "uq_enrolments_standing",
    enrolments.c.session_id,
    enrolments.c.person_id,
    unique=True,
    sqlite_where=enrolments.c.state.not_in(("withdrawn", "refused")),
    postgresql_where=enrolments.c.state.not_in(("withdrawn", "refused")),
)

turns = sa.Table(
    "turns",
    metadata,
    sa.Column("person_id", PersonId, primary_key=True),
    sa.Column("taken", sa.Integer, nullable=False),
)
"""A row to lock for each person who ever enrolled: two enrolments of one person take turns, so that a clash is always seen; and
for each place and speaker that must not be claimed twice."""

certificates = sa.Table(
    "certificates",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("number", sa.String(40), nullable=False, unique=True),
    sa.Column("session_id", Id, sa.ForeignKey("sessions.id"), nullable=False, index=True),
    sa.Column("enrolment_id", Id, sa.ForeignKey("enrolments.id"), nullable=False, unique=True),
    sa.Column("person_id", PersonId, nullable=False, index=True),
    sa.Column("person_name", sa.String(100), nullable=False),
    sa.Column("title", sa.String(200), nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("hours", sa.Float, nullable=False),
    sa.Column("held_on", Instant, nullable=False),
    sa.Column("issued_at", Instant, nullable=False),
    sa.Column("issued_by", PersonId, nullable=False),
    sa.Column("expires_at", Instant, nullable=True),
    sa.Column("revoked_at", Instant, nullable=True),
    sa.Column("revoke_reason", sa.String(500), nullable=False),
)

certificate_years = sa.Table(
    "certificate_years",
    metadata,
    sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("issued", sa.Integer, nullable=False),
)

people = sa.Table(
    "people",
    metadata,
    sa.Column("id", PersonId, primary_key=True),
    sa.Column("name", sa.String(100), nullable=False),
    sa.Column("unit_id", Id, nullable=False, index=True),
    sa.Column("grants", Json, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
)

units = sa.Table(
    "units",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("path", Json, nullable=False),
)

calendar_tokens = sa.Table(
    "calendar_tokens",
    metadata,
    sa.Column("person_id", PersonId, primary_key=True),
    sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
    sa.Column("made_at", Instant, nullable=False),
)

feedback = sa.Table(
    "feedback",
    metadata,
    sa.Column("session_id", Id, sa.ForeignKey("sessions.id"), primary_key=True),
    sa.Column("person_id", PersonId, primary_key=True),
    sa.Column("score", sa.Integer, nullable=False),
    sa.Column("comment", sa.String(1000), nullable=False),
    sa.Column("given_at", Instant, nullable=False),
)

accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("unit_id", Id, nullable=False),
    sa.Column("operator_ids", Json, nullable=False),
)

requirements = sa.Table(
    "requirements",
    metadata,
    sa.Column("incident_id", Id, primary_key=True),
    sa.Column("account_id", Id, nullable=False, index=True),
    sa.Column("reason", sa.String(500), nullable=False),
    sa.Column("due_at", Instant, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("assigned", sa.Boolean, nullable=False),
)

duties = sa.Table(
    "duties",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("incident_id", Id, nullable=False),
    sa.Column("account_id", Id, nullable=False),
    sa.Column("account_name", sa.String(200), nullable=False),
    sa.Column("unit_id", Id, nullable=False, index=True),
    sa.Column("person_id", PersonId, nullable=False),
    sa.Column("reason", sa.String(500), nullable=False),
    sa.Column("due_at", Instant, nullable=False),
    sa.Column("met_at", Instant, nullable=True),
    sa.Column("certificate_number", sa.String(40), nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.UniqueConstraint("incident_id", "person_id", name="uq_duties_incident_person"),
    sa.Index("ix_duties_person", "person_id", "met_at"),
    sa.Index("ix_duties_due", "met_at", "due_at"),
)

rules = sa.Table(
    "rules",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("body", Json, nullable=False),
    sa.Column("set_at", Instant, nullable=False),
    sa.Column("set_by", PersonId, nullable=False),
)

standings = sa.Table(
    "standings",
    metadata,
    sa.Column("person_id", PersonId, primary_key=True),
    sa.Column("mode", sa.String(20), nullable=False),
    sa.Column("due_at", Instant, nullable=True),
)

_registry = orm.registry(metadata=metadata)
_registry.map_imperatively(Seats, seats)
_registry.map_imperatively(
    Session,
    sessions,
    version_id_col=sessions.c.version,
    properties={"seats": orm.relationship(Seats, uselist=False, lazy="joined", innerjoin=True)},
)
_registry.map_imperatively(Enrolment, enrolments)
_registry.map_imperatively(Certificate, certificates)
_registry.map_imperatively(Duty, duties)
