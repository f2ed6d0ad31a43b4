"""Accounts as the registry told of them, observed posts, and the seals that a post may be compared with."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.kit.api import Identity
from services.review.domain.observed import Account, ObservedPost
from services.review.domain.sealing import Seal
from services.review.storage.submissions import visible
from services.review.storage.tables import accounts, observed_posts, seals

NEAR = timedelta(days=180)
MOST_NEAR = 500

LIST_KEY = observed_posts.c.id


def find_account(session: Session, account_id: str) -> Account | None:
    return session.get(Account, account_id)


def save_account(session: Session, account: Account) -> None:
    session.merge(account)


def name_unit(session: Session, unit_id: str, name: str) -> None:
    """A unit's accounts carry its name of today."""
    session.execute(sa.update(accounts).where(accounts.c.unit_id == unit_id).values(unit_name=name))


def find_accounts(session: Session, ids: Collection[str], handles: Collection[tuple[str, str]]) -> list[Account]:
    """The accounts with these ids, or these pairs of channel and handle's key, in one statement."""
    by_handle = sa.tuple_(accounts.c.channel, accounts.c.handle_key).in_(list(handles)) if handles else sa.false()
    return list(session.scalars(sa.select(Account).where(sa.or_(accounts.c.id.in_(ids), by_handle))))


def known_posts(session: Session, pairs: Collection[tuple[str, str]]) -> dict[tuple[str, str], ObservedPost]:
    """Posts seen before, by (hash of URL, hash of content)."""
    key = sa.tuple_(observed_posts.c.url_hash, observed_posts.c.content_hash)
    found = session.scalars(sa.select(ObservedPost).where(key.in_(list(pairs))))
    return {(post.url_hash, post.content_hash): post for post in found}


def seals_by_text(session: Session, account_ids: Collection[str], hashes: Collection[str]) -> Sequence[Seal]:
    """Seals of these accounts over exactly these texts, newest first."""
    exact = sa.or_(seals.c.text_hash.in_(hashes), seals.c.body_hash.in_(hashes))
    query = sa.select(Seal).where(seals.c.account_id.in_(account_ids), exact).order_by(seals.c.id.desc())
    return session.scalars(query).all()


def seals_near(session: Session, account_id: str, published_at: datetime) -> Sequence[Seal]:
    """Standing seals of an account given within half a year before or after, newest first."""
    query = sa.select(Seal).where(
        seals.c.account_id == account_id,
        seals.c.sealed_at.between(published_at - NEAR, published_at + NEAR),
        seals.c.voided_at.is_(None),
    )
    return session.scalars(query.order_by(seals.c.sealed_at.desc()).limit(MOST_NEAR)).all()


def listing(identity: Identity, wanted: Mapping[str, Any]) -> sa.Select[Any]:
    """The observed posts this person may see, filtered by what `wanted` names."""
    query = sa.select(ObservedPost).where(visible(identity, observed_posts))
    for name in ("account_id", "verdict", "unit_id", "channel", "tier"):
        if wanted.get(name) not in (None, ""):
            query = query.where(observed_posts.c[name] == wanted[name])
    return query
