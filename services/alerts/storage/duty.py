"""Rotas, overrides and escalation policies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.alerts.domain.duty import Override, Policy, Rota
from services.alerts.domain.watch import DutyNote, SensitivePeriod, Swap
from services.alerts.storage.register import upsert
from services.alerts.storage.tables import (
    calendar_tokens,
    duty_notes,
    duty_told,
    overrides,
    periods,
    policies,
    rotas,
    swaps,
)


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


def overrides_after(session: Session, rota_id: str, at: datetime) -> Sequence[Override]:
    """Those of a rota that have not ended yet."""
    return session.scalars(sa.select(Override).where(overrides.c.rota_id == rota_id, overrides.c.ends_at > at)).all()


def told_of(session: Session, rota_id: str) -> str:
    """Who was told last that duty by a rota is theirs; empty where nobody yet."""
    return session.scalar(sa.select(duty_told.c.person_id).where(duty_told.c.rota_id == rota_id)) or ""


def keep_told(session: Session, rota_id: str, person_id: str) -> None:
    upsert(session, duty_told, [{"rota_id": rota_id, "person_id": person_id}])


def list_overrides() -> sa.Select[tuple[Override]]:
    return sa.select(Override)


def list_policies() -> sa.Select[tuple[Policy]]:
    return sa.select(Policy)


def find_policy(session: Session, policy_id: str) -> Policy | None:
    return session.get(Policy, policy_id)


def policy_for(session: Session, severity: str, sensitive: bool = False) -> Policy | None:
    """The newest active policy for a severity; in a sensitive period one that was made for such goes first."""
    query = sa.select(Policy).where(policies.c.active).order_by(policies.c.sensitive_only.desc(), policies.c.id.desc())
    fit = (policy for policy in session.scalars(query) if severity in policy.severities)
    return next((policy for policy in fit if sensitive or not policy.sensitive_only), None)


# ---- sensitive periods, swaps, notes


def periods_between(session: Session, since: datetime, until: datetime) -> Sequence[SensitivePeriod]:
    """Active periods that touch a span."""
    mine = periods.c.active, periods.c.ends_at > since, periods.c.starts_at <= until
    return session.scalars(sa.select(SensitivePeriod).where(*mine).order_by(periods.c.starts_at)).all()


def is_sensitive(session: Session, at: datetime) -> bool:
    return any(period.holds(at) for period in periods_between(session, at, at))


def list_periods() -> sa.Select[tuple[SensitivePeriod]]:
    return sa.select(SensitivePeriod)


def find_period(session: Session, period_id: str) -> SensitivePeriod | None:
    return session.get(SensitivePeriod, period_id)


def list_swaps(person_id: str) -> sa.Select[Any]:
    """Swaps that one asked for or is asked for; all of them where nobody is named."""
    query = sa.select(Swap)
    return query.where(sa.or_(swaps.c.asker_id == person_id, swaps.c.asked_id == person_id)) if person_id else query


def find_swap(session: Session, swap_id: str) -> Swap | None:
    return session.get(Swap, swap_id)


def list_notes(wanted: dict[str, Any]) -> sa.Select[Any]:
    query = sa.select(DutyNote)
    return query.where(duty_notes.c.rota_id == wanted["rota_id"]) if wanted.get("rota_id") else query


def last_note(session: Session, rota_id: str) -> DutyNote | None:
    query = sa.select(DutyNote).where(duty_notes.c.rota_id == rota_id).order_by(duty_notes.c.id.desc()).limit(1)
    return session.scalars(query).one_or_none()


def keep_token(session: Session, person_id: str, token_hash: str) -> None:
    """One token a person: a new one ends the one before."""
    upsert(session, calendar_tokens, [{"person_id": person_id, "token_hash": token_hash}])


def whose_token(session: Session, token_hash: str) -> str:
    """Whose calendar a token opens; empty where nobody's."""
    query = sa.select(calendar_tokens.c.person_id).where(calendar_tokens.c.token_hash == token_hash)
    return session.scalar(query) or ""
