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
from services.review.storage.tables import accounts, campaigns, materials, submissions, versions

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


def unchanged_copies(session: Session, campaign_id: str) -> set[str]:
    """The ids of the campaign's submissions that took its material as it was: the same title, body and media."""
    newest = sa.and_(versions.c.submission_id == submissions.c.id, versions.c.version == submissions.c.version)
    same = sa.and_(
        materials.c.campaign_id == campaign_id,
        materials.c.title == versions.c.title,
        materials.c.body == versions.c.body,
    )
    query = sa.select(submissions.c.id, versions.c.media, materials.c.media.label("approved"))
    query = query.join(versions, newest).join(materials, same).where(submissions.c.campaign_id == campaign_id)
    return {row.id for row in session.execute(query) if _checksums(row.media) == _checksums(row.approved)}


def _checksums(media: Sequence[Mapping[str, Any]]) -> list[str]:
    return [item["checksum"] for item in media]
