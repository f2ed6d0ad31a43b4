"""Campaigns, their material, the accounts in their scope and where each stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.review.domain.campaigns import Campaign, Material
from services.review.domain.observed import Account
from services.review.domain.submission import Submission
from services.review.storage.tables import accounts, campaigns, submissions

LIST_KEY = campaigns.c.id


def find(session: Session, campaign_id: str) -> Campaign | None:
    return session.get(Campaign, campaign_id)


def material(session: Session, campaign: Campaign) -> Material | None:
    """The newest approved material."""
    return session.get(Material, (campaign.id, campaign.material_version)) if campaign.material_version else None


def add(session: Session, *things: object) -> None:
    session.add_all(things)


def accounts_in(session: Session, scope: Mapping[str, Any]) -> Sequence[Account]:
    """The active accounts in a scope, by name."""
    c = accounts.c
    rules: list[sa.ColumnElement[bool]] = [c.status == "active"]
    if scope["tier"]:
        rules.append(c.tier == scope["tier"])
    if scope["channel"]:
        rules.append(c.channel == scope["channel"])
    if scope["unit_id"]:
        rules.append(sa.or_(c.unit_id == scope["unit_id"], c.faculty_id == scope["unit_id"]))
    if scope["account_ids"]:
        rules.append(c.id.in_(scope["account_ids"]))
    return session.scalars(sa.select(Account).where(*rules).order_by(c.name, c.id)).all()


def newest_texts(session: Session, campaign_id: str) -> dict[str, Submission]:
    """Of each account its newest submission in the campaign that was not withdrawn."""
    query = sa.select(Submission).where(
        submissions.c.campaign_id == campaign_id, submissions.c.state.notin_(["withdrawn"])
    )
    return {found.account_id: found for found in session.scalars(query.order_by(submissions.c.id))}


def listing(wanted: Mapping[str, Any], now: datetime) -> sa.Select[Any]:
    """Campaigns; with `current`, those that are not over."""
    query = sa.select(Campaign)
    return query.where(campaigns.c.ends_at >= now) if wanted.get("current") else query
