"""Sign-ins, access tokens, second factors, and those who are on their way through signing in, in SQL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.kit.api import Instant, Json
from services.kit.paging import page
from services.registry.domain.credentials import (
    KEPT_AFTERWARDS,
    AccessToken,
    Challenge,
    SecondFactor,
    SignIn,
    SignOn,
)
from services.registry.storage.tables import attempts, id_column, mapper, metadata, text_column

sign_ins = sa.Table(
    "sign_ins",
    metadata,
    id_column(),
    text_column("person_id", 36, index=True),
    text_column("how", 20),
    text_column("address", 64),
    text_column("agent", 200),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("expires_at", Instant, nullable=False, index=True),
    sa.Column("ended_at", Instant),
)

access_tokens = sa.Table(
    "access_tokens",
    metadata,
    id_column(),
    text_column("person_id", 36, index=True),
    text_column("name", 100),
    text_column("hash", 64, unique=True),
    text_column("hint", 8),
    sa.Column("scopes", Json, nullable=False),
    sa.Column("grants", Json, nullable=False),
    text_column("made_by", 36),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
    sa.Column("used_at", Instant),
    sa.Column("ended_at", Instant),
)

second_factors = sa.Table(
    "second_factors",
    metadata,
    id_column("person_id"),
    text_column("secret", 200),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("confirmed_at", Instant),
    sa.Column("last_step", sa.BigInteger, nullable=False),
    sa.Column("recovery", Json, nullable=False),
)

challenges = sa.Table(
    "sign_in_challenges",
    metadata,
    sa.Column("hash", sa.String(64), primary_key=True),
    text_column("person_id", 36),
    sa.Column("expires_at", Instant, nullable=False, index=True),
    sa.Column("tries", sa.Integer, nullable=False),
)

sign_ons = sa.Table(
    "sign_ons",
    metadata,
    sa.Column("hash", sa.String(64), primary_key=True),
    text_column("provider", 20),
    text_column("binding", 64),
    text_column("nonce", 64),
    text_column("verifier", 128),
    text_column("after", 200),
    sa.Column("expires_at", Instant, nullable=False, index=True),
)

for _class, _table in (
    (SignIn, sign_ins),
    (AccessToken, access_tokens),
    (SecondFactor, second_factors),
    (Challenge, challenges),
    (SignOn, sign_ons),
):
    mapper.map_imperatively(_class, _table)


class SqlAccess:
    """What proves who somebody is."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, thing: SignIn | AccessToken | SecondFactor | Challenge | SignOn) -> None:
        self._session.add(thing)

    def remove(self, thing: SecondFactor | Challenge | SignOn) -> None:
        self._session.delete(thing)

    def sign_in(self, sign_in_id: str) -> SignIn | None:
        return self._session.get(SignIn, sign_in_id)

    def open_sign_ins(self, person_id: str, now: datetime) -> Sequence[SignIn]:
        """Those that hold now, the newest first."""
        mine = sign_ins.c.person_id == person_id, sign_ins.c.ended_at.is_(None), sign_ins.c.expires_at > now
        return self._session.scalars(sa.select(SignIn).where(*mine).order_by(sign_ins.c.id.desc())).all()

    def token(self, token_id: str) -> AccessToken | None:
        return self._session.get(AccessToken, token_id)

    def token_with(self, hashed: str) -> AccessToken | None:
        return self._session.scalar(sa.select(AccessToken).where(access_tokens.c.hash == hashed))

    def open_tokens(self, person_id: str, now: datetime) -> Sequence[AccessToken]:
        """A person's tokens that hold now; services' own where `person_id` is empty."""
        mine = (
            access_tokens.c.person_id == person_id,
            access_tokens.c.ended_at.is_(None),
            access_tokens.c.expires_at > now,
        )
        return self._session.scalars(sa.select(AccessToken).where(*mine).order_by(access_tokens.c.id.desc())).all()

    def tokens_page(
        self, person_id: str, wanted: dict[str, Any], dump: Callable[[Any], dict[str, Any]]
    ) -> dict[str, Any]:
        """All of them, those that ended too."""
        query = sa.select(AccessToken).where(access_tokens.c.person_id == person_id)
        return page(self._session, query, access_tokens.c.id, wanted, dump)

    def second_factor(self, person_id: str) -> SecondFactor | None:
        """Its row locked: a code that two bring at once works for one."""
        mine = second_factors.c.person_id == person_id
        return self._session.scalar(sa.select(SecondFactor).where(mine).with_for_update())

    def challenge(self, hashed: str) -> Challenge | None:
        return self._session.scalar(sa.select(Challenge).where(challenges.c.hash == hashed).with_for_update())

    def sign_on(self, hashed: str) -> SignOn | None:
        return self._session.scalar(sa.select(SignOn).where(sign_ons.c.hash == hashed).with_for_update())

    def tidy(self, now: datetime) -> None:
        """Forget what is over: unfinished sign-ins at once, sign-ins and failures under a user name a month later."""
        self._session.execute(sa.delete(challenges).where(challenges.c.expires_at < now))
        self._session.execute(sa.delete(sign_ons).where(sign_ons.c.expires_at < now))
        self._session.execute(sa.delete(sign_ins).where(sign_ins.c.expires_at < now - KEPT_AFTERWARDS))
        self._session.execute(sa.delete(attempts).where(attempts.c.last_at < now - KEPT_AFTERWARDS))
