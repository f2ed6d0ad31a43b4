"""The tables and the statements of the enrolment peer and of pgbench: the same seats, enrolments and outbox as ours, no more."""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData()
seats = sa.Table(
    "seats",
    metadata,
    sa.Column("session_id", sa.String(36), primary_key=True),
    sa.Column("capacity", sa.Integer, nullable=False),
    sa.Column("taken", sa.Integer, nullable=False),
    sa.Column("waiting", sa.Integer, nullable=False),
    sa.Column("arrivals", sa.Integer, nullable=False),
)
enrolments = sa.Table(
    "enrolments",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("session_id", sa.String(36), nullable=False),
    sa.Column("person_id", sa.String(64), nullable=False),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("arrival", sa.Integer, nullable=False),
    sa.UniqueConstraint("session_id", "person_id"),
)
outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("type", sa.String(80), nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
)

SEAT_SQL = """UPDATE seats SET arrivals = arrivals + 1,
  taken = taken + CASE WHEN waiting = 0 AND taken < capacity THEN 1 ELSE 0 END,
  waiting = waiting + CASE WHEN waiting = 0 AND taken < capacity THEN 0 ELSE 1 END
WHERE session_id = :session_id RETURNING arrivals, waiting"""
TAKE_SEAT = sa.text(SEAT_SQL)

PGBENCH = """BEGIN;
UPDATE seats SET arrivals = arrivals + 1,
  taken = taken + CASE WHEN waiting = 0 AND taken < capacity THEN 1 ELSE 0 END,
  waiting = waiting + CASE WHEN waiting = 0 AND taken < capacity THEN 0 ELSE 1 END
WHERE session_id = 's' RETURNING arrivals;
INSERT INTO enrolments VALUES (gen_random_uuid(), 's', gen_random_uuid(), 'enrolled', 1);
INSERT INTO outbox VALUES (gen_random_uuid(), 'enrolment.made', '{"a": 1}'::bytea);
END;
"""
"""The same transaction as a script: one row that everyone updates, one enrolment, one outbox row, one commit."""
