"""Tables of an account's life beside its forms: settings, handovers, sightings, personal accounts, what is known of a year."""

from __future__ import annotations

import sqlalchemy as sa

from services.kit.api import Instant, Json
from services.registry.domain.handovers import Handover
from services.registry.domain.personal_accounts import Check, PersonalAccount
from services.registry.domain.sightings import Sighting
from services.registry.storage.tables import id_column, mapper, metadata, text_column, version_column

options = sa.Table(
    "options", metadata, sa.Column("name", sa.String(40), primary_key=True), sa.Column("value", Json, nullable=False)
)

handovers = sa.Table(
    "handovers",
    metadata,
    id_column(),
    text_column("person_id", 36, index=True),
    text_column("person_name", 60),
    text_column("role", 30),
    text_column("kind", 20),
    text_column("subject_id", 36, index=True),
    text_column("title", 80),
    sa.Column("tier", sa.Integer, nullable=False, index=True),
    text_column("unit_id", 36, index=True),
    text_column("faculty_id", 36, index=True),
    sa.Column("noticed_on", sa.Date, nullable=False),
    sa.Column("due_on", sa.Date, nullable=False),
    text_column("state", 20, index=True),
    sa.Column("done_at", Instant),
    version_column(),
)

sightings = sa.Table(
    "sightings",
    metadata,
    id_column(),
    text_column("channel", 30),
    text_column("handle", 200),
    text_column("name", 80),
    text_column("url", 1000),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("protected_names", Json, nullable=False),
    text_column("account_id", 36),
    text_column("state", 20, index=True),
    text_column("outcome", 20),
    sa.Column("comment", sa.Text, nullable=False),
    text_column("by", 36, index=True),
    text_column("by_name", 60),
    sa.Column("at", Instant, nullable=False),
    text_column("handled_by", 36),
    text_column("handled_by_name", 60),
    sa.Column("handled_at", Instant),
    version_column(),
)

personal_accounts = sa.Table(
    "personal_accounts",
    metadata,
    id_column(),
    text_column("owner_id", 36, index=True),
    text_column("owner_name", 60),
    text_column("unit_id", 36, index=True),
    text_column("faculty_id", 36, index=True),
    text_column("channel", 30),
    text_column("handle", 200),
    text_column("handle_key", 200, index=True),
    text_column("name", 60),
    sa.Column("note", sa.Text, nullable=False),
    text_column("state", 20),
    sa.Column("reason", sa.Text, nullable=False),
    text_column("by", 36),
    text_column("by_name", 60),
    sa.Column("at", Instant, nullable=False),
    sa.Column("checked_at", Instant),
    text_column("finding", 20),
    version_column(),
)

personal_checks = sa.Table(
    "personal_checks",
    metadata,
    id_column(),
    sa.Column("personal_account_id", sa.String(36), sa.ForeignKey("personal_accounts.id"), nullable=False, index=True),
    sa.Column("at", Instant, nullable=False),
    text_column("by", 36),
    text_column("by_name", 60),
    text_column("finding", 20),
    sa.Column("note", sa.Text, nullable=False),
)

account_years = sa.Table(
    "account_years",
    metadata,
    sa.Column("account_id", sa.String(36), primary_key=True),
    sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
    *(
        sa.Column(name, sa.Integer, nullable=False)
        for name in ("posts", "faulty_posts", "incidents_i", "incidents_ii", "incidents_iii", "incidents_iv")
    ),
)

mapper.map_imperatively(Handover, handovers, version_id_col=handovers.c.version)
mapper.map_imperatively(Sighting, sightings, version_id_col=sightings.c.version)
mapper.map_imperatively(PersonalAccount, personal_accounts, version_id_col=personal_accounts.c.version)
mapper.map_imperatively(Check, personal_checks)
