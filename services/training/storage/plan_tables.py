"""The tables of the yearly plan, of places, quotas and swaps, and of files, with how the domain's classes lie in them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import orm

from services.kit.api import Instant
from services.training.domain.files import File
from services.training.domain.plans import Place, PlanItem
from services.training.domain.quotas import Quota
from services.training.domain.swaps import Swap
from services.training.storage.schema import Id, PersonId, metadata

plans = sa.Table(
    "plans",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("year", sa.Integer, nullable=False, index=True),
    sa.Column("month", sa.Integer, nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("theme", sa.String(200), nullable=False),
    sa.Column("title", sa.String(200), nullable=False),
    sa.Column("times", sa.Integer, nullable=False),
    sa.Column("budget", sa.BigInteger, nullable=False),
    sa.Column("fund_line_id", Id, nullable=True),
    sa.Column("made_by", PersonId, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("note", sa.String(500), nullable=False),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("reservation_id", Id, nullable=True),
    sa.Column("decided_by", PersonId, nullable=True),
    sa.Column("decided_at", Instant, nullable=True),
    sa.Column("version", sa.Integer, nullable=False),
)

places = sa.Table(
    "places",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("name", sa.String(200), nullable=False, unique=True),
    sa.Column("capacity", sa.Integer, nullable=False),
    sa.Column("note", sa.String(500), nullable=False),
)

quotas = sa.Table(
    "quotas",
    metadata,
    sa.Column("session_id", Id, sa.ForeignKey("sessions.id"), primary_key=True),
    sa.Column("unit_id", Id, primary_key=True),
    sa.Column("capacity", sa.Integer, nullable=False),
    sa.Column("taken", sa.Integer, nullable=False),
    sa.CheckConstraint("taken >= 0 AND taken <= capacity", name="ck_quotas_taken"),
)

swaps = sa.Table(
    "swaps",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("person_id", PersonId, nullable=False, index=True),
    sa.Column("enrolment_id", Id, sa.ForeignKey("enrolments.id"), nullable=False),
    sa.Column("from_session_id", Id, nullable=False),
    sa.Column("to_session_id", Id, nullable=False),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("ended_at", Instant, nullable=True),
    sa.Index("ix_swaps_open", "from_session_id", "to_session_id", "state"),
)

files = sa.Table(
    "files",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("owner_id", Id, nullable=False, index=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("media_type", sa.String(100), nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False, index=True),
    sa.Column("content", sa.LargeBinary, nullable=False),
    sa.Column("by", PersonId, nullable=False),
    sa.Column("at", Instant, nullable=False),
)

_registry = orm.registry(metadata=metadata)
_registry.map_imperatively(PlanItem, plans, version_id_col=plans.c.version)
_registry.map_imperatively(Place, places)
_registry.map_imperatively(Quota, quotas)
_registry.map_imperatively(Swap, swaps)
_registry.map_imperatively(File, files, properties={"content": orm.deferred(files.c.content)})
