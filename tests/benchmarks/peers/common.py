"""What the pipeline's peers share: their two tables, their queues, and the same screening engine.

The work for each message: screen its text, insert a decision row and an outbox row in one transaction, publish the event of
it, acknowledge.
"""

from __future__ import annotations

import os

import sqlalchemy as sa

from services.review import screening

IN_QUEUE = "bench.in"
OUT_EXCHANGE = "bench.out"
OUT_QUEUE = "bench.counted"

metadata = sa.MetaData()
decisions = sa.Table(
    "decisions",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("submission_id", sa.String(36), nullable=False),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("findings", sa.JSON, nullable=False),
)
outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("type", sa.String(80), nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
)


def amqp_uri() -> str:
    return os.environ["BENCH_AMQP_URI"]


def database_url(driver: str) -> str:
    """The database's address with this driver."""
    return (
        sa.engine.make_url(os.environ["BENCH_DATABASE_URL"])
        .set(drivername=driver)
        .render_as_string(hide_password=False)
    )


def make_screener() -> screening.Screener:
    """The engine with its starter word list, built before the first message."""
    return screening.Screener(screening.starter())


def findings_of(found: list[screening.Finding]) -> list[dict[str, object]]:
    """What is stored of findings."""
    return [{"name": f.name, "start": f.start, "end": f.end, "severity": f.severity} for f in found]
