"""The tables of the dedicated fund, with the checks that no line goes below zero, and how the domain's classes lie in them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import orm

from services.kit.api import Instant
from services.training.domain.funds import Expense, Fund, Line, Movement, Reservation
from services.training.storage.schema import Id, PersonId, metadata

funds = sa.Table(
    "funds",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("year", sa.Integer, nullable=False, index=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("total", sa.BigInteger, nullable=False),
    sa.Column("allocated", sa.BigInteger, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("created_by", PersonId, nullable=False),
    sa.Column("closed_at", Instant, nullable=True),
    sa.Column("carried_in", sa.BigInteger, nullable=False),
    sa.Column("carried_out", sa.BigInteger, nullable=False),
    sa.Column("carried_to", Id, nullable=True),
    sa.CheckConstraint("allocated <= total", name="ck_funds_allocated"),
)

fund_lines = sa.Table(
    "fund_lines",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("fund_id", Id, sa.ForeignKey("funds.id"), nullable=False, index=True),
    sa.Column("title", sa.String(200), nullable=False),
    sa.Column("amount", sa.BigInteger, nullable=False),
    sa.Column("reserved", sa.BigInteger, nullable=False),
    sa.Column("spent", sa.BigInteger, nullable=False),
    sa.Column("closed", sa.Boolean, nullable=False),
    sa.CheckConstraint("reserved >= 0 AND spent >= 0 AND reserved + spent <= amount", name="ck_fund_lines_held"),
)

reservations = sa.Table(
    "reservations",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("fund_id", Id, sa.ForeignKey("funds.id"), nullable=False, index=True),
    sa.Column("line_id", Id, sa.ForeignKey("fund_lines.id"), nullable=False),
    sa.Column("session_id", Id, nullable=True),
    sa.Column("purpose", sa.String(500), nullable=False),
    sa.Column("amount", sa.BigInteger, nullable=False),
    sa.Column("remaining", sa.BigInteger, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("made_by", PersonId, nullable=False),
    sa.CheckConstraint("remaining >= 0 AND remaining <= amount", name="ck_reservations_remaining"),
)

expenses = sa.Table(
    "expenses",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("fund_id", Id, sa.ForeignKey("funds.id"), nullable=False),
    sa.Column("line_id", Id, sa.ForeignKey("fund_lines.id"), nullable=False),
    sa.Column("reservation_id", Id, sa.ForeignKey("reservations.id"), nullable=True),
    sa.Column("purpose", sa.String(500), nullable=False),
    sa.Column("amount", sa.BigInteger, nullable=False),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("filed_at", Instant, nullable=False),
    sa.Column("filed_by", PersonId, nullable=False),
    sa.Column("receipt", sa.String(500), nullable=False),
    sa.Column("decided_at", Instant, nullable=True),
    sa.Column("decided_by", PersonId, nullable=True),
    sa.Column("comment", sa.String(500), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Index("ix_expenses_state", "fund_id", "state"),
)

movements = sa.Table(
    "movements",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("fund_id", Id, sa.ForeignKey("funds.id"), nullable=False, index=True),
    sa.Column("line_id", Id, sa.ForeignKey("fund_lines.id"), nullable=False, index=True),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("amount", sa.BigInteger, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("by", PersonId, nullable=False),
    sa.Column("reservation_id", Id, nullable=True),
    sa.Column("expense_id", Id, nullable=True),
    sa.CheckConstraint("amount > 0", name="ck_movements_amount"),
)

_registry = orm.registry(metadata=metadata)
_registry.map_imperatively(Fund, funds)
_registry.map_imperatively(Line, fund_lines)
_registry.map_imperatively(Reservation, reservations)
_registry.map_imperatively(Expense, expenses, version_id_col=expenses.c.version)
_registry.map_imperatively(Movement, movements)
