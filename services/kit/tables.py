"""The tables that every service has: outbox, inbox, failed events, deadlines, ledger, idempotency.

`attach` adds them to a service's metadata; the first migration of a service makes them with `create_v1`. The heads
(`outbox_heads`, `ledger_head`) are rows to lock: they give each aggregate's events, and each chain's entries, one order.
"""

from __future__ import annotations

import sqlalchemy as sa

from services.kit.database import Instant, Json

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CHAIN = 1


_metadata = sa.MetaData()

outbox = sa.Table(
    "outbox",
    _metadata,
    sa.Column("id", BigId, primary_key=True, autoincrement=True),
    sa.Column("type", sa.String(80), nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
)

outbox_heads = sa.Table(
    "outbox_heads",
    _metadata,
    sa.Column("aggregate", sa.String(120), primary_key=True),
    sa.Column("sequence", sa.BigInteger, nullable=False),
    sa.Column("begun_at", Instant, nullable=False),
)

listening = sa.Table(
    "listening",
    _metadata,
    sa.Column("queue", sa.String(60), primary_key=True),
    sa.Column("topic", sa.String(60), primary_key=True),
    sa.Column("since", Instant, nullable=False),
)

inbox = sa.Table(
    "inbox",
    _metadata,
    sa.Column("queue", sa.String(60), primary_key=True),
    sa.Column("aggregate", sa.String(120), primary_key=True),
    sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("event_id", sa.String(36), nullable=False),
    sa.Column("handled_at", Instant, nullable=False),
)

failed_events = sa.Table(
    "failed_events",
    _metadata,
    sa.Column("queue", sa.String(60), primary_key=True),
    sa.Column("event_id", sa.String(64), primary_key=True),
    sa.Column("type", sa.String(80), nullable=False),
    sa.Column("aggregate", sa.String(120), nullable=False, index=True),
    sa.Column("sequence", sa.BigInteger, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("signature", sa.String(64), nullable=False),
    sa.Column("trace", sa.String(64), nullable=False),
    sa.Column("error", sa.Text, nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("failed_at", Instant, nullable=False),
    sa.Column("next_try_at", Instant, nullable=True, index=True),
)

deadlines = sa.Table(
    "deadlines",
    _metadata,
    sa.Column("kind", sa.String(60), primary_key=True),
    sa.Column("subject", sa.String(120), primary_key=True),
    sa.Column("due_at", Instant, nullable=False),
    sa.Column("next_try_at", Instant, nullable=False, index=True),
    sa.Column("payload", Json, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("error", sa.Text, nullable=False),
)

ledger = sa.Table(
    "ledger",
    _metadata,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("actor", Json, nullable=False),
    sa.Column("action", sa.String(80), nullable=False),
    sa.Column("subject", sa.String(120), nullable=False, index=True),
    sa.Column("details", Json, nullable=False),
    sa.Column("trace", sa.String(64), nullable=False),
    sa.Column("previous", sa.String(64), nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
)

ledger_head = sa.Table(
    "ledger_head",
    _metadata,
    sa.Column("chain", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("number", sa.BigInteger, nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
)

idempotency = sa.Table(
    "idempotency",
    _metadata,
    sa.Column("person_id", sa.String(64), primary_key=True),
    sa.Column("key", sa.String(200), primary_key=True),
    sa.Column("operation", sa.String(80), nullable=False),
    sa.Column("request_hash", sa.String(64), nullable=False),
    sa.Column("response", sa.LargeBinary, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
)


def attach(metadata: sa.MetaData) -> None:
    """Add the kit's tables to `metadata`."""
    for table in _metadata.sorted_tables:
        table.to_metadata(metadata)


def create_v1(connection: sa.Connection) -> None:
    """Make the kit's tables as of version 1, with the first link of the ledger. Called by each service's first migration."""
    _metadata.create_all(connection)
    connection.execute(sa.insert(ledger_head).values(chain=CHAIN, number=0, hash=""))
