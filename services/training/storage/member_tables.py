"""The tables of the association, and how the domain's classes lie in them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import orm

from services.kit.api import Instant
from services.training.domain.association import Activity, Department, Member, Term
from services.training.storage.schema import Id, PersonId, metadata

members = sa.Table(
    "members",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("person_id", PersonId, nullable=False, unique=True),
    sa.Column("name", sa.String(100), nullable=False),
    sa.Column("unit_id", Id, nullable=False),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("role", sa.String(20), nullable=False),
    sa.Column("group", sa.String(100), nullable=False),
    sa.Column("hours", sa.Float, nullable=False),
    sa.Column("points", sa.Float, nullable=False),
    sa.Column("since", Instant, nullable=False),
    sa.Column("term_ends_at", Instant, nullable=True),
    sa.Column("graduates_at", Instant, nullable=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Index("ix_members_state", "state", "role"),
)

departments = sa.Table(
    "departments",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("name", sa.String(100), nullable=False, unique=True),
    sa.Column("work", sa.String(500), nullable=False),
)

terms = sa.Table(
    "terms",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("member_id", Id, sa.ForeignKey("members.id"), nullable=False),
    sa.Column("role", sa.String(20), nullable=False),
    sa.Column("department", sa.String(100), nullable=False),
    sa.Column("began_at", Instant, nullable=False),
    sa.Column("ends_at", Instant, nullable=True),
    sa.Column("ended_at", Instant, nullable=True),
    sa.Column("end_reason", sa.String(20), nullable=False),
    sa.Column("successor_id", Id, nullable=True),
    sa.Column("notes", sa.String(2000), nullable=False),
    sa.Index("ix_terms_member", "member_id", "ended_at"),
)

activities = sa.Table(
    "activities",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("member_id", Id, sa.ForeignKey("members.id"), nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("title", sa.String(200), nullable=False),
    sa.Column("hours", sa.Float, nullable=False),
    sa.Column("points", sa.Float, nullable=False),
    sa.Column("happened_at", Instant, nullable=False),
    sa.Column("certificate_number", sa.String(40), nullable=False, index=True),
    sa.Column("noted_by", PersonId, nullable=False),
    sa.Index("ix_activities_member", "member_id", "happened_at"),
)

_registry = orm.registry(metadata=metadata)
_registry.map_imperatively(Member, members, version_id_col=members.c.version)
_registry.map_imperatively(Department, departments)
_registry.map_imperatively(Term, terms)
_registry.map_imperatively(Activity, activities)
