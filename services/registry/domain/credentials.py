"""What proves who somebody is beside a password: sign-ins, access tokens, a second factor; and how long each lasts.

Secrets are kept as hashes only. An access token never reaches further than the person it belongs to; a service's own token
holds roles that decide nothing, for a machine approves no text and no account (articles 7 and 13).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import quote

from services.contracts.errors import InputInvalid
from services.registry.domain.people import UNIT_ROLES

TOKEN_MARK = "xm_"
LONGEST_TOKEN = timedelta(days=366)
MOST_TOKENS = 20
HINT = 4
SERVICE_ROLES = ("officer", "operator", "duty", "trainer", "association", "auditor")
"""What a service's own token may hold."""

CHALLENGE_LASTS = timedelta(minutes=5)
CHALLENGE_TRIES = 5
SIGN_ON_LASTS = timedelta(minutes=10)
KEPT_AFTERWARDS = timedelta(days=30)
"""How long an ended sign-in stays on the list."""

PERIOD = 30
DIGITS = 6
RECOVERY_CODES = 10


@dataclass(eq=False, kw_only=True)
class SignIn:
    """One session: `how` is ``password``, ``oidc`` or ``cas``; `address` and `agent` say where from, for its owner to read."""

    id: str
    person_id: str
    how: str
    address: str = ""
    agent: str = ""
    made_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None

    def holds(self, now: datetime) -> bool:
        return self.ended_at is None and now < self.expires_at


@dataclass(eq=False, kw_only=True)
class AccessToken:
    """A token for programs: a person's own, or a service's, which then has `grants` and no person."""

    id: str
    person_id: str
    name: str
    hash: str
    hint: str
    scopes: list[str]
    grants: list[list[str]] = field(default_factory=list)
    made_by: str
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    ended_at: datetime | None = None

    def holds(self, now: datetime) -> bool:
        return self.ended_at is None and now < self.expires_at


@dataclass(eq=False, kw_only=True)
class SecondFactor:
    """A secret shared with somebody's phone. `last_step` is the newest step used, so that no code works twice."""

    person_id: str
    secret: str
    made_at: datetime
    confirmed_at: datetime | None = None
    last_step: int = 0
    recovery: list[str] = field(default_factory=list)

    @property
    def is_on(self) -> bool:
        return self.confirmed_at is not None

    def take(self, secret: str, code: str, now: datetime) -> bool:
        """Whether `code` is right, as a code of the moment or an unused recovery code; it is used up. `secret` is base32."""
        step = fitting_step(secret, code, now)
        if step is not None and step > self.last_step:
            self.last_step = step
            return True
        wanted = hash_secret(plain_code(code))
        if not self.is_on or wanted not in self.recovery:
            return False
        self.recovery = [kept for kept in self.recovery if kept != wanted]
        return True


@dataclass(eq=False, kw_only=True)
class Challenge:
    """The password was right; the second factor is still to come. `hash` is of the secret that the browser holds."""

    hash: str
    person_id: str
    expires_at: datetime
    tries: int = 0

    def take_try(self, now: datetime) -> bool:
        """Count a try; false where no more are left."""
        self.tries += 1
        return now < self.expires_at and self.tries <= CHALLENGE_TRIES


@dataclass(eq=False, kw_only=True)
class SignOn:
    """Somebody went to an identity provider and is expected back: what must fit then."""

    hash: str
    provider: str
    binding: str
    nonce: str
    verifier: str
    after: str
    expires_at: datetime


def hash_secret(secret: str) -> str:
    """What is kept of a random secret: hexadecimal SHA-256. Long random secrets need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def check_span(made_at: datetime, expires_at: datetime) -> None:
    """Raise `InputInvalid` where a token would end in the past or last longer than a year."""
    if not made_at < expires_at <= made_at + LONGEST_TOKEN:
        raise InputInvalid(
            {"expires_at": ["须在一年之内,且不早于现在。 It must lie in the future, a year away at most."]}
        )


def check_service_roles(grants: Sequence[Sequence[str]]) -> None:
    """Raise `InputInvalid` for a role that decides, for machines approve nothing; and for a unit's role that names no unit."""
    if any(role in UNIT_ROLES and not unit for role, unit in grants):
        raise InputInvalid({"roles": ["运营人员须指明单位。 An operator's role needs a unit."]})
    refused = sorted({role for role, _ in grants if role not in SERVICE_ROLES})
    if refused:
        message = f"服务令牌不能担任审批角色:{'、'.join(refused)}。 A service's token holds no role that decides: {', '.join(refused)}."
        raise InputInvalid({"roles": [message]})


# ---- codes of the moment (RFC 6238)


def code_at(secret: str, step: int) -> str:
    """The six digits of a step of 30 seconds; `secret` is base32."""
    key = base64.b32decode(secret)
    digest = hmac.digest(key, struct.pack(">Q", step), "sha1")
    offset = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def fitting_step(secret: str, code: str, now: datetime) -> int | None:
    """The step that `code` belongs to: the present one or a neighbour, for clocks differ."""
    present = int(now.timestamp()) // PERIOD
    given = "".join(code.split())
    for step in (present, present - 1, present + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), given.encode()):
            return step
    return None


def address_of(secret: str, username: str, issuer: str) -> str:
    """What the QR code holds for an authenticator: ``otpauth://totp/…``."""
    label = quote(f"{issuer}:{username}")
    return f"otpauth://totp/{label}?secret={secret}&issuer={quote(issuer)}&digits={DIGITS}&period={PERIOD}"


def new_recovery_codes(draw: Callable[[], str]) -> list[str]:
    """Ten codes to keep on paper; `draw` gives ten random letters."""
    codes = [draw() for _ in range(RECOVERY_CODES)]
    return [f"{code[:5]}-{code[5:10]}" for code in codes]


def plain_code(code: str) -> str:
    """A recovery code without the dash and spaces that people type."""
    return "".join(char for char in code.lower() if char.isalnum())
