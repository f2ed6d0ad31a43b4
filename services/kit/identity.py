"""Who is calling: the signed identity that travels with every call and every event.

The registry issues a token at sign-in; every service verifies it by itself and trusts no caller. Keys are derived, one for
each purpose, from the deployment's secrets: the first signs, all verify, so that secrets rotate without downtime.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from services.contracts.errors import NotAuthenticated, NotPermitted
from services.contracts.events import Actor

ALGORITHM = "HS256"
EVERYTHING = ("*",)
"""The scopes of somebody who signed in: whatever their roles allow."""

CACHED = 4096


@dataclass(frozen=True, kw_only=True)
class Identity:
    """A verified caller. `grants` pairs each role with the unit it is held in (``""``: the whole college).

    `scopes` narrow what an access token may be used for: ``registry:read``, ``review:write``. They never widen a right.
    """

    id: str
    username: str
    name: str
    unit_id: str = ""
    grants: tuple[tuple[str, str], ...] = ()
    session: str = ""
    scopes: tuple[str, ...] = EVERYTHING

    @property
    def roles(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(role for role, _ in self.grants))

    @property
    def actor(self) -> Actor:
        return Actor(id=self.id, name=self.name, roles=self.roles)

    def has(self, *roles: str) -> bool:
        """Whether any of `roles` is held, in whatever unit."""
        return any(role in roles for role, _ in self.grants)

    def holds(self, role: str, unit_id: str) -> bool:
        """Whether `role` is held in exactly this unit, or for the whole college."""
        return any(r == role and u in (unit_id, "") for r, u in self.grants)

    def units(self, *roles: str) -> set[str]:
        """The units in which any of `roles` is held."""
        return {unit for role, unit in self.grants if role in roles and unit}

    def require(self, *roles: str) -> None:
        """Raise `NotPermitted` where none of `roles` is held."""
        if not self.has(*roles):
            raise NotPermitted(needs=list(roles))

    @property
    def is_whole(self) -> bool:
        """Whether a person signed in themselves, and no access token stands for them."""
        return self.scopes == EVERYTHING

    def require_scope(self, service: str, *, writes: bool) -> None:
        """Raise `NotPermitted` where the token that was used does not reach this far."""
        wanted = f"{service}:{'write' if writes else 'read'}"
        if not self.is_whole and wanted not in self.scopes:
            raise NotPermitted(
                zh=f"此访问令牌没有 {wanted} 范围。没有作任何更改。",
                en=f"This access token lacks the scope {wanted}. Nothing was changed.",
                code="scope",
                needs_scope=wanted,
            )


def service_identity(name: str) -> Identity:
    """The identity of a service that acts by itself: on a deadline, or on an event."""
    return Identity(id=f"service:{name}", username=name, name=name, grants=(("service", ""),))


class Keys:
    """Derives, signs and verifies. `secrets` are the deployment's, newest first."""

    def __init__(self, secrets: Iterable[str]) -> None:
        found = [secret.encode() for secret in secrets if secret]
        if not found:
            raise ValueError("at least one signing secret is needed")
        self._tokens = [OctKey.import_key(_derive(secret, "identity")) for secret in found]
        self._events = [_derive(secret, "events") for secret in found]
        self._forms = [_derive(secret, "forms") for secret in found]
        self._seen: OrderedDict[str, tuple[Identity, float]] = OrderedDict()

    def issue(self, identity: Identity, now: datetime, lasts: timedelta) -> str:
        """A token for `identity`, valid from `now` for `lasts`."""
        claims = {
            "sub": identity.id,
            "username": identity.username,
            "name": identity.name,
            "unit": identity.unit_id,
            "grants": [list(grant) for grant in identity.grants],
            "sid": identity.session,
            **({} if identity.is_whole else {"scopes": list(identity.scopes)}),
            "iat": int(now.timestamp()),
            "exp": int((now + lasts).timestamp()),
        }
        return jwt.encode({"alg": ALGORITHM}, claims, self._tokens[0])

    def verify(self, token: str, now: datetime) -> Identity:
        """The identity that `token` holds. Raises `NotAuthenticated` where it is missing, forged or expired."""
        identity, expires = self._seen.get(token) or self._open(token)
        if expires <= now.timestamp():
            raise NotAuthenticated(code="expired")
        return identity

    def expires(self, token: str) -> float:
        """The Unix time at which a token that verifies ends."""
        return (self._seen.get(token) or self._open(token))[1]

    def _open(self, token: str) -> tuple[Identity, float]:
        for key in self._tokens:
            try:
                claims = jwt.decode(token, key, algorithms=[ALGORITHM]).claims
                opened = _identity_from(claims), float(claims["exp"])
            except (JoseError, ValueError, TypeError, KeyError):
                continue
            self._seen[token] = opened
            if len(self._seen) > CACHED:
                self._seen.popitem(last=False)
            return opened
        raise NotAuthenticated()

    def sign_event(self, body: bytes) -> str:
        return hmac.digest(self._events[0], body, "sha256").hex()

    def event_is_ours(self, body: bytes, signature: str) -> bool:
        given = signature.encode(errors="replace")
        return any(hmac.compare_digest(hmac.digest(key, body, "sha256").hex().encode(), given) for key in self._events)

    def form_token(self, session: str) -> str:
        """The CSRF token that belongs to a session."""
        return hmac.digest(self._forms[0], session.encode(), "sha256").hex()

    def form_token_fits(self, session: str, given: str) -> bool:
        return any(
            hmac.compare_digest(hmac.digest(key, session.encode(), "sha256").hex().encode(), given.encode())
            for key in self._forms
        )


def _identity_from(claims: dict[str, object]) -> Identity:
    return msgspec.convert(
        {
            "id": claims["sub"],
            "username": claims["username"],
            "name": claims["name"],
            "unit_id": claims["unit"],
            "grants": claims["grants"],
            "session": claims["sid"],
            "scopes": claims.get("scopes", EVERYTHING),
        },
        Identity,
    )


def _derive(secret: bytes, purpose: str) -> bytes:
    return hashlib.blake2b(purpose.encode(), key=hashlib.sha256(secret).digest(), digest_size=32).digest()
