"""Rotas, overrides and escalation policies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.alerts.domain.duty import Override, Policy, Rota
from services.alerts.storage.tables import overrides, policies, rotas


def active_rotas(session: Session) -> Sequence[Rota]:
    return session.scalars(sa.select(Rota).where(rotas.c.active).order_by(rotas.c.id)).all()


def list_rotas() -> sa.Select[tuple[Rota]]:
    return sa.select(Rota)


def find_rota(session: Session, rota_id: str) -> Rota | None:
    return session.get(Rota, rota_id)


def overrides_at(session: Session, at: datetime) -> Sequence[Override]:
    return session.scalars(sa.select(Override).where(overrides.c.starts_at <= at, overrides.c.ends_at > at)).all()


def overrides_until(session: Session, until: datetime) -> Sequence[Override]:
    return session.scalars(sa.select(Override).where(overrides.c.starts_at <= until)).all()


def list_overrides() -> sa.Select[tuple[Override]]:
    return sa.select(Override)


def list_policies() -> sa.Select[tuple[Policy]]:
    return sa.select(Policy)


def find_policy(session: Session, policy_id: str) -> Policy | None:
    return session.get(Policy, policy_id)


def policy_for(session: Session, severity: str) -> Policy | None:
    """The newest active policy for a severity."""
    query = sa.select(Policy).where(policies.c.active).order_by(policies.c.id.desc())
    return next((policy for policy in session.scalars(query) if severity in policy.severities), None)
